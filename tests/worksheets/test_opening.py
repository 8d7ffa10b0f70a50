"""Opening a worksheet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from crm.auth.models import User
from crm.db import transaction
from crm.pagelink.models import AnswerState, Message
from crm.worksheets import queries, service
from crm.worksheets.models import Source, Stage, Worksheet


def test_a_worksheet_gets_a_number_of_its_year_and_the_stage_received(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    first, second = say(), say()
    with transaction():
        sheets = [
            service.open_worksheet(message.conversation, by=officer, now=now)
            for message in (first, second)
        ]
    assert [sheet.number for sheet in sheets] == ["2569-000001", "2569-000002"]
    assert sheets[0].stage == Stage.RECEIVED
    assert sheets[0].page_id == first.page_id
    assert sheets[0].customer_id == first.identity.customer_id


def test_the_year_of_a_number_begins_at_midnight_in_bangkok(
    say: Callable[..., Message], officer: User
) -> None:
    new_year = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    message = say()
    with transaction():
        late = service.open_worksheet(
            message.conversation, by=officer, now=new_year - timedelta(seconds=1)
        )
        early = service.open_worksheet(message.conversation, by=officer, now=new_year)
    assert (late.number, early.number) == ("2569-000001", "2570-000001")


def test_a_second_worksheet_takes_what_is_on_no_case_yet(
    say: Callable[..., Message], officer: User, sheet: Worksheet, now: datetime
) -> None:
    conversation = queries.conversations_of(sheet)[0]
    later = say("ขยะไม่มาเก็บ", author="มานะ", to=conversation)
    with transaction():
        second = service.open_worksheet(conversation, by=officer, now=now)
    assert [message.id for message in queries.messages_of(second)] == [later.id]
    assert second.customer_id == later.identity.customer_id


def test_others_who_speak_in_the_thread_are_not_on_the_case(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    thanked = say("ขอบคุณค่ะ", author="คนอื่น")
    told = say("ไฟทางดับ", author="สมใจ", to=thanked.conversation)
    more = say("อยู่หน้าตลาดค่ะ", author="สมใจ", to=thanked.conversation)
    sheet = service.open_worksheet(thanked.conversation, by=officer, now=now)
    assert queries.messages_of(sheet) == [told, more]
    assert [one.name for one in queries.recipients(sheet)] == ["สมใจ"]


def test_category_topics_and_urgency_become_tags_of_the_conversation(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    message = say()
    with transaction():
        service.open_worksheet(
            message.conversation,
            category=queries.get_tag("complaint"),
            topics=[queries.get_tag("street_light")],
            urgent=True,
            by=officer,
            now=now,
        )
    standing = queries.tags_of([message.conversation_id])[message.conversation_id]
    assert {tag.slug for tag in standing} == {"complaint", "street_light", "urgent", "received"}


def test_a_case_about_corruption_is_restricted(
    say: Callable[..., Message], officer: User, now: datetime, make_user: Callable[..., User]
) -> None:
    message = say("เรียกรับเงิน")
    with transaction():
        sheet = service.open_worksheet(
            message.conversation, topics=[queries.get_tag("corruption")], by=officer, now=now
        )
    other = make_user(email="other@example.org")
    assert queries.may_see(sheet, officer)
    assert not queries.may_see(sheet, other)
    assert queries.worksheets(queries.WorksheetFilter(), user=other).rows == []


def test_an_answer_given_before_the_worksheet_counts_as_its_first(
    say: Callable[..., Message], officer: User, now: datetime
) -> None:
    message = say()
    with transaction():
        message.answer_state, message.answered_at = AnswerState.ANSWERED, now
        sheet = service.open_worksheet(
            message.conversation, by=officer, now=now + timedelta(hours=1)
        )
    assert sheet.first_answered_at == now


def test_a_case_may_come_by_telephone(officer: User, now: datetime) -> None:
    with transaction():
        sheet = service.open_elsewhere(Source.PHONE, title="ไฟดับ", by=officer, now=now)
    assert (sheet.source, sheet.page_id, sheet.title) == (Source.PHONE, None, "ไฟดับ")
