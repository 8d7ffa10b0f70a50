"""Join two records of one person, and part them again exactly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from crm.auth.models import User
from crm.customers import events
from crm.customers.models import Consent, Customer, CustomerProposal, Fact, Identity, Merge
from crm.db import db
from crm.errors import N_, Conflict

MOVED = {"identities": Identity, "facts": Fact, "consents": Consent, "proposals": CustomerProposal}


class CannotMerge(Conflict):
    """They are one record already, or one of them is part of another."""

    sentence = N_("รวมประวัติไม่ได้ เพราะเป็นคนเดียวกันอยู่แล้วหรือรวมกับประวัติอื่นไปแล้ว")


class CannotUnmerge(Conflict):
    """It was undone before, or a later merge has to be undone first."""

    sentence = N_("แยกประวัติไม่ได้ เพราะแยกไปแล้ว หรือต้องแยกการรวมครั้งหลังก่อน")


def merge(
    kept: Customer,
    absorbed: Customer,
    *,
    by: User | None,
    now: datetime,
    automatic: bool = False,
    evidence: dict[str, Any] | None = None,
) -> Merge:
    """Make two records one: identities, facts and consents move, and it is kept which.

    Messages point at identities, so no history is touched.
    """
    if kept.id == absorbed.id or kept.merged_into_id or absorbed.merged_into_id:
        raise CannotMerge
    row = Merge(
        kept_id=kept.id,
        absorbed_id=absorbed.id,
        at=now,
        by_id=by.id if by else None,
        automatic=automatic,
        evidence=evidence or {},
        moved={name: _move_all(table, absorbed.id, kept.id) for name, table in MOVED.items()},
    )
    absorbed.merged_into_id = kept.id
    db.session.add(row)
    _refresh_seen(kept)
    db.session.flush()
    db.session.expire(kept, ["identities", "facts"])
    db.session.expire(absorbed, ["identities", "facts"])
    events.customers_merged.send(row, now=now)
    return row


def unmerge(row: Merge, *, by: User, now: datetime) -> None:
    """Undo a merge: what moved goes back, what came since stays where it came.

    A merge of the kept record into a third has to be undone first.
    """
    kept = db.session.get_one(Customer, row.kept_id)
    absorbed = db.session.get_one(Customer, row.absorbed_id)
    if row.undone_at or kept.merged_into_id or absorbed.merged_into_id != kept.id:
        raise CannotUnmerge
    for name, table in MOVED.items():
        _move(table, row.moved.get(name, []), kept.id, absorbed.id)
    absorbed.merged_into_id = None
    row.undone_at, row.undone_by_id = now, by.id
    for customer in (kept, absorbed):
        _refresh_seen(customer)
    db.session.flush()
    db.session.expire(kept, ["identities", "facts"])
    db.session.expire(absorbed, ["identities", "facts"])
    events.customers_unmerged.send(row, now=now)


def _move_all(table: Any, from_id: int, to_id: int) -> list[int]:
    ids = list(
        db.session.scalars(select(table.id).where(table.customer_id == from_id).order_by(table.id))
    )
    _move(table, ids, from_id, to_id)
    return ids


def _move(table: Any, ids: Sequence[int], from_id: int, to_id: int) -> None:
    db.session.execute(
        update(table)
        .where(table.id.in_(ids), table.customer_id == from_id)
        .values(customer_id=to_id)
    )


def _refresh_seen(customer: Customer) -> None:
    """When somebody was first and last seen is what their identities say; with none it stays."""
    first, last = db.session.execute(
        select(func.min(Identity.first_seen_at), func.max(Identity.last_seen_at)).where(
            Identity.customer_id == customer.id
        )
    ).one()
    if first and last:
        customer.first_seen_at, customer.last_seen_at = first, last
