"""Facebook as a channel: open routes, sending, and looking whether something arrived."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph.channel import FacebookChannel
from crm.graph.client import GraphAddress
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef
from crm.pagelink.channels import Outgoing, SendError, SendErrorKind, Standing
from crm.pagelink.models import Conversation, Direction, Kind, Message, Page, Route

NOW = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def channel(address: GraphAddress) -> FacebookChannel:
    """The channel, speaking to the simulated Facebook."""
    return FacebookChannel(address, Path("photos"))


@pytest.fixture
def row(app: Flask, page: PageRef) -> Page:
    """The Page's row, detached as the outbox hands it over."""
    with transaction() as session:
        found = session.get_one(Page, page.id)
        session.refresh(found)
        session.expunge(found)
        return found


@pytest.fixture
def post(world: World) -> str:
    """A fresh post of the Page."""
    return world.add_post("ประกาศปิดถนน")


def outgoing(route: Route, target: str, **values: object) -> Outgoing:
    usual: dict[str, object] = {
        "reply_id": 1,
        "route": route,
        "text": "รับเรื่องแล้วค่ะ",
        "target_external_id": target,
        "target_kind": Kind.COMMENT,
        "person_external_id": None,
        "thread_external_id": None,
        "marker": "crm:1",
        "by_software": False,
    }
    return Outgoing(**(usual | values))  # type: ignore[arg-type]


def message(kind: Kind, age: timedelta, **values: object) -> Message:
    usual = {"id": 0, "kind": kind, "direction": Direction.IN, "created_at": NOW - age}
    return Message(**(usual | values))


def routes(channel: FacebookChannel, target: Message, *, by_software: bool = False) -> list[Route]:
    conversation = Conversation(last_inbound_at=target.created_at)
    rungs = channel.rungs(conversation, target, NOW, by_software=by_software)
    return [rung.route for rung in rungs]


@pytest.mark.parametrize(
    ("hours", "by_software", "expected"),
    [
        (1, False, [Route.MESSAGE, Route.HUMAN_AGENT]),
        (25, False, [Route.HUMAN_AGENT]),
        (25, True, []),
        (1, True, [Route.MESSAGE]),
        (24 * 7 + 1, False, []),
    ],
)
def test_a_private_message_can_be_answered_within_the_windows(
    app: Flask, channel: FacebookChannel, hours: int, by_software: bool, expected: list[Route]
) -> None:
    target = message(Kind.MESSAGE, timedelta(hours=hours))
    assert routes(channel, target, by_software=by_software) == expected


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        (Kind.COMMENT, 6, [Route.PRIVATE_REPLY, Route.COMMENT]),
        (Kind.POST, 6, [Route.PRIVATE_REPLY, Route.COMMENT]),
        (Kind.COMMENT, 7, [Route.COMMENT]),
        (Kind.COMMENT, 700, [Route.COMMENT]),
    ],
)
def test_a_comment_can_be_answered_privately_for_a_week_and_publicly_for_ever(
    app: Flask, channel: FacebookChannel, kind: Kind, days: int, expected: list[Route]
) -> None:
    assert routes(channel, message(kind, timedelta(days=days))) == expected


def test_nothing_answers_the_page_itself_or_what_was_deleted(
    app: Flask, channel: FacebookChannel
) -> None:
    age = timedelta(hours=1)
    assert routes(channel, message(Kind.COMMENT, age, direction=Direction.OUT)) == []
    assert routes(channel, message(Kind.COMMENT, age, deleted_at=NOW)) == []


