"""How Alembic runs: on the application's own engine, in batch mode for SQLite."""

from typing import Literal

from alembic import context
from flask import current_app

from crm.db import Base, EncryptedText, UtcDateTime

INDEX_TABLES = (
    "message_index",
    "post_index",
    "note_index",
    "customer_index",
    "identity_index",
    "worksheet_index",
)
BY_HAND = ("_trigram", "_in_order")


def include_object(_thing: object, name: str | None, kind: str, *_rest: object) -> bool:
    """What is made by hand isn't compared with the models: the text index, an index in two
    directions."""
    if kind == "table":
        return not (name or "").startswith(INDEX_TABLES)
    return not (kind == "index" and (name or "").endswith(BY_HAND))


def render_item(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Our column types stand in migrations as the plain types that they rest on."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, EncryptedText):
        return "sa.Text()"
    return False


def run() -> None:
    """Migrate over one connection, in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            include_object=include_object,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
