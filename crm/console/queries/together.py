"""Things of several tables at once, for the pages that show many kinds of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, Select, cast, null, select, union_all
from sqlalchemy.sql.base import ExecutableOption

from crm.db import PLANNED_ONCE, db


class Together:
    """Things of several tables in one statement, for a page that shows many kinds of them.

    `wanted` has, by model, a query of the ids. The statement is put together once, since that takes
    longer than its answer: what differs from page to page is a `bindparam` in the queries.
    """

    def __init__(self, wanted: Mapping[Any, Select[Any]], *options: ExecutableOption) -> None:
        self._models = tuple(wanted)
        columns = {model: model.__tablename__ for model in wanted}
        keys = union_all(*(_arm(ids, model, columns) for model, ids in wanted.items())).subquery()
        query = select(*wanted).select_from(keys)
        for model, column in columns.items():
            query = query.outerjoin(model, model.id == keys.c[column])
        self._query = query.options(*options).execution_options(**PLANNED_ONCE)

    def find(self, **asked: object) -> dict[Any, list[Any]]:
        """What there is by model, in no order."""
        rows = db.session.execute(self._query, asked).unique().all()
        return {
            model: [row[place] for row in rows if row[place] is not None]
            for place, model in enumerate(self._models)
        }


def _arm(ids: Select[Any], model: Any, columns: Mapping[Any, str]) -> Select[Any]:
    (found,) = ids.subquery().c
    none = cast(null(), BigInteger)
    return select(
        *((found if each is model else none).label(name) for each, name in columns.items())
    )
