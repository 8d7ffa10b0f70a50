"""Find or make the identity of everybody whom a channel has just named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    String,
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
from crm.db import UtcDateTime, db, is_sqlite

TWINS = {
    IdentityChannel.FACEBOOK_COMMENT: IdentityChannel.MESSENGER,
    IdentityChannel.MESSENGER: IdentityChannel.FACEBOOK_COMMENT,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One person's name as a channel gave it (None: it gave none), and when it was seen."""

    name: str | None
    first_at: datetime
    last_at: datetime


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
        known = _known(channel, page, people)
    _note_seen(known, people)
    return {number: identity_id for number, (identity_id, _customer) in known.items()}


def _known(
    channel: IdentityChannel, page: str, numbers: Iterable[str]
) -> dict[str, tuple[int, int]]:
    rows = db.session.execute(
        select(Identity.external_id, Identity.id, Identity.customer_id).where(
            Identity.channel == channel,
            Identity.page == page,
            Identity.external_id.in_(list(numbers)),
        )
    )
    return {number: (identity_id, customer_id) for number, identity_id, customer_id in rows}


def _add(channel: IdentityChannel, page: str, people: Mapping[str, Seen]) -> None:
    twin_channel = TWINS.get(channel)
    twins = _known(twin_channel, page, people) if twin_channel else {}
    strangers = {number: seen for number, seen in people.items() if number not in twins}
    made = _add_customers(strangers)
    customers = made | {number: customer for number, (_id, customer) in twins.items()}
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
    db.session.execute(upsert, rows)
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
    made: defaultdict[Seen, list[int]] = defaultdict(list)
    for customer_id, *seen in db.session.execute(insert(Customer).returning(*columns), rows):
        made[Seen(*seen)].append(customer_id)
    return {number: made[seen].pop() for number, seen in people.items()}


def _remove_unused(customer_ids: Iterable[int]) -> None:
    """A second worker may have been faster with the same person; then our customer is nobody."""
    unused = ~exists().where(Identity.customer_id == Customer.id)
    db.session.execute(
        delete(Customer)
        .where(Customer.id.in_(list(customer_ids)), unused)
        .execution_options(synchronize_session=False)
    )


def _note_seen(known: Mapping[str, tuple[int, int]], people: Mapping[str, Seen]) -> None:
    rows = [
        {
            "b_id": known[number][0],
            "b_customer": known[number][1],
            "b_name": seen.name,
            "b_folded": _folded(seen.name),
            "b_first": seen.first_at,
            "b_last": seen.last_at,
        }
        for number, seen in people.items()
    ]
    connection = db.session.connection()
    for table, own, key in ((Identity, Identity.id, "b_id"), (Customer, Customer.id, "b_customer")):
        connection.execute(_seen_update(table, own, key), rows)


def _seen_update(table: type[Identity] | type[Customer], own: Any, key: str) -> Any:
    """Widen the span in which somebody was seen; the newest name that was given stands."""
    first: BindParameter[datetime] = bindparam("b_first", type_=UtcDateTime())
    last: BindParameter[datetime] = bindparam("b_last", type_=UtcDateTime())
    name: BindParameter[str] = bindparam("b_name", type_=String())
    folded: BindParameter[str] = bindparam("b_folded", type_=String())
    is_newest = (name.is_not(None)) & (last >= table.last_seen_at)
    least, greatest = (func.min, func.max) if is_sqlite() else (func.least, func.greatest)
    return (
        update(table)
        .where(
            own == bindparam(key),
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


def _folded(name: str | None) -> str | None:
    return None if name is None else thai.fold(name)
