"""Who reported a case: found or made, kept from the agency, followed through merges."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true

from crm.auth.models import User
from crm.customers import queries as customers
from crm.customers.models import Customer, Identity, IdentityChannel, Merge
from crm.customers.service import Seen, identify
from crm.db import db
from crm.pagelink.models import Conversation, Message, Page
from crm.worksheets import queries
from crm.worksheets.models import Worksheet, WorksheetEvent, WorksheetMessage
from crm.worksheets.service.history import record
from crm.worksheets.service.tags import set_tag, unset_tag

FOLLOWED, PARTED = "reporter_merged", "reporter_parted"


def reporter_of(about: Worksheet | Conversation, *, now: datetime) -> Customer:
    """The person whom a citizen's link is about; made where the channel never said who wrote."""
    known = about.customer_id if isinstance(about, Worksheet) else queries.first_author(about)
    if known is None:
        known = _met_by_form(about, now)
        if isinstance(about, Worksheet):
            about.customer_id = known
    return customers.get_customer(known)


def withhold_name(
    about: Worksheet | Conversation, withheld: bool, *, by: User | None, now: datetime
) -> None:
    """Say whether the reporter's name is kept from the agency (ปกปิดชื่อผู้แจ้ง).

    Said before there is a worksheet, it stands as a tag and goes over to the one opened later.
    """
    tag = queries.get_tag("name_withheld")
    change = set_tag if withheld else unset_tag
    if isinstance(about, Conversation):
        change(about, tag, by=by, now=now)
        return
    if about.name_withheld != withheld:
        about.name_withheld = withheld
        record(about, "name_withheld", by=by, now=now, new=withheld)
    for conversation in queries.conversations_of(about):
        change(conversation, tag, by=by, now=now)


def _met_by_form(about: Worksheet | Conversation, now: datetime) -> int:
    key = f"{type(about).__name__.lower()}:{about.id}"
    page = db.session.get(Page, about.page_id) if about.page_id else None
    number = page.external_id if page else ""
    met = identify(IdentityChannel.WEBFORM, number, {key: Seen(None, now, now)})
    return db.session.get_one(Identity, met[key]).customer_id


def follow_customer(merge: Merge, *, now: datetime) -> None:
    """The cases of the record that was absorbed belong to the kept one; the history says why."""
    theirs = select(Worksheet).where(Worksheet.customer_id == merge.absorbed_id)
    for sheet in db.session.scalars(theirs).all():
        sheet.customer_id = merge.kept_id
        record(sheet, FOLLOWED, by=None, now=now, new=merge.id)


def return_to_customer(merge: Merge, *, now: datetime) -> None:
    """Exactly the cases that followed this merge go back, and those that its people told since."""
    followed = select(WorksheetEvent.worksheet_id).where(
        WorksheetEvent.kind == FOLLOWED, WorksheetEvent.new == str(merge.id)
    )
    kept = Worksheet.customer_id == merge.kept_id
    back = list(db.session.scalars(select(Worksheet).where(kept, Worksheet.id.in_(followed))))
    opened_since = and_(Worksheet.opened_at >= merge.at, Worksheet.id.not_in(followed))
    back += _told_by(merge.absorbed_id, merge.kept_id, opened_since)
    for sheet in back:
        sheet.customer_id = merge.absorbed_id
        record(sheet, PARTED, by=None, now=now, new=merge.id)


def follow_identity(identity: Identity, *, old: int, now: datetime) -> None:
    """The cases that were told through an account go with it to its own record."""
    for sheet in _told_by(identity.customer_id, old, true()):
        sheet.customer_id = identity.customer_id
        record(sheet, PARTED, by=None, now=now, old=old)


def _told_by(teller: int, listed_under: int, wanted: ColumnElement[bool]) -> list[Worksheet]:
    """The cases listed under one person of which, by their messages, another told alone."""
    on_it = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .join(Identity, Identity.id == Message.identity_id)
    )
    theirs = select(Worksheet).where(
        Worksheet.customer_id == listed_under,
        Worksheet.id.in_(on_it.where(Identity.customer_id == teller)),
        Worksheet.id.not_in(on_it.where(Identity.customer_id == listed_under)),
        wanted,
    )
    return list(db.session.scalars(theirs))
