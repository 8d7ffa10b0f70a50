"""Puts new messages into the text index, in the transaction that stores them.

PostgreSQL does so itself. On SQLite a trigger on every row would make FTS5 write out what it has
gathered row by row, which costs eight times as much as all new rows at once; triggers keep the
changes and deletions only, which are few.
"""

from typing import Any

from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.orm import Mapper

from crm.db import db, is_sqlite
from crm.pagelink.models import Message

INDEX = text(
    "INSERT INTO message_index(rowid, words) SELECT key, words FROM message_index_texts "
    "WHERE id BETWEEN :first AND :last"
)


NO_END = 2**63 - 1


def newest_id() -> int:
    """The id of the message that was stored last; 0 if there is none."""
    return db.session.scalar(select(func.max(Message.id))) or 0


def index_after(last_known: int) -> None:
    """Index what one statement stored since `newest_id()` gave this."""
    if is_sqlite():
        span = {"first": last_known + 1, "last": NO_END}
        db.session.connection().execute(INDEX, span)


@event.listens_for(Message, "after_insert")
def _index_one(_mapper: Mapper[Message], connection: Connection, message: Message) -> None:
    """A message that the session stores by itself isn't forgotten either."""
    if connection.dialect.name == "sqlite":
        span: dict[str, Any] = {"first": message.id, "last": message.id}
        connection.execute(INDEX, span)
