"""Close a case with its outcome, and take it up again."""

from datetime import datetime

from crm.auth.models import User
from crm.errors import N_, Conflict
from crm.worksheets import queries
from crm.worksheets.models import Outcome, Stage, Worksheet
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import set_stage
from crm.worksheets.service.tags import ReasonMissing, set_tag

STAYS_OPEN = (Outcome.PLANNED,)
NEEDS_REASON = (Outcome.NOT_POSSIBLE, Outcome.PLANNED)


class AlreadyClosed(Conflict):
    """The case is closed."""

    sentence = N_("เรื่องนี้ยุติแล้ว หากต้องการดำเนินการต่อ กรุณาเปิดเรื่องต่อก่อน")


class NotClosed(Conflict):
    """The case is still open, so it can't be reopened."""

    sentence = N_("เรื่องนี้ยังไม่ยุติ จึงไม่ต้องเปิดเรื่องต่อ")


def close(
    sheet: Worksheet, outcome: Outcome | str, *, reason: str = "", by: User, now: datetime
) -> None:
    """End a case (ยุติเรื่อง). What waits for a plan or a budget gets its outcome and stays open.

    Duplicates are closed by merging them (`merge_duplicate`), not here.
    """
    outcome = Outcome(outcome)
    if sheet.closed_at:
        raise AlreadyClosed
    if outcome in NEEDS_REASON and not reason.strip():
        raise ReasonMissing
    if outcome is Outcome.DUPLICATE:
        raise ReasonMissing(N_("กรุณาเลือกเรื่องหลักที่จะรวมเรื่องนี้เข้าไป"))
    sheet.outcome, sheet.outcome_reason = outcome, reason.strip()
    sheet.outside_authority = sheet.outside_authority or outcome is Outcome.OUTSIDE_AUTHORITY
    sheet.closed_at = None if outcome in STAYS_OPEN else now
    kind = "outcome" if outcome in STAYS_OPEN else "closed"
    record(sheet, kind, by=by, now=now, new=outcome, note=sheet.outcome_reason)


def reopen(sheet: Worksheet, *, note: str = "", by: User, now: datetime) -> None:
    """Take a closed case up again (เปิดเรื่องต่อ): the same numbers, back at ตรวจสอบ."""
    if not _is_finished(sheet):
        raise NotClosed
    _take_up_again(sheet, note, by=by, now=now)


def reopen_by_citizen(sheet: Worksheet, *, note: str, now: datetime) -> None:
    """The citizen says ยังไม่เรียบร้อย: take the case up again, or note it on an open one.

    The conversation wears ติดตามเรื่อง, so that it is seen among the waiting ones.
    """
    lead = queries.lead_of(sheet)
    if _is_finished(lead):
        _take_up_again(lead, note, by=None, now=now)
    else:
        record(lead, "not_fixed", by=None, now=now, note=note)
    follow_up = queries.get_tag("follow_up")
    for conversation in queries.conversations_of(sheet):
        set_tag(conversation, follow_up, by=None, now=now)


def _is_finished(sheet: Worksheet) -> bool:
    return sheet.closed_at is not None or sheet.stage == Stage.RESULT_TOLD


def _take_up_again(sheet: Worksheet, note: str, *, by: User | None, now: datetime) -> None:
    before = sheet.outcome or sheet.stage
    sheet.closed_at = sheet.outcome = None
    sheet.outcome_reason = ""
    sheet.times_reopened += 1
    record(sheet, "reopened", by=by, now=now, old=before, note=note)
    set_stage(sheet, Stage.CHECKING, by=by, now=now)
