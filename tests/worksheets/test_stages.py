"""Filing, telling, passing on and closing, and what the stage tags keep of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink import events
from crm.pagelink.models import Conversation, Message, Page, Reply
from crm.worksheets import queries, service
from crm.worksheets.models import Agency, Dispatch, Outcome, Stage, ToldHow, Worksheet


def test_the_story_leaves_every_stage_in_the_history(
    sheet: Worksheet, officer: User, now: datetime, reply_to: Callable[..., Reply]
) -> None:
    message = queries.messages_of(sheet)[0]
    with transaction():
        service.set_stage(sheet, Stage.CHECKING, by=officer, now=now)
        service.file_in_mis(sheet, "MIS-77", by=officer, now=now)
        number = reply_to(message)
        service.send_number(sheet, reply=number, by=officer, now=now)
    assert (sheet.stage, sheet.case_number, sheet.number_sent_at) == (
        "number_issued",
        "MIS-77",
        None,
    )
    with transaction():
        number.sent_at = now + timedelta(minutes=1)
        events.reply_sent.send(number, now=number.sent_at)
        service.dispatch(sheet, _agency("สำนักการโยธา"), how="MIS", by=officer, now=now)
        result = reply_to(message)
        service.send_result(sheet, reply=result, result="ซ่อมแล้ว", by=officer, now=now)
    assert (sheet.stage, sheet.result_sent_at) == ("passed_on", None)
    with transaction():
        result.sent_at = now + timedelta(days=1)
        events.reply_sent.send(result, now=result.sent_at)
    assert sheet.number_sent_at == sheet.first_answered_at == now + timedelta(minutes=1)
    assert (sheet.stage, sheet.result_sent_at) == ("result_told", now + timedelta(days=1))
    assert _stages_worn(message.conversation_id) == (list(Stage), ["result_told"])


def test_a_number_told_after_the_case_was_passed_on_doesn_t_set_it_back(
    sheet: Worksheet, officer: User, now: datetime, reply_to: Callable[..., Reply]
) -> None:
    message = queries.messages_of(sheet)[0]
    with transaction():
        service.file_in_mis(sheet, "MIS-77", by=officer, now=now)
        service.dispatch(sheet, _agency("สำนักการโยธา"), by=officer, now=now)
        service.send_number(sheet, reply=reply_to(message), by=officer, now=now)
    ever, standing = _stages_worn(message.conversation_id)
    assert (sheet.stage, standing) == (Stage.PASSED_ON, [Stage.PASSED_ON])
    assert Stage.NUMBER_ISSUED in ever


def test_a_number_can_t_be_sent_before_there_is_one(
    sheet: Worksheet, officer: User, now: datetime, reply_to: Callable[..., Reply]
) -> None:
    with pytest.raises(service.NoNumberYet), transaction():
        reply = reply_to(queries.messages_of(sheet)[0])
        service.send_number(sheet, reply=reply, by=officer, now=now)


def test_filing_takes_the_case_off_the_queue_and_keeps_the_first_time(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    assert queries.filing_queue() == [sheet]
    with transaction():
        service.file_in_mis(sheet, "  ๑๒๓ / ๔๕ ", by=officer, now=now)
        service.file_in_mis(sheet, "123/46", by=officer, now=now + timedelta(days=1))
    assert queries.filing_queue() == []
    assert (sheet.filed_at, sheet.mis_number, sheet.case_number) == (now, "123/46", "123/46")


def test_a_number_that_the_citizen_holds_stays(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with transaction():
        service.give_own_number(sheet, by=officer, now=now)
        sheet.number_sent_at = now
        service.file_in_mis(sheet, "MIS-1", by=officer, now=now)
    assert (sheet.case_number, sheet.mis_number) == ("69-000001-5", "MIS-1")
    with pytest.raises(service.AlreadyNumbered, match="69-000001-5"):
        service.give_own_number(sheet, by=officer, now=now)
    with pytest.raises(service.AlreadyNumbered):
        service.set_case_number(sheet, "other", by=officer, now=now)


@pytest.mark.parametrize("typed", ["", "   ", "--"])
def test_an_empty_mis_number_is_refused(
    sheet: Worksheet, officer: User, now: datetime, typed: str
) -> None:
    with pytest.raises(service.NumberMissing), transaction():
        service.file_in_mis(sheet, typed, by=officer, now=now)
    assert sheet.filed_at is None


def test_where_there_is_no_such_system_our_own_number_is_the_filing(
    sheet: Worksheet, page: Page, officer: User, now: datetime
) -> None:
    with transaction():
        page.filing_system = ""
        service.give_own_number(sheet, by=officer, now=now)
    assert sheet.filed_at == now
    assert queries.filing_queue() == []


def test_a_result_told_by_telephone_says_who_and_how(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with pytest.raises(service.ResultMissing), transaction():
        service.tell_otherwise(sheet, how="phone", by=officer, now=now)
    with transaction():
        service.tell_otherwise(sheet, how="phone", result="ซ่อมแล้ว", by=officer, now=now)
    assert (sheet.stage, sheet.told_how, sheet.result_sent_at) == (
        "result_told",
        ToldHow.PHONE,
        now,
    )
    told = next(event for event in queries.history(sheet) if event.kind == "told_otherwise")
    assert (told.by, told.new) == (officer, "phone")


def test_a_case_is_closed_with_an_outcome_and_reopened_with_its_number(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with pytest.raises(service.ReasonMissing), transaction():
        service.close(sheet, Outcome.NOT_POSSIBLE, by=officer, now=now)
    with transaction():
        service.close(sheet, Outcome.FIXED, by=officer, now=now)
    with pytest.raises(service.AlreadyClosed), transaction():
        service.close(sheet, Outcome.FIXED, by=officer, now=now)
    with transaction():
        service.reopen(sheet, by=officer, now=now)
    assert (sheet.closed_at, sheet.outcome, sheet.times_reopened) == (None, None, 1)
    assert (sheet.stage, sheet.number) == (Stage.CHECKING, "2569-000001")
    with pytest.raises(service.NotClosed), transaction():
        service.reopen(sheet, by=officer, now=now)


def test_what_waits_for_a_budget_stays_open(sheet: Worksheet, officer: User, now: datetime) -> None:
    with transaction():
        service.close(sheet, "planned", reason="งบประมาณปี 2570", by=officer, now=now)
    assert (sheet.outcome, sheet.closed_at) == (Outcome.PLANNED, None)


def test_a_result_after_a_reopening_is_told_anew(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    later = now + timedelta(days=3)
    with transaction():
        service.tell_otherwise(sheet, how="phone", result="ซ่อมแล้ว", by=officer, now=now)
        service.reopen_by_citizen(sheet, note="ยังดับอยู่", now=now)
        service.tell_otherwise(sheet, how="line", result="เปลี่ยนหลอด", by=officer, now=later)
    assert (sheet.result_sent_at, sheet.told_how) == (later, ToldHow.LINE)
    worn = queries.tags_of([queries.conversations_of(sheet)[0].id])
    assert "follow_up" in {tag.slug for tags in worn.values() for tag in tags}


def test_an_agency_accepts_or_returns_with_a_reason_and_another_takes_over(
    sheet: Worksheet, officer: User, now: datetime
) -> None:
    with transaction():
        first = service.dispatch(sheet, _agency("สำนักการโยธา"), by=officer, now=now)
    with pytest.raises(service.AlreadyDispatched, match="สำนักการโยธา"), transaction():
        service.dispatch(sheet, first.agency, by=officer, now=now)
    with pytest.raises(service.ReasonMissing), transaction():
        service.returned(first, reason=" ", by=officer, now=now)
    with transaction():
        service.returned(first, reason="เป็นถนนของกรมทางหลวง", by=officer, now=now)
    assert (sheet.stage, sheet.agency) == (Stage.CHECKING, None)
    with transaction():
        second = service.pass_on(first, _agency("กรมทางหลวง"), by=officer, now=now)
        service.accept(second, by=officer, now=now)
        service.chase(second, by=officer, now=now)
        service.done(second, result="ซ่อมแล้ว", by=officer, now=now)
    with pytest.raises(service.NotWithAgency), transaction():
        service.returned(second, reason="x", by=officer, now=now)
    assert (sheet.stage, sheet.agency, sheet.result) == (Stage.PASSED_ON, second.agency, "ซ่อมแล้ว")
    assert _dispatches(sheet) == [("returned", 0), ("done", 1)]


def test_tags_set_and_taken_off_are_both_kept(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    conversation = say().conversation
    with transaction():
        service.set_tags(conversation, ["praise", "follow_up"], by=officer, now=now)
        service.set_tags(conversation, ["praise"], by=officer, now=now + timedelta(days=1))
    history = queries.tag_history(conversation.id)
    assert [(mark.tag.slug, mark.unset_at) for mark in history] == [
        ("praise", None),
        ("follow_up", now + timedelta(days=1)),
    ]


def test_a_tag_stands_once_however_often_it_is_set(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    conversation = say().conversation
    with transaction():
        for _ in range(3):
            service.set_tag(conversation, queries.get_tag("praise"), by=officer, now=now)
    assert len(queries.tag_history(conversation.id)) == 1


def test_an_unknown_tag_is_named(say: Callable[..., Message], officer: User, now: datetime) -> None:
    conversation = say().conversation
    with pytest.raises(queries.UnknownTag, match="nonsense"), transaction():
        service.set_tags(conversation, ["praise", "nonsense"], by=officer, now=now)
    assert queries.tags_of([conversation.id]) == {}


def test_disruptive_needs_a_reason(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    conversation: Conversation = say().conversation
    with pytest.raises(service.ReasonMissing), transaction():
        service.set_tag(conversation, queries.get_tag("disruptive"), by=officer, now=now)


def test_a_point_outside_the_world_is_refused(
    app: Flask, sheet: Worksheet, officer: User, now: datetime
) -> None:
    for latitude, longitude in ((91.0, 100.0), (13.7, 181.0), (13.7, None)):
        place = service.Place("pin", latitude=latitude, longitude=longitude)
        with pytest.raises(service.NoSuchPoint), transaction():
            service.set_place(sheet, place, by=officer, now=now)
    assert sheet.latitude is None


def test_cases_near_a_point_come_nearest_first(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    for latitude in (13.7502, 13.7501, 13.7600):
        message = say()
        with transaction():
            sheet = service.open_worksheet(message.conversation, by=officer, now=now)
            place = service.Place("pin", latitude=latitude, longitude=100.5)
            service.set_place(sheet, place, by=officer, now=now)
    found = queries.near(13.75, 100.5, 100)
    assert [round(near.metres) for near in found] == [11, 22]


def _agency(name: str) -> Agency:
    return db.session.scalars(select(Agency).where(Agency.name_th == name)).one()


def _dispatches(sheet: Worksheet) -> list[tuple[str, int]]:
    rows = db.session.scalars(
        select(Dispatch).where(Dispatch.worksheet_id == sheet.id).order_by(Dispatch.id)
    )
    return [(row.state, row.times_chased) for row in rows]


def _stages_worn(conversation_id: int) -> tuple[list[str], list[str]]:
    marks = [m for m in queries.tag_history(conversation_id) if m.tag.kind == "stage"]
    ordered = sorted(marks, key=lambda mark: mark.tag.position)
    return [m.tag.slug for m in ordered], [m.tag.slug for m in marks if m.unset_at is None]
