"""People, as exported; merged records are not among them, and facts are masked unless allowed."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Select, func, select

from crm.customers.models import Customer, Fact, Identity
from crm.db import db
from crm.pagelink.models import Message
from crm.reports.rows.keyset import Chunk, Fields, Keyset, fetch, iso
from crm.worksheets.models import Worksheet

FIELDS = (
    "id",
    "name",
    "identities",
    "facts",
    "messages",
    "worksheets",
    "first_seen_at",
    "last_seen_at",
)
MASK = "xxxx"


def chunk(keyset: Keyset, *, show_facts: bool = False) -> Chunk:
    """One chunk of all people, in five statements."""
    people = select(
        Customer.id, Customer.name, Customer.first_seen_at, Customer.last_seen_at
    ).where(Customer.merged_into_id.is_(None))
    rows, following = fetch(people, Customer.id, keyset)
    ids = [row.id for row in rows]
    identities, facts = _identities(ids), _facts(ids, show_facts)
    messages, worksheets = _counts(_messages(ids)), _counts(_worksheets(ids))
    return Chunk(
        [
            {
                "id": row.id,
                "name": row.name,
                "identities": identities[row.id],
                "facts": facts[row.id],
                "messages": messages.get(row.id, 0),
                "worksheets": worksheets.get(row.id, 0),
                "first_seen_at": iso(row.first_seen_at),
                "last_seen_at": iso(row.last_seen_at),
            }
            for row in rows
        ],
        following,
    )


def _identities(ids: list[int]) -> dict[int, list[Fields]]:
    found: dict[int, list[Fields]] = defaultdict(list)
    columns = (Identity.channel, Identity.page, Identity.external_id, Identity.name)
    for row in db.session.execute(
        select(Identity.customer_id, *columns)
        .where(Identity.customer_id.in_(ids))
        .order_by(Identity.id)
    ):
        found[row.customer_id].append({column.key: getattr(row, column.key) for column in columns})
    return found


def _facts(ids: list[int], show: bool) -> dict[int, list[Fields]]:
    found: dict[int, list[Fields]] = defaultdict(list)
    columns = (Fact.customer_id, Fact.kind, Fact.source, Fact.ground, Fact.recorded_at)
    for row in db.session.execute(
        select(*columns, *([Fact.value] if show else []))
        .where(Fact.customer_id.in_(ids), Fact.superseded_at.is_(None))
        .order_by(Fact.id)
    ):
        found[row.customer_id].append(
            {
                "kind": row.kind,
                "value": row.value if show else MASK,
                "source": row.source,
                "ground": row.ground,
                "recorded_at": iso(row.recorded_at),
            }
        )
    return found


def _messages(ids: list[int]) -> Select[Any]:
    return (
        select(Identity.customer_id, func.count(Message.id))
        .join(Message, Message.identity_id == Identity.id)
        .where(Identity.customer_id.in_(ids), Message.direction == "in")
        .group_by(Identity.customer_id)
    )


def _worksheets(ids: list[int]) -> Select[Any]:
    return (
        select(Worksheet.customer_id, func.count(Worksheet.id))
        .where(Worksheet.customer_id.in_(ids))
        .group_by(Worksheet.customer_id)
    )


def _counts(statement: Select[Any]) -> dict[int, int]:
    return dict(db.session.execute(statement).tuples().all())
