"""Webhook bodies come out in our words; nothing that Facebook may send raises."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crm.graph.client import Answer
from crm.graph.errors import classify, read_body
from crm.graph.listing import read_page
from crm.graph.translate import reads
from crm.graph.translate.events import Understood, understand
from crm.graph.translate.reading import Author
from crm.pagelink.models import Direction

FIXTURES = Path(__file__).parents[2] / "fixtures" / "facebook"
PAGE = "111222333"
PERSON = "7100000000000001"
RECEIVED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
HAPPENED = 1790755304


def of_feed(**value: Any) -> Understood:
    change = {"field": "feed", "value": {"item": "comment", "verb": "add", **value}}
    return of_entry(changes=[change])


def of_messenger(**event: Any) -> Understood:
    ends = {"sender": {"id": PERSON}, "recipient": {"id": PAGE}, "timestamp": HAPPENED * 1000}
    return of_entry(messaging=[ends | event])


def of_entry(**entry: Any) -> Understood:
    body = {"object": "page", "entry": [{"id": PAGE, "time": HAPPENED, **entry}]}
    return understand(body, received_at=RECEIVED)[PAGE]


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.json")), ids=lambda path: path.name)
def test_every_body_is_taken_without_an_exception(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    understood = understand(body, received_at=RECEIVED)
    answer = Answer(body, RECEIVED)
    for row in [*read_page(answer).rows, *([body] if isinstance(body, dict) else [])]:
        reads.post(row, page=PAGE, observed_at=RECEIVED)
        reads.comment(row, page=PAGE, post_id="1_2", observed_at=RECEIVED)
        reads.private_message(
            row, page=PAGE, thread="t", person=Author("7", None), link=None, observed_at=RECEIVED
        )
    assert classify(read_body(body))
    assert understood


@pytest.mark.parametrize(
    "body",
    [None, [], "text", 7, {}, {"object": "page"}, {"object": "page", "entry": [None, 7, {}]}],
)
def test_a_body_of_any_shape_is_counted_as_not_understood(body: object) -> None:
    understood = understand(body, received_at=RECEIVED)
    assert sum(said.skipped for said in understood.values()) >= 1


def test_a_top_level_comment_has_no_parent() -> None:
    post = f"{PAGE}_5550001"
    said = of_feed(comment_id="5550001_90001", post_id=post, parent_id=post, message="ไฟดับ")
    assert said.messages[0].parent_external_id is None
    assert said.messages[0].post_external_id == post


def test_a_reply_has_its_parent() -> None:
    said = of_feed(comment_id="5_9", post_id=f"{PAGE}_5", parent_id="5_8")
    assert said.messages[0].parent_external_id == "5_8"


def test_a_removed_comment_is_a_tombstone_without_text() -> None:
    said = of_feed(comment_id="5_9", verb="remove")
    assert (said.messages[0].deleted, said.messages[0].text) == (True, None)


def test_an_edit_brings_the_text_and_no_time_of_writing() -> None:
    told = of_feed(comment_id="5_9", verb="edited", message="ใหม่", created_time=1).messages[0]
    assert (told.edited, told.text, told.created_at) == (True, "ใหม่", None)


def test_a_change_counts_as_the_last_thing_of_its_second() -> None:
    added = of_feed(comment_id="5_9", message="x").messages[0].observed_at
    changed = of_feed(comment_id="5_9", verb="edited", message="y").messages[0].observed_at
    assert added == datetime.fromtimestamp(HAPPENED, UTC)
    assert added < changed < datetime.fromtimestamp(HAPPENED + 1, UTC)


@pytest.mark.parametrize(("verb", "hidden"), [("hide", True), ("unhide", False)])
def test_hiding_is_told(verb: str, hidden: bool) -> None:
    assert of_feed(comment_id="5_9", verb=verb).messages[0].hidden is hidden


def test_a_reaction_to_a_comment_is_no_comment() -> None:
    said = of_feed(item="reaction", comment_id="5_9", reaction_type="angry")
    assert (said.messages, said.skipped) == ([], 0)


@pytest.mark.parametrize(
    "value", [{"item": "hologram", "comment_id": "5_9"}, {"verb": "dance", "comment_id": "5_9"}]
)
def test_an_unknown_item_or_verb_is_counted(value: dict[str, str]) -> None:
    said = of_feed(**value)
    assert (said.messages, said.skipped) == ([], 1)


def test_a_visitors_post_is_told_from_the_pages() -> None:
    post = {"item": "post", "post_id": f"{PAGE}_5", "message": "ถนนทรุด"}
    visitor = of_feed(**post, **{"from": {"id": PERSON}}).posts[0]
    own = of_feed(**post, **{"from": {"id": int(PAGE)}}).posts[0]
    assert (visitor.by_visitor, own.by_visitor) == (True, False)


def test_ids_may_be_numbers() -> None:
    told = of_messenger(sender={"id": int(PERSON)}, message={"mid": "m_1", "text": "สวัสดี"})
    assert told.messages[0].author_external_id == PERSON


def test_an_echo_is_ours_and_brings_its_marker_back() -> None:
    ends = {"sender": {"id": PAGE}, "recipient": {"id": PERSON}}
    echo = {"mid": "m_9", "text": "ขอบคุณค่ะ", "is_echo": True, "metadata": "crm:8812"}
    told = of_messenger(**ends, message=echo).messages[0]
    assert (told.direction, told.person_external_id) == (Direction.OUT, PERSON)
    assert told.reply_marker == "crm:8812"


def test_a_message_that_was_taken_back_is_a_tombstone() -> None:
    told = of_messenger(message={"mid": "m_1", "is_deleted": True}).messages[0]
    assert (told.deleted, told.text) == (True, None)


def test_an_edited_message_keeps_its_id() -> None:
    told = of_messenger(message_edit={"mid": "m_1", "text": "ใหม่", "num_edit": "1"}).messages[0]
    assert (told.external_id, told.text, told.edited) == ("m_1", "ใหม่", True)


def test_a_pin_keeps_its_place() -> None:
    place = {"type": "location", "payload": {"coordinates": {"lat": 13.75, "long": 100.5}}}
    told = of_messenger(message={"mid": "m_1", "attachments": [place]}).messages[0]
    assert (told.attachments[0].latitude, told.attachments[0].longitude) == (13.75, 100.5)


@pytest.mark.parametrize("key", ["read", "delivery", "reaction", "optin", "referral"])
def test_what_says_nothing_is_passed_over(key: str) -> None:
    said = of_messenger(**{key: {"mid": "m_1"}})
    assert (said.messages, said.skipped) == ([], 0)


def test_an_unknown_event_is_counted_and_loses_no_other() -> None:
    known = {"sender": {"id": PERSON}, "message": {"mid": "m_1", "text": "x"}}
    said = of_entry(messaging=[{"telepathy": {}}, known])
    assert (len(said.messages), said.skipped) == (1, 1)


def test_a_policy_event_says_that_sending_is_blocked() -> None:
    assert of_messenger(**{"policy-enforcement": {"action": "block"}}).is_blocked
    assert not of_messenger(**{"policy-enforcement": {"action": "unblock"}}).is_blocked


def test_two_pages_in_one_body_are_kept_apart() -> None:
    entries = [
        {"id": page, "messaging": [{"sender": {"id": PERSON}, "message": {"mid": f"m_{page}"}}]}
        for page in ("1", 2)
    ]
    understood = understand({"object": "page", "entry": entries}, received_at=RECEIVED)
    told = {page: said.messages[0].external_id for page, said in understood.items()}
    assert told == {"1": "m_1", "2": "m_2"}
