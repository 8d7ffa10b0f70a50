"""Find or make the identity of everybody whom a channel has just named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    String,
    Update,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from crm import thai
from crm.customers.models import Customer, Identity, IdentityChannel
from crm.db import UtcDateTime, db, is_sqlite, one_of

SEEN = ("name", "first_seen_at", "last_seen_at")
TWINS = {
    IdentityChannel.FACEBOOK_COMMENT: IdentityChannel.MESSENGER,
    IdentityChannel.MESSENGER: IdentityChannel.FACEBOOK_COMMENT,
}


STORED = (
    select(
        Identity.external_id,
        Identity.id,
        Identity.customer_id,
        *(getattr(table, name) for table in (Identity, Customer) for name in SEEN),
    )
    .join(Customer, Identity.customer_id == Customer.id)
    .where(
        Identity.channel == bindparam("channel"),
        Identity.page == bindparam("page"),
        one_of(Identity.external_id, bindparam("numbers")),
    )
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One person's name as a channel gave it (None: it gave none), and when it was seen."""

    name: str | None
    first_at: datetime
    last_at: datetime

    def says_more_than(self, known: "Seen") -> bool:
        """Whether this widens the span in which somebody was seen, or gives a newer name."""
        is_newest = self.name is not None and self.last_at >= known.last_at
        is_wider = self.first_at < known.first_at or self.last_at > known.last_at
        return is_wider or (is_newest and self.name != known.name)


@dataclass(frozen=True, slots=True)
class Known:
    """A stored identity and its customer, with what has been seen of each so far."""

    id: int
    customer_id: int
    seen: Seen
    customer_seen: Seen


def identify(channel: IdentityChannel, page: str, people: Mapping[str, Seen]) -> dict[str, int]:
    """The identity id of each external id, in the caller's transaction.

    Makes what is missing, however many, in a constant number of statements. A commenter and a
    Messenger writer with the same number on the same page become one customer, marked as linked
    automatically.
    """
    if not people:
        return {}
    known = _known(channel, page, people)
    missing = {number: seen for number, seen in people.items() if number not in known}
    if missing:
        _add(channel, page, missing)
        known |= _known(channel, page, missing)
    _note_seen([(known[number], seen) for number, seen in people.items()])
    return {number: identity.id for number, identity in known.items()}


def _known(channel: IdentityChannel, page: str, numbers: Iterable[str]) -> dict[str, Known]:
    asked = {"channel": channel, "page": page, "numbers": numbers}
    rows = db.session.connection().execute(STORED, asked)
    return {
        number: Known(identity_id, customer_id, Seen(*seen[:3]), Seen(*seen[3:]))
        for number, identity_id, customer_id, *seen in rows
    }


def _add(channel: IdentityChannel, page: str, people: Mapping[str, Seen]) -> None:
    twin_channel = TWINS.get(channel)
    twins = _known(twin_channel, page, people) if twin_channel else {}
    strangers = {number: seen for number, seen in people.items() if number not in twins}
    made = _add_customers(strangers)
    customers = made | {number: twin.customer_id for number, twin in twins.items()}
    rows = [
        {
            "customer_id": customers[number],
            "channel": channel,
            "page": page,
            "external_id": number,
            "name": seen.name,
            "name_folded": _folded(seen.name),
            "first_seen_at": seen.first_at,
            "last_seen_at": seen.last_at,
            "linked_automatically": number in twins,
        }
        for number, seen in people.items()
    ]
    upsert = (sqlite if is_sqlite() else postgresql).insert(Identity).on_conflict_do_nothing()
    db.session.connection().execute(upsert, rows)
    if made and not is_sqlite():
        _remove_unused(made.values())


def _add_customers(people: Mapping[str, Seen]) -> dict[str, int]:
    """One statement for all: in which order the new ids come back isn't promised, but people who
    were seen alike are, so far, interchangeable."""
    if not people:
        return {}
    rows: list[dict[str, Any]] = [
        {
            "name": seen.name,
            "name_folded": _folded(seen.name),
            "created_at": seen.first_at,
            "first_seen_at": seen.first_at,
            "last_seen_at": seen.last_at,
        }
        for seen in people.values()
    ]
    columns = (Customer.id, Customer.name, Customer.first_seen_at, Customer.last_seen_at)
    adding = insert(Customer).returning(*columns)
    made: defaultdict[Seen, list[int]] = defaultdict(list)
    for customer_id, *seen in db.session.connection().execute(adding, rows):
        made[Seen(*seen)].append(customer_id)
    return {number: made[seen].pop() for number, seen in people.items()}


def _remove_unused(customer_ids: Iterable[int]) -> None:
    """A second worker may have been faster with the same person; then our customer is nobody."""
    unused = ~exists().where(Identity.customer_id == Customer.id)
    db.session.connection().execute(
        delete(Customer).where(one_of(Customer.id, customer_ids), unused)
    )


def _note_seen(people: Sequence[tuple[Known, Seen]]) -> None:
    """The statements ask again, since another worker may have noted more meanwhile."""
    _widen(
        Identity,
        [(known.id, seen) for known, seen in people if seen.says_more_than(known.seen)],
    )
    _widen(
        Customer,
        [
            (known.customer_id, seen)
            for known, seen in people
            if seen.says_more_than(known.customer_seen)
        ],
    )


def _widen(table: type[Identity] | type[Customer], people: Sequence[tuple[int, Seen]]) -> None:
    rows = [
        {
            "b_id": number,
            "b_name": seen.name,
            "b_folded": _folded(seen.name),
            "b_first": seen.first_at,
            "b_last": seen.last_at,
        }
        for number, seen in people
    ]
    if rows:
        db.session.connection().execute(_seen_update(table, is_sqlite()), rows)


@lru_cache
def _seen_update(table: type[Identity] | type[Customer], on_sqlite: bool) -> Update:
    """Widen the span in which somebody was seen; the newest name that was given stands."""
    first: BindParameter[datetime] = bindparam("b_first", type_=UtcDateTime())
    last: BindParameter[datetime] = bindparam("b_last", type_=UtcDateTime())
    name: BindParameter[str] = bindparam("b_name", type_=String())
    folded: BindParameter[str] = bindparam("b_folded", type_=String())
    is_newest = (name.is_not(None)) & (last >= table.last_seen_at)
    least, greatest = (func.min, func.max) if on_sqlite else (func.least, func.greatest)
    return (
        update(table)
        .where(
            table.id == bindparam("b_id"),
            or_(
                first < table.first_seen_at,
                last > table.last_seen_at,
                is_newest & table.name.is_distinct_from(name),
            ),
        )
        .values(
            first_seen_at=least(table.first_seen_at, first),
            last_seen_at=greatest(table.last_seen_at, last),
            name=case((is_newest, name), else_=table.name),
            name_folded=case((is_newest, folded), else_=table.name_folded),
        )
    )


@lru_cache(maxsize=4_096)
def _folded(name: str | None) -> str | None:
    """Kept for a while, since those who write at all write more than once."""
    return None if name is None else thai.fold(name)
