"""What a message belongs to: an older case of the same person, or of others; proposed, undoable."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from crm import thai
from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.worksheets import numbers, queries, service
from crm.worksheets.models import Worksheet, WorksheetProposal
from crm.worksheets.service import Place

HERE = Place("text", 13.7650, 100.6050, district="วังทองหลาง", soi="ลาดพร้าว 71")
DARK = "ไฟทางดับทั้งซอยลาดพร้าว 71 มืดมากครับ"

OpenCase = Callable[..., Worksheet]
Propose = Callable[..., list[WorksheetProposal]]


@pytest.fixture
def open_case(say: Callable[..., Message], officer: User, now: datetime) -> OpenCase:
    """Open a case about a street light at a place, on what somebody says."""

    def opened(
        text: str = DARK, author: str = "สมใจ", place: Place = HERE, topic: str = "street_light"
    ) -> Worksheet:
        message = say(text, author=author)
        with transaction():
            topics = [queries.get_tag(topic)]
            talk = message.conversation
            sheet = service.open_worksheet(talk, topics=topics, by=officer, now=now)
            service.set_place(sheet, place, by=officer, now=now)
            service.give_own_number(sheet, by=officer, now=now)
        return sheet

    return opened


@pytest.fixture
def propose(now: datetime) -> Propose:
    """Compare a message, said to be at the place and about the street light."""

    def proposed(message: Message, place: Place | None = HERE) -> list[WorksheetProposal]:
        with transaction():
            topics = [queries.get_tag("street_light")]
            return service.propose_cases(message, place=place, topics=topics, now=now)

    return proposed


def test_who_asks_how_far_it_is_follows_up_the_own_case(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose
) -> None:
    mine, _ = open_case(), open_case(author="มานะ")
    [proposal] = propose(say("เรื่องที่แจ้งไปถึงไหนแล้วคะ", author="สมใจ"), None)
    assert (proposal.kind, proposal.worksheet) == ("follow_up", mine)
    assert proposal.evidence["words"] == ["ถึงไหนแล้ว"]
    assert proposal.evidence["same_person"] is True


@pytest.mark.parametrize("write", [str, thai.thai_digits, lambda n: n.replace("-", " ")])
def test_a_quoted_number_leads_to_its_case_in_any_writing(
    say: Callable[..., Message],
    open_case: OpenCase,
    propose: Propose,
    write: Callable[[str], str],
) -> None:
    sheet = open_case()
    for number in (sheet.case_number or "", sheet.number):
        message = say(f"ตามเรื่องเลข {write(number)} หน่อยค่ะ", author=f"ผู้แจ้ง {number}")
        [proposal] = propose(message, None)
        assert (proposal.kind, proposal.worksheet) == ("follow_up", sheet)
        assert proposal.evidence["number"] == number


def test_the_city_s_number_leads_to_its_case(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose, officer: User, now: datetime
) -> None:
    sheet = open_case()
    with transaction():
        sheet.mis_number, sheet.mis_key = "MIS-2569/0815", numbers.fold("MIS-2569/0815")
    [proposal] = propose(say("เลข mis-๒๕๖๙/๐๘๑๕ เมื่อไหร่เสร็จ", author="มานะ"), None)
    assert (proposal.worksheet, proposal.evidence["number"]) == (sheet, "MIS-2569/0815")


def test_a_mistyped_number_means_the_own_case_one_slip_away(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose
) -> None:
    mine, _ = open_case(), open_case(author="มานะ")
    wrong = (mine.case_number or "")[:-1] + str((int((mine.case_number or "")[-1]) + 1) % 10)
    [proposal] = propose(say(f"เลขที่รับแจ้ง {wrong} ค่ะ", author="สมใจ"), None)
    assert (proposal.worksheet, proposal.evidence["number"]) == (mine, mine.case_number)
    assert propose(say(f"เลขที่รับแจ้ง {wrong} ค่ะ", author="คนอื่น"), None) == []


def test_the_same_person_on_the_same_thing_there_follows_up(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose
) -> None:
    mine = open_case()
    [proposal] = propose(say("ไฟยังไม่ติดเลยค่ะ", author="สมใจ"))
    assert (proposal.kind, proposal.worksheet) == ("follow_up", mine)
    assert {"metres", "soi", "topics", "same_person"} <= proposal.evidence.keys()


def test_an_accepted_follow_up_opens_no_new_case_and_is_undone(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose, officer: User, now: datetime
) -> None:
    sheet, message = open_case(), say("เรื่องที่แจ้งไปถึงไหนแล้ว", author="สมใจ")
    [proposal] = propose(message, None)
    before = snapshot(sheet, message)
    with transaction():
        service.accept_proposal(proposal, by=officer, now=now)
    assert message in queries.messages_of(sheet)
    worn = {tag.slug for tag in queries.tags_of([message.conversation_id])[message.conversation_id]}
    assert worn == {"follow_up", "received"}
    assert db.session.query(Worksheet).count() == 1
    with transaction():
        service.undo_decision(proposal, by=officer, now=now)
    assert snapshot(sheet, message) == before
    with transaction():
        service.refuse_proposal(proposal, by=officer, now=now)
    assert propose(message, None) == []


def test_others_at_the_same_place_are_proposed_with_the_reasons(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose
) -> None:
    near = open_case()
    far = Place("pin", 13.80, 100.60, district="จตุจักร")
    open_case("ไฟทางดับ", "คนไกล", far)
    open_case("มีหมาจรจัดดุ", "อีกคน", Place("pin", 13.7651, 100.6051), topic="animals")
    [proposal] = propose(say("ไฟทางซอยลาดพร้าว 71 ดับ มืดมาก", author="มานะ"))
    assert (proposal.kind, proposal.worksheet) == ("duplicate", near)
    reasons = proposal.evidence
    assert (reasons["metres"], reasons["soi"]) == (0, "ลาดพร้าว 71")
    assert reasons["topics"] == [["ไฟฟ้าส่องสว่างสาธารณะ", "Street light"]]
    assert reasons["likeness"] > 0.5


def test_at_most_five_are_proposed_and_none_that_is_restricted(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose
) -> None:
    for number in range(7):
        open_case(author=f"คน {number}")
    secret = open_case(author="ผู้ร้อง")
    with transaction():
        secret.restricted = True
    made = propose(say("ไฟทางดับ", author="มานะ"))
    assert len(made) == 5
    assert secret not in [proposal.worksheet for proposal in made]


def test_several_citizens_stand_on_one_case_and_all_hear_its_result(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose, officer: User, now: datetime
) -> None:
    sheet, message = open_case(), say("ไฟทางดับ", author="มานะ")
    [proposal] = propose(message)
    with transaction():
        service.accept_proposal(proposal, by=officer, now=now)
    assert {r.name for r in queries.recipients(sheet)} == {"สมใจ", "มานะ"}
    with transaction():
        service.undo_decision(proposal, by=officer, now=now)
    assert {r.name for r in queries.recipients(sheet)} == {"สมใจ"}


def test_a_message_with_a_case_by_now_keeps_it_and_its_number(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose, officer: User, now: datetime
) -> None:
    sheet, message = open_case(), say("ไฟทางดับ", author="มานะ")
    [proposal] = propose(message)
    with transaction():
        own = service.open_worksheet(message.conversation, by=officer, now=now)
        service.give_own_number(own, by=officer, now=now)
        service.accept_proposal(proposal, by=officer, now=now)
    assert queries.lead_of(own) == sheet
    assert queries.get_by_number(own.case_number or "") == own
    with transaction():
        service.undo_decision(proposal, by=officer, now=now)
    assert (own.duplicate_of_id, own.closed_at) == (None, None)


def test_cases_that_were_told_apart_stay_apart(
    open_case: OpenCase, officer: User, now: datetime
) -> None:
    first, second = open_case(), open_case(author="มานะ")
    assert [one.worksheet for one in queries.twins_of(second)] == [first]
    with transaction():
        service.refuse_twin(second, first, by=officer, now=now)
    assert (queries.twins_of(second), queries.twins_of(first)) == ([], [])


def test_what_is_long_ago_or_closed_is_no_twin(
    say: Callable[..., Message], open_case: OpenCase, propose: Propose, officer: User, now: datetime
) -> None:
    closed, old = open_case(), open_case(author="มานะ")
    with transaction():
        closed.closed_at = now
        old.opened_at = now - timedelta(days=100)
    assert propose(say("ไฟทางดับ", author="คนใหม่")) == []


def snapshot(sheet: Worksheet, message: Message) -> object:
    """What of a case and a conversation an undo has to bring back."""
    standing = queries.tags_of([message.conversation_id]).get(message.conversation_id, [])
    return [each.id for each in queries.messages_of(sheet)], [tag.slug for tag in standing]
