"""Join cases about the same problem, without losing a number or a citizen, and part them again."""

from datetime import datetime

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict
from crm.worksheets import queries
from crm.worksheets.models import Outcome, Worksheet
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import take_off_stage, wear_stage


class SameCase(Conflict):
    """A case can't be a duplicate of itself, or of its own duplicate."""

    sentence = N_("เลือกเรื่องหลักไม่ถูกต้อง ทั้งสองเป็นเรื่องเดียวกันอยู่แล้ว")


class NotDuplicate(Conflict):
    """There is nothing to part."""

    sentence = N_("เรื่องนี้ไม่ได้รวมกับเรื่องอื่น")


def merge_duplicate(sheet: Worksheet, *, into: Worksheet, by: User, now: datetime) -> None:
    """Close a case as a duplicate (รวมเรื่อง) of the one that goes on.

    It keeps its numbers and messages: each number still leads somewhere, and the result goes to
    the citizens of both.
    """
    lead = queries.lead_of(into)
    if sheet.duplicate_of_id or lead.id == queries.lead_of(sheet).id:
        raise SameCase
    take_off_stage(sheet, by=by, now=now)
    sheet.duplicate_of_id = lead.id
    sheet.closed_at, sheet.outcome = now, Outcome.DUPLICATE
    db.session.flush()
    record(sheet, "merged", by=by, now=now, new=lead.number)
    record(lead, "absorbed", by=by, now=now, new=sheet.number)
    wear_stage(lead, by=by, now=now)


def split_duplicate(sheet: Worksheet, *, by: User, now: datetime) -> None:
    """Undo a merge (แยกเรื่อง): the case goes on by itself from the stage that it had."""
    if sheet.duplicate_of_id is None:
        raise NotDuplicate
    lead = queries.lead_of(sheet)
    take_off_stage(lead, by=by, now=now)
    sheet.duplicate_of_id = sheet.closed_at = sheet.outcome = None
    db.session.flush()
    record(sheet, "split", by=by, now=now, old=lead.number)
    record(lead, "released", by=by, now=now, old=sheet.number)
    wear_stage(lead, by=by, now=now)
    wear_stage(sheet, by=by, now=now)