@pytest.mark.parametrize(
    ("kind", "age", "expected"),
    [
        (Kind.COMMENT, timedelta(days=6), {}),
        (Kind.COMMENT, timedelta(days=8), {Route.PRIVATE_REPLY: "7 วัน"}),
        (Kind.MESSAGE, timedelta(hours=25), {Route.MESSAGE: "24 ชั่วโมง"}),
        (
            Kind.MESSAGE,
            timedelta(days=8),
            {Route.MESSAGE: "24 ชั่วโมง", Route.HUMAN_AGENT: "7 วัน"},
        ),
    ],
)
def test_what_is_over_says_since_when_and_why(
    app: Flask, channel: FacebookChannel, kind: Kind, age: timedelta, expected: dict[Route, str]
) -> None:
    target = message(kind, age)
    closed = channel.closed(Conversation(last_inbound_at=target.created_at), target, NOW)
    assert [rung.route for rung in closed] == list(expected)
    assert all(expected[rung.route] in rung.why for rung in closed)
    assert all(rung.since and rung.since < NOW for rung in closed)


def test_an_emoji_counts_twice_in_a_message_only(channel: FacebookChannel) -> None:
    assert channel.length("ดี😡", Route.MESSAGE) == 4
    assert channel.length("ดี😡", Route.COMMENT) == 3


