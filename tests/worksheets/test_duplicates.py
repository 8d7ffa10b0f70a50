"""Several citizens on one problem, duplicates, and records that turn out to be one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.auth.models import User
from crm.customers import service as customers
from crm.customers.models import Customer
from crm.db import db, transaction
from crm.pagelink import channels, events
from crm.pagelink.channels import Rung
from crm.pagelink.models import Conversation, Message, Page, Reply, Route
from crm.worksheets import queries, service
from crm.worksheets.models import ConversationTag, Outcome, Worksheet
from tests.conftest import NOW


@pytest.fixture
def open_on(officer: User, now: datetime) -> Callable[..., Worksheet]:
    """Open a worksheet with a number of its own on a message's conversation."""

    def opened(message: Message) -> Worksheet:
        with transaction():
            sheet = service.open_worksheet(message.conversation, by=officer, now=now)
            service.give_own_number(sheet, by=officer, now=now)
        return sheet

    return opened


def test_a_merged_case_keeps_its_number_and_its_citizen(
    say: Callable[..., Message], open_on: Callable[..., Worksheet], officer: User, now: datetime
) -> None:
    first, second = open_on(say(author="สมใจ")), open_on(say(author="มานะ"))
    with transaction():
        service.merge_duplicate(second, into=first, by=officer, now=now)
    assert (second.outcome, second.closed_at) == (Outcome.DUPLICATE, now)
    assert queries.get_by_number(second.case_number or "") == second
    assert queries.lead_of(second) == first
    told = {(r.name, r.worksheet.case_number) for r in queries.recipients(first)}
    assert told == {("สมใจ", first.case_number), ("มานะ", second.case_number)}


def test_the_stage_of_the_lead_is_worn_by_the_conversations_of_both(
    say: Callable[..., Message], open_on: Callable[..., Worksheet], officer: User, now: datetime
) -> None:
    first, second = open_on(say()), open_on(say(author="มานะ"))
    talks = [queries.conversations_of(sheet)[0].id for sheet in (first, second)]
    with transaction():
        service.merge_duplicate(second, into=first, by=officer, now=now)
        service.set_stage(first, "passed_on", by=officer, now=now)
    assert worn(talks) == [["passed_on"], ["passed_on"]]
    with transaction():
        service.split_duplicate(second, by=officer, now=now)
    assert worn(talks) == [["passed_on"], ["received"]]
    assert (second.duplicate_of_id, second.closed_at, second.outcome) == (None, None, None)


def test_a_case_is_no_duplicate_of_itself_or_of_its_duplicate(
    say: Callable[..., Message], open_on: Callable[..., Worksheet], officer: User, now: datetime
) -> None:
    first, second = open_on(say()), open_on(say(author="มานะ"))
    with transaction():
        service.merge_duplicate(second, into=first, by=officer, now=now)
    for sheet, into in ((first, first), (first, second), (second, first)):
        with pytest.raises(service.SameCase), transaction():
            service.merge_duplicate(sheet, into=into, by=officer, now=now)
    with pytest.raises(service.NotDuplicate), transaction():
        service.split_duplicate(first, by=officer, now=now)


def test_a_citizen_who_wrote_twice_is_told_once_at_the_newest_message(
    say: Callable[..., Message],
    open_on: Callable[..., Worksheet],
    officer: User,
    now: datetime,
) -> None:
    first = say()
    newest = say("ยังดับอยู่ค่ะ", to=first.conversation)
    sheet = open_on(first)
    stranger = say(author=None, to=first.conversation)
    with transaction():
        service.add_messages(sheet, [stranger], by=officer, now=now)
    recipients = queries.recipients(sheet)
    assert [r.target.id for r in recipients] == [newest.id, stranger.id]


