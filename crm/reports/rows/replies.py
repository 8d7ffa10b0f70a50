"""The outbox, as exported."""

from sqlalchemy import select

from crm.pagelink.models import Reply
from crm.reports.rows.keyset import Chunk, Fields, Keyset, fetch, iso

FIELDS = (
    "id",
    "conversation",
    "target_external_id",
    "route",
    "text",
    "state",
    "attempts",
    "external_id",
    "error",
    "created_at",
    "sent_at",
)
_COLUMNS = (
    Reply.id,
    Reply.conversation_id.label("conversation"),
    Reply.target_external_id,
    Reply.route,
    Reply.text,
    Reply.state,
    Reply.attempts,
    Reply.external_id,
    Reply.error,
    Reply.created_at,
    Reply.sent_at,
)


def chunk(keyset: Keyset) -> Chunk:
    """One chunk of all replies, in one statement."""
    rows, following = fetch(select(*_COLUMNS), Reply.id, keyset)
    return Chunk([_with_iso_times(row._asdict()) for row in rows], following)


def fields_of(reply: Reply) -> Fields:
    """One reply."""
    values = {name: getattr(reply, name, None) for name in FIELDS}
    return _with_iso_times({**values, "conversation": reply.conversation_id})


def _with_iso_times(values: Fields) -> Fields:
    return {**values, "created_at": iso(values["created_at"]), "sent_at": iso(values["sent_at"])}
