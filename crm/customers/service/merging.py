"""Join two records of one person, and part them again exactly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from crm.auth.models import User
from crm.customers import events
from crm.customers.models import Consent, Customer, CustomerProposal, Fact, Identity, Merge
from crm.customers.service.facts import PersonErased
from crm.db import db
from crm.errors import N_, Conflict

TOLD: dict[str, Any] = {"facts": Fact, "consents": Consent, "proposals": CustomerProposal}


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
    if kept.erased_at or absorbed.erased_at:
        raise PersonErased
    if kept.id == absorbed.id or kept.merged_into_id or absorbed.merged_into_id:
        raise CannotMerge
    row = Merge(
        kept_id=kept.id,
        absorbed_id=absorbed.id,
        at=now,
        by_id=by.id if by else None,
        automatic=automatic,
        evidence=evidence or {},
        moved=_standing(kept) | _move_all(absorbed.id, kept.id),
    )
    absorbed.merged_into_id = kept.id
    db.session.add(row)
    _refresh_seen(kept)
    _forget(kept, absorbed)
    events.customers_merged.send(row, now=now)
    return row


def unmerge(row: Merge, *, by: User, now: datetime) -> None:
    """Undo a merge: what moved goes back, and so does what came since through accounts that did.

    A merge of the kept record into a third has to be undone first. Who was erased stays as erased.
    """
    kept = db.session.get_one(Customer, row.kept_id)
    absorbed = db.session.get_one(Customer, row.absorbed_id)
    if kept.erased_at or absorbed.erased_at:
        raise PersonErased
    if row.undone_at or kept.merged_into_id or absorbed.merged_into_id != kept.id:
        raise CannotUnmerge
    accounts = [*row.moved["identities"], *_twins_since(row)]
    _move(Identity, Identity.id.in_(accounts), kept.id, absorbed.id)
    for name, table in TOLD.items():
        theirs = or_(table.id.in_(row.moved[name]), table.identity_id.in_(accounts))
        _move(table, theirs, kept.id, absorbed.id)
    _move_other(row.moved["others"], kept.id, absorbed.id)
    absorbed.merged_into_id = None
    row.undone_at, row.undone_by_id = now, by.id
    db.session.flush()
    _restore_superseded(kept, absorbed)
    _restore_names(row, kept, absorbed)
    _forget(kept, absorbed)
    events.customers_unmerged.send(row, now=now)


def _standing(kept: Customer) -> dict[str, Any]:
    """How the kept record stood before: what no account tells must be told by this."""
    accounts = select(Identity.id).where(Identity.customer_id == kept.id).order_by(Identity.id)
    return {
        "kept_identities": list(db.session.scalars(accounts)),
        "kept_name": [kept.name, kept.name_folded],
        "kept_seen": [kept.first_seen_at.isoformat(), kept.last_seen_at.isoformat()],
    }


def _move_all(from_id: int, to_id: int) -> dict[str, list[int]]:
    moved = {}
    for name, table in {"identities": Identity, **TOLD}.items():
        moved[name] = _ids(table, table.customer_id == from_id)
        _move(table, table.id.in_(moved[name]), from_id, to_id)
    moved["others"] = _ids(CustomerProposal, CustomerProposal.other_customer_id == from_id)
    _move_other(moved["others"], from_id, to_id)
    return moved


def _ids(table: Any, wanted: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(table.id).where(wanted).order_by(table.id)))


def _move(table: Any, wanted: ColumnElement[bool], from_id: int, to_id: int) -> None:
    theirs = and_(wanted, table.customer_id == from_id)
    db.session.execute(update(table).where(theirs).values(customer_id=to_id))


def _move_other(ids: Sequence[int], from_id: int, to_id: int) -> None:
    column = CustomerProposal.other_customer_id
    theirs = and_(CustomerProposal.id.in_(ids), column == from_id)
    db.session.execute(update(CustomerProposal).where(theirs).values(other_customer_id=to_id))


def _twins_since(row: Merge) -> list[int]:
    """Accounts met since, with the same number on the same Page as one that moved."""
    moved, since = aliased(Identity), aliased(Identity)
    same = and_(moved.page == since.page, moved.external_id == since.external_id)
    later = db.session.scalars(_standing_after(row))
    elsewhere = [each for other in later for each in other.moved["identities"]]
    known = [*row.moved["identities"], *row.moved["kept_identities"], *elsewhere]
    return list(
        db.session.scalars(
            select(since.id)
            .join(moved, same)
            .where(moved.id.in_(row.moved["identities"]), since.customer_id == row.kept_id)
            .where(since.id.not_in(known))
        )
    )


def _restore_superseded(*people: Customer) -> None:
    """What only the other's fact had superseded stands again, or yields to its own next."""
    for customer in people:
        newer = aliased(Fact)
        wronged = db.session.scalars(
            select(Fact)
            .join(newer, newer.id == Fact.superseded_by_id)
            .where(Fact.customer_id == customer.id, newer.customer_id != customer.id)
        ).all()
        for fact in wronged:
            own = db.session.scalar(
                select(Fact)
                .where(Fact.customer_id == customer.id, Fact.kind == fact.kind)
                .where(Fact.id > fact.superseded_by_id)
                .order_by(Fact.id)
                .limit(1)
            )
            fact.superseded_at = own.recorded_at if own else None
            fact.superseded_by_id = own.id if own else None


def _restore_names(row: Merge, kept: Customer, absorbed: Customer) -> None:
    """Each goes by the name and the span that it had, unless its own accounts were seen since."""
    first, last = (datetime.fromisoformat(at) for at in row.moved["kept_seen"])
    kept.name, kept.name_folded = row.moved["kept_name"]
    kept.first_seen_at, kept.last_seen_at = first, last
    _correct_later(row)
    for customer in (kept, absorbed):
        newest = db.session.scalar(
            select(Identity)
            .where(Identity.customer_id == customer.id, Identity.name.is_not(None))
            .where(Identity.last_seen_at > customer.last_seen_at)
            .order_by(Identity.last_seen_at.desc(), Identity.id.desc())
            .limit(1)
        )
        if newest:
            customer.name, customer.name_folded = newest.name, newest.name_folded
        _refresh_seen(customer)


def _correct_later(row: Merge) -> None:
    """What a later merge found standing was partly the absorbed person's, who goes now."""
    own = {name: row.moved[name] for name in ("kept_name", "kept_seen")}
    for later in db.session.scalars(_standing_after(row)).all():
        later.moved = later.moved | own


def _standing_after(row: Merge) -> Select[tuple[Merge]]:
    later = and_(Merge.kept_id == row.kept_id, Merge.id > row.id)
    return select(Merge).where(later, Merge.undone_at.is_(None))


def _refresh_seen(customer: Customer) -> None:
    """When somebody was first and last seen is what their identities say; with none it stays."""
    first, last = db.session.execute(
        select(func.min(Identity.first_seen_at), func.max(Identity.last_seen_at)).where(
            Identity.customer_id == customer.id
        )
    ).one()
    if first and last:
        customer.first_seen_at, customer.last_seen_at = first, last


def _forget(*people: Customer) -> None:
    """What the session has read of them is no longer so."""
    db.session.flush()
    for customer in people:
        db.session.expire(customer, ["identities", "facts"])