def test_a_result_sent_to_one_duplicate_s_citizen_doesn_t_finish_the_lead(
    say: Callable[..., Message],
    open_on: Callable[..., Worksheet],
    reply_to: Callable[..., Reply],
    officer: User,
    now: datetime,
) -> None:
    first, second = open_on(say()), open_on(message := say(author="มานะ"))
    with transaction():
        service.merge_duplicate(second, into=first, by=officer, now=now)
        reply = reply_to(message)
        service.send_result(second, reply=reply, result="ซ่อมแล้ว", by=officer, now=now)
        reply.sent_at = now
        events.reply_sent.send(reply, now=now)
    assert (second.result_sent_at, first.result_sent_at) == (now, None)
    assert first.stage != "result_told"


STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_is_merged_no_number_and_no_citizen_is_lost(
    say: Callable[..., Message],
    open_on: Callable[..., Worksheet],
    officer: User,
    steps: list[tuple[int, int]],
) -> None:
    sheets = [open_on(say(author=f"คน {n}")) for n in range(4)]
    for absorbed, kept in steps:
        try:
            with transaction():
                service.merge_duplicate(sheets[absorbed], into=sheets[kept], by=officer, now=NOW)
        except service.SameCase:
            continue
    for number, sheet in enumerate(sheets):
        assert queries.get_by_number(sheet.case_number or "") == sheet
        lead = queries.lead_of(sheet)
        assert f"คน {number}" in {r.name for r in queries.recipients(lead)}
        assert sheet.id in queries.family_ids(lead)


def test_cases_follow_a_merged_person_and_go_back(
    say: Callable[..., Message], open_on: Callable[..., Worksheet], officer: User, now: datetime
) -> None:
    first, second = open_on(say(author="สมใจ")), open_on(say(author="สมใจ ร."))
    kept, absorbed = (db.session.get_one(Customer, s.customer_id) for s in (first, second))
    with transaction():
        row = customers.merge(kept, absorbed, by=officer, now=now)
    assert {sheet.id for sheet in queries.of_customer(kept.id)} == {first.id, second.id}
    with transaction():
        customers.unmerge(row, by=officer, now=now)
    assert [sheet.id for sheet in queries.of_customer(kept.id)] == [first.id]
    assert [sheet.id for sheet in queries.of_customer(absorbed.id)] == [second.id]


def test_tags_follow_when_two_conversations_were_one(
    say: Callable[..., Message], page: Page, officer: User, now: datetime
) -> None:
    kept, absorbed = say().conversation, say().conversation
    with transaction():
        service.set_tags(kept, ["praise"], by=officer, now=now)
        service.set_tags(absorbed, ["praise", "follow_up"], by=officer, now=now)
        events.conversations_merged.send(page, kept=kept.id, absorbed=absorbed.id, now=now)
    assert sorted(t.slug for t in queries.tags_of([kept.id])[kept.id]) == ["follow_up", "praise"]
    left = select(ConversationTag).where(ConversationTag.conversation_id == absorbed.id)
    assert db.session.scalars(left).all() == []


class TwoRouteChannel:
    """A channel that can still answer comments, and nobody in private."""

    label = "ทดสอบ"

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        return [Rung(Route.COMMENT, None, True, 8000)] if conversation.kind == "comment" else []


def test_a_result_that_no_page_can_tell_any_more_stands_in_its_queue(
    say: Callable[..., Message],
    open_on: Callable[..., Worksheet],
    page: Page,
    officer: User,
    now: datetime,
) -> None:
    channels.register("two routes", TwoRouteChannel())  # type: ignore[arg-type]
    public, private = open_on(say()), open_on(say(kind="message", author="มานะ"))
    with transaction():
        page.channel = "two routes"
        phoned = service.open_elsewhere("phone", by=officer, now=now)
        public.result = private.result = phoned.result = "ซ่อมแล้ว"
    assert [sheet.id for sheet in queries.untellable(now)] == [private.id, phoned.id]
    with transaction():
        service.tell_otherwise(private, how="phone", by=officer, now=now)
    assert [sheet.id for sheet in queries.untellable(now)] == [phoned.id]


def worn(conversation_ids: list[int]) -> list[list[str]]:
    """The stage tags that stand on each conversation."""
    standing = queries.tags_of(conversation_ids)
    return [[t.slug for t in standing.get(i, []) if t.kind == "stage"] for i in conversation_ids]
