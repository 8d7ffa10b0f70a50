"""Pass a case on to the agency that acts on it, and keep what the agency answers."""

from datetime import datetime

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict
from crm.worksheets.models import Agency, Dispatch, DispatchState, Stage, Worksheet
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import advance, set_stage
from crm.worksheets.service.tags import ReasonMissing

WITH_AGENCY = (DispatchState.SENT, DispatchState.ACCEPTED)


class NotWithAgency(Conflict):
    """The agency has already returned it, passed it on or finished."""

    sentence = N_("หน่วยงานนี้ตอบกลับเรื่องนี้แล้ว กรุณาโหลดหน้าใหม่")


class AlreadyDispatched(Conflict):
    """The same agency has the case already."""

    sentence = N_("ส่งเรื่องนี้ให้%(agency)sแล้ว และยังอยู่ระหว่างดำเนินการ")


def dispatch(
    sheet: Worksheet,
    agency: Agency,
    *,
    how: str = "",
    reference: str = "",
    due_on: datetime | None = None,
    by: User | None,
    now: datetime,
) -> Dispatch:
    """Pass a case on to an agency: by which way, under which reference; stage ประสานแก้ไขแล้ว.

    A case may be with several agencies at once, but not twice with the same one.
    """
    if any(d.agency_id == agency.id and d.state in WITH_AGENCY for d in sheet.dispatches):
        raise AlreadyDispatched(agency=agency.name_th)
    passed = Dispatch(
        worksheet_id=sheet.id,
        agency=agency,
        state=DispatchState.SENT,
        how=how.strip(),
        reference=reference.strip(),
        due_on=due_on,
        sent_at=now,
        sent_by_id=by.id if by else None,
    )
    sheet.dispatches.append(passed)
    sheet.agency = agency
    db.session.flush()
    record(sheet, "dispatched", by=by, now=now, new=agency.name_th, note=how.strip())
    advance(sheet, Stage.PASSED_ON, by=by, now=now)
    return passed


def accept(passed: Dispatch, *, by: User | None, now: datetime) -> None:
    """The agency took the case."""
    sheet = _still_with_agency(passed)
    passed.state, passed.answered_at = DispatchState.ACCEPTED, now
    record(sheet, "accepted", by=by, now=now, new=passed.agency.name_th)


def returned(passed: Dispatch, *, reason: str, by: User | None, now: datetime) -> None:
    """The agency returned the case (ส่งคืน); with nobody else on it, the stage is ตรวจสอบ again."""
    if not reason.strip():
        raise ReasonMissing(N_("กรุณาระบุเหตุผลที่หน่วยงานส่งคืน"))
    sheet = _still_with_agency(passed)
    passed.state, passed.answered_at = DispatchState.RETURNED, now
    passed.reason = reason.strip()
    record(sheet, "returned", by=by, now=now, new=passed.agency.name_th, note=passed.reason)
    still_on_it = [d for d in sheet.dispatches if d.state in WITH_AGENCY]
    sheet.agency = still_on_it[-1].agency if still_on_it else None
    if not still_on_it and sheet.stage == Stage.PASSED_ON:
        set_stage(sheet, Stage.CHECKING, by=by, now=now)


def pass_on(
    passed: Dispatch, agency: Agency, *, how: str = "", by: User | None, now: datetime
) -> Dispatch:
    """Give the case to another agency (ส่งต่อ), after it was returned or because it belongs there."""
    sheet = db.session.get_one(Worksheet, passed.worksheet_id)
    if passed.state == DispatchState.DONE:
        raise NotWithAgency
    if passed.state != DispatchState.RETURNED:
        passed.state, passed.answered_at = DispatchState.PASSED_ON, now
    return dispatch(sheet, agency, how=how or passed.how, by=by, now=now)


def chase(passed: Dispatch, *, note: str = "", by: User | None, now: datetime) -> None:
    """Ask the agency again (ทวงถาม); how often is counted."""
    sheet = _still_with_agency(passed)
    passed.times_chased += 1
    passed.chased_at = now
    record(sheet, "chased", by=by, now=now, new=passed.times_chased, note=note.strip())


def done(passed: Dispatch, *, result: str, by: User | None, now: datetime) -> None:
    """The agency reports what it did; the citizen is still to be told."""
    if not result.strip():
        raise ReasonMissing(N_("กรุณากรอกผลการดำเนินการของหน่วยงาน"))
    sheet = _still_with_agency(passed)
    passed.state, passed.result, passed.result_at = DispatchState.DONE, result.strip(), now
    passed.answered_at = passed.answered_at or now
    sheet.result = passed.result
    record(sheet, "fixed", by=by, now=now, new=passed.agency.name_th, note=passed.result)


def _still_with_agency(passed: Dispatch) -> Worksheet:
    if passed.state not in WITH_AGENCY:
        raise NotWithAgency
    return db.session.get_one(Worksheet, passed.worksheet_id)