def test_a_public_reply_stands_under_its_comment(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ")
    sent = channel.send(row, outgoing(Route.COMMENT, target), NOW)
    assert [one["message"] for one in world.comments_under(target)] == ["รับเรื่องแล้วค่ะ"]
    assert channel.settle(row, outgoing(Route.COMMENT, target))[0].external_id == sent.external_id


def test_a_private_reply_reaches_the_writer_once(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ", author="สมใจ ทดสอบ", anonymous=False)
    sent = channel.send(row, outgoing(Route.PRIVATE_REPLY, target), NOW)
    assert sent.person_external_id
    assert [one["text"] for one in world.messages_with("สมใจ ทดสอบ")] == ["รับเรื่องแล้วค่ะ"]
    found = channel.settle(row, outgoing(Route.PRIVATE_REPLY, target))
    assert [one.external_id for one in found] == [sent.external_id]
    with pytest.raises(SendError) as caught:
        channel.send(row, outgoing(Route.PRIVATE_REPLY, target), NOW)
    assert caught.value.kind is SendErrorKind.WINDOW


@pytest.mark.parametrize(("code", "subcode"), [(100, None), (100, 33), (200, None)])
def test_a_private_reply_whose_comment_does_not_tell_is_found_in_the_writers_conversation(
    world: World, channel: FacebookChannel, row: Page, post: str, code: int, subcode: int | None
) -> None:
    target = world.add_comment(post, "ไฟดับครับ", author="สมใจ ทดสอบ", anonymous=False)
    sent = channel.send(row, outgoing(Route.PRIVATE_REPLY, target), NOW)
    world.faults.add("error", method="GET", path=target, code=code, subcode=subcode)
    writer = sent.person_external_id
    reply = outgoing(Route.PRIVATE_REPLY, target, author_external_id=writer)
    assert [one.external_id for one in channel.settle(row, reply)] == [sent.external_id]


def test_a_private_reply_that_cannot_be_looked_for_at_all_says_so(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ", anonymous=True)
    channel.send(row, outgoing(Route.PRIVATE_REPLY, target), NOW)
    world.faults.add("error", method="GET", path=target, code=100)
    with pytest.raises(SendError) as caught:
        channel.settle(row, outgoing(Route.PRIVATE_REPLY, target))
    assert caught.value.kind is SendErrorKind.PERMISSION


def test_a_visitors_post_can_be_answered_privately(
    world: World, channel: FacebookChannel, row: Page
) -> None:
    target = world.add_post("ถนนทรุด", by_visitor="สมใจ ทดสอบ")
    reply = outgoing(Route.PRIVATE_REPLY, target, target_kind=Kind.POST)
    sent = channel.send(row, reply, NOW)
    to_person = outgoing(
        Route.PRIVATE_REPLY,
        target,
        target_kind=Kind.POST,
        person_external_id=sent.person_external_id,
    )
    assert [one.external_id for one in channel.settle(row, to_person)] == [sent.external_id]


def test_a_message_carries_its_marker(world: World, channel: FacebookChannel, row: Page) -> None:
    world.add_private_message("สมใจ ทดสอบ", "สอบถามครับ")
    person = person_of(world, "สมใจ ทดสอบ")
    reply = outgoing(Route.MESSAGE, person, person_external_id=person, target_kind=Kind.MESSAGE)
    sent = channel.send(row, reply, NOW)
    assert world.messages_with("สมใจ ทดสอบ")[-1]["metadata"] == "crm:1"
    assert [one.external_id for one in channel.settle(row, reply)] == [sent.external_id]


def test_after_a_day_only_a_human_agent_may_write(
    world: World, channel: FacebookChannel, row: Page
) -> None:
    world.add_private_message(
        "สมใจ ทดสอบ", "สอบถามครับ", created_time=world.now - timedelta(hours=30)
    )
    person = person_of(world, "สมใจ ทดสอบ")
    late = outgoing(Route.MESSAGE, person, person_external_id=person)
    with pytest.raises(SendError) as caught:
        channel.send(row, late, NOW)
    assert caught.value.kind is SendErrorKind.WINDOW
    typed = outgoing(Route.HUMAN_AGENT, person, person_external_id=person)
    assert channel.send(row, typed, NOW).external_id
    assert world.messages_with("สมใจ ทดสอบ")[-1]["tag"] == "HUMAN_AGENT"


def test_software_never_speaks_as_a_human_agent(channel: FacebookChannel, row: Page) -> None:
    with pytest.raises(SendError) as caught:
        channel.send(row, outgoing(Route.HUMAN_AGENT, "7", by_software=True), NOW)
    assert caught.value.kind is SendErrorKind.WINDOW


def person_of(world: World, name: str) -> str:
    psid: str = world.store.value("SELECT psid FROM people WHERE name = ?", name)
    return psid


def test_no_answer_after_the_write_leaves_it_in_doubt_and_it_is_found(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ")
    world.faults.add("cut", times=1, method="POST")
    since = clock.now()
    with pytest.raises(SendError) as caught:
        channel.send(row, outgoing(Route.COMMENT, target), NOW)
    assert caught.value.kind is SendErrorKind.DOUBT
    found = channel.settle(row, outgoing(Route.COMMENT, target, since=since))
    assert len(found) == len(world.comments_under(target)) == 1


def test_an_equal_text_from_before_the_attempt_is_no_match(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ")
    world.reply_in_meta(target, "รับเรื่องแล้วค่ะ", world.now - timedelta(hours=1))
    assert channel.settle(row, outgoing(Route.COMMENT, target, since=clock.now())) == []


def test_a_comment_is_hidden_shown_changed_and_deleted(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "เบอร์ผม 081-555-0100")
    channel.hide(row, target)
    assert world.comments_under(post)[0]["hidden"]
    assert channel.look_at(row, target) == Standing("เบอร์ผม 081-555-0100", hidden=True)
    channel.unhide(row, target)
    assert not world.comments_under(post)[0]["hidden"]
    own = channel.send(row, outgoing(Route.COMMENT, target), NOW).external_id
    channel.edit(row, own, "แก้ถ้อยคำ")
    assert world.comments_under(target)[0]["message"] == "แก้ถ้อยคำ"
    assert channel.look_at(row, own) == Standing("แก้ถ้อยคำ", hidden=False)
    channel.delete(row, own)
    assert channel.look_at(row, own) is None
    assert world.comments_under(target) == []


def test_what_was_sent_is_read_back_as_the_pages_own(
    world: World,
    channel: FacebookChannel,
    row: Page,
    page: PageRef,
    address: GraphAddress,
    post: str,
) -> None:
    target = world.add_comment(post, "ไฟดับครับ")
    sent = channel.send(row, outgoing(Route.COMMENT, target), NOW)
    poll(page, address)
    key = sent.external_id.rpartition("_")[2]
    db.session.rollback()
    assert db.session.query(Message).filter_by(key=key).one().direction == Direction.OUT
