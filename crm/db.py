"""The database: one session, one way to write, and the column types that all tables share."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Self

from cryptography.fernet import Fernet
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Text,
    bindparam,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.base import OptionEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from crm import connections, kept
from crm.turns import turn

_ZONE = len("+00:00")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite, which knows no time zones, keeps it as naive UTC.

    One call a value each way: an import writes some fifteen moments a message, and a page reads a
    thousand of them.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sqlite.DATETIME())  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _written_text if dialect.name == "sqlite" else _written_moment

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None]:
        return _read_text if dialect.name == "sqlite" else _read_moment


def _written_moment(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a time without a time zone reached the database")
    return value.astimezone(UTC)


def _written_text(value: datetime | None) -> str | None:
    """As SQLAlchemy spells it, without the zone."""
    utc = _written_moment(value)
    return None if utc is None else utc.isoformat(" ", "microseconds")[:-_ZONE]


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def _read_moment(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table inherits; a plain base, so that mypy and Alembic see the columns."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime(),
            str: Text(),
            dict[str, Any]: JSON(),
            list[int]: JSON(),
        },
    )


@lru_cache(maxsize=2)
def _for_reading(engine: Engine) -> OptionEngine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


class ReadingSession(FlaskSession):
    """A session that on PostgreSQL opens a transaction for writing only.

    A read there is of one statement whether a transaction stands around it or not; and the end of
    one, a ROLLBACK, would make psycopg forget the statements that the server has planned for us.
    """

    def get_bind(self, *asked: Any, **known: Any) -> Engine | Connection:
        bound = super().get_bind(*asked, **known)
        is_apart = isinstance(bound, Connection) or bound.dialect.name != "postgresql"
        return bound if is_apart or self.info.get("in_transaction") else _for_reading(bound)


connections.listen()
db = SQLAlchemy(model_class=Base, session_options={"class_": ReadingSession})

Id = Annotated[int, mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)]


class EncryptedText(TypeDecorator[str]):
    """A text that lies encrypted (Fernet) in the database, under the installation's secret key."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _fernet().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _fernet().decrypt(value.encode()).decode()


def _fernet() -> Fernet:
    digest = hashlib.sha256(current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


@contextmanager
def transaction() -> Iterator[Session]:
    """Everything inside is kept together or not at all; the entry points' only way to write.

    Refuses to nest. On SQLite the open read (the log-in look-up began one) ends first and the
    write lock is taken at once: a read that is upgraded after another process wrote would fail
    with "database is locked" whatever the busy time-out.
    """
    session = db.session()
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() does not nest")
    session.rollback()
    session.info["in_transaction"] = True
    with turn(db.engine.url.database if is_sqlite() else None):
        try:
            session.connection(execution_options={"begin_immediate": True})
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            kept.forget()
            session.info["in_transaction"] = False


PLANNED_ONCE = {"planned_once": True}
"""Execution options of a statement that PostgreSQL shall plan once a connection, not once a page:
one of many tables takes longer to plan than to answer. Not for a search, whose best way depends on
the words."""


class Values(TypeDecorator[Any]):
    """Many texts or numbers as one parameter: an array on PostgreSQL, on SQLite a list in JSON.

    Numbers are spelt here: psycopg looks at each, which takes as long as to find its row.
    """

    impl = Text
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each
        self.are_numbers = isinstance(each, Integer)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_text = self.are_numbers or dialect.name == "sqlite"
        return Text() if is_text else ARRAY(self.each)

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        wanted = list(value or ())
        if dialect.name == "sqlite":
            return json.dumps(wanted, ensure_ascii=False)
        return f"{{{','.join(map(str, wanted))}}}" if self.are_numbers else wanted


class one_of(FunctionElement[bool]):  # noqa: N801 - it is called like a function of SQL
    """The condition that a column holds one of these values, texts or numbers, however many.

    They travel as one parameter, which a `bindparam` may stand for. `in_` makes a parameter of each
    and spells the statement anew, which for some hundred values costs more than the database's
    whole answer.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: Any, values: Iterable[Any] | BindParameter[Any]) -> None:
        self.of_type = Values(column.type)
        given: BindParameter[Any] = (
            bindparam(values.key, type_=self.of_type)
            if isinstance(values, BindParameter)
            else bindparam(None, list(values), type_=self.of_type, unique=True)
        )
        super().__init__(column, given)

    def self_group(self, against: Any = None) -> Self:
        """Stands by itself in a WHERE: SQLAlchemy would append `= 1`, past which SQLite finds no
        index."""
        return self


@compiles(one_of, "sqlite")
def _one_of_on_sqlite(element: one_of, compiler: SQLCompiler, **asked: Any) -> str:
    column, values = (compiler.process(each, **asked) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"


@compiles(one_of)
def _one_of(element: one_of, compiler: SQLCompiler, **asked: Any) -> str:
    column, values = (compiler.process(each, **asked) for each in element.clauses)
    of_numbers = "::BIGINT[]" if element.of_type.are_numbers else ""
    return f"{column} = ANY ({values}{of_numbers})"


def change_each(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write what each row says into the one whose id is its `b_id`; all give the same columns."""
    if rows:
        statement = update(model).where(model.__table__.c.id == bindparam("b_id"))
        db.session.connection().execute(statement, rows)


def is_sqlite() -> bool:
    """Whether the embedded database is in use rather than PostgreSQL."""
    return db.engine.dialect.name == "sqlite"
