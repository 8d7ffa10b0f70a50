"""Messenger: what can be read of a conversation, and when the Page may still write."""

import json
from datetime import timedelta

import pytest

from crm.graph.simulator.world import World

from .conftest import NOON, Graph

LATE = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


@pytest.fixture
def person(world: World) -> str:
    """Somebody who wrote at noon."""
    person = world.add_person("มาลี ตัวอย่างดี")
    world.add_private_message(person, "ไฟดับค่ะ")
    return person


def test_conversations_are_newest_first_with_people_and_messages(
    graph: Graph, world: World, person: str
) -> None:
    other = world.add_person("สมชาย จำลองทรัพย์")
    world.add_private_message(other, "ถนนพัง", created_time=NOON + timedelta(minutes=1))
    fields = "updated_time,snippet,participants{id},messages.limit(5){id,message,from{id}}"
    rows = graph.get("me/conversations", platform="messenger", fields=fields).rows
    assert [row["snippet"] for row in rows] == ["ถนนพัง", "ไฟดับค่ะ"]
    assert rows[1]["participants"]["data"] == [{"id": person}, {"id": graph.page}]
    assert rows[1]["messages"]["data"][0]["from"] == {"id": person}


def test_a_conversation_is_found_by_its_person(graph: Graph, world: World, person: str) -> None:
    world.add_private_message(world.add_person(), "เรื่องอื่น")
    rows = graph.get("me/conversations", user_id=person, fields="participants").rows
    assert [row["participants"]["data"][0]["name"] for row in rows] == ["มาลี ตัวอย่างดี"]
    assert graph.get("me/conversations", platform="instagram").rows == []


def test_only_the_twenty_newest_messages_can_be_read(
    graph: Graph, world: World, person: str
) -> None:
    for minute in range(1, 25):
        world.add_private_message(
            person, f"{minute}", created_time=NOON + timedelta(minutes=minute)
        )
    talk = graph.get("me/conversations").rows[0]["id"]
    rows = graph.get(f"{talk}/messages", limit=100, fields="id,created_time,message,from").rows
    assert len(rows) == 25
    assert [row["message"] for row in rows[:20]] == [str(minute) for minute in range(24, 4, -1)]
    assert all(set(row) == {"id", "created_time"} for row in rows[20:])
    assert graph.get(rows[19]["id"], fields="message").body["message"] == "5"
    assert graph.get(rows[20]["id"], fields="message").refusal == (9000001, None)
    assert world.counts()["messages"] == 20


def test_a_message_goes_out_within_a_day(graph: Graph, world: World, person: str) -> None:
    world.advance(hours=24)
    sent = graph.send(person, "รับเรื่องแล้วค่ะ").body
    assert sent["recipient_id"] == person
    last = world.messages_with(person)[-1]
    assert (last["id"], last["text"], last["from_page"]) == (
        sent["message_id"],
        "รับเรื่องแล้วค่ะ",
        True,
    )
    shown = graph.get(sent["message_id"], fields="message,from,to").body
    assert (shown["from"]["id"], shown["to"]["data"][0]["id"]) == (graph.page, person)


def test_after_a_day_only_a_human_agent_may_write_and_after_a_week_nobody(
    graph: Graph, world: World, person: str
) -> None:
    world.advance(hours=24, seconds=1)
    assert graph.send(person).refusal == (10, 2018278)
    assert graph.send(person, **LATE).status == 200
    world.advance(days=6)
    assert graph.send(person, **LATE).refusal == (10, 2018278)


def test_our_own_message_opens_no_window(graph: Graph, world: World, person: str) -> None:
    world.advance(hours=23)
    assert graph.send(person).status == 200
    world.advance(hours=2)
    assert graph.send(person).refusal == (10, 2018278)


def test_retired_tags_and_odd_types_are_refused(graph: Graph, person: str) -> None:
    for tag in ("ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", ""):
        refused = graph.send(person, messaging_type="MESSAGE_TAG", tag=tag)
        assert refused.refusal == (100, None)
    assert graph.send(person, messaging_type="REPLY").refusal == (100, None)


def test_the_human_agent_feature_has_to_be_granted(graph: Graph, world: World, person: str) -> None:
    world.rules.human_agent = False
    assert graph.send(person, **LATE).refusal == (10, None)


def test_two_thousand_characters_counted_as_utf_16(graph: Graph, person: str) -> None:
    assert graph.send(person, "ก" * 2000).status == 200
    assert graph.send(person, "ก" * 2001).refusal == (100, None)
    assert graph.send(person, "😢" * 1000).status == 200
    assert graph.send(person, "😢" * 1001).refusal == (100, None)
    assert graph.send(person, "").refusal == (100, None)


def test_metadata_is_kept_and_limited(graph: Graph, world: World, person: str) -> None:
    def send(metadata: str) -> int:
        message = json.dumps({"text": "ค่ะ", "metadata": metadata})
        recipient = json.dumps({"id": person})
        values = {"recipient": recipient, "message": message, "messaging_type": "RESPONSE"}
        return graph.post("me/messages", **values).status

    assert (send("outbox:1"), send("x" * 1001)) == (200, 400)
    assert world.messages_with(person)[-1]["metadata"] == "outbox:1"


def test_a_json_body_is_taken_too(graph: Graph, world: World, person: str) -> None:
    body = {
        "recipient": {"id": person},
        "messaging_type": "RESPONSE",
        "message": {"text": "รับเรื่องค่ะ"},
    }
    headers = {"Authorization": f"Bearer {graph.token}"}
    assert graph.client.post("/v25.0/me/messages", json=body, headers=headers).status_code == 200
    assert world.messages_with(person)[-1]["text"] == "รับเรื่องค่ะ"


def test_strangers_and_people_who_blocked_the_page(graph: Graph, world: World, person: str) -> None:
    assert graph.send("123").refusal == (100, 2018001)
    assert graph.send(world.add_person()).refusal == (10, 2018278)
    world.block_page(person)
    assert graph.send(person).refusal == (551, 1545041)


def test_an_action_goes_alone(graph: Graph, person: str) -> None:
    recipient = json.dumps({"id": person})
    alone = graph.post("me/messages", recipient=recipient, sender_action="typing_on")
    assert alone.body == {"recipient_id": person}
    assert graph.send(person, sender_action="typing_on").refusal == (100, 2018014)


def test_one_private_reply_a_comment(graph: Graph, world: World) -> None:
    person = world.add_person()
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ", author=person)
    sent = graph.private_reply("เลขที่รับแจ้ง 1", comment_id=comment).body
    assert sent["recipient_id"] == person
    assert [one["text"] for one in world.messages_with(person)] == ["เลขที่รับแจ้ง 1"]
    assert graph.private_reply(comment_id=comment).refusal == (10900, None)
    shown = graph.get(
        comment, fields="can_reply_privately,private_reply_conversation{id,participants}"
    ).body
    assert shown["can_reply_privately"] is False
    talk = shown["private_reply_conversation"]["id"]
    assert graph.get(f"{talk}/messages", fields="message").rows[0]["message"] == "เลขที่รับแจ้ง 1"


def test_a_private_reply_opens_no_window_but_its_answer_does(graph: Graph, world: World) -> None:
    person = world.add_person()
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ", author=person)
    graph.private_reply(comment_id=comment)
    assert graph.send(person).refusal == (10, 2018278)
    world.add_private_message(person, "ขอบคุณค่ะ")
    assert graph.send(person).status == 200


def test_a_private_reply_within_seven_days(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ", NOON - timedelta(days=30))
    old = world.add_comment(post, "ไฟดับ", created_time=NOON - timedelta(days=7, seconds=1))
    just = world.add_comment(post, "ไฟดับ", created_time=NOON - timedelta(days=7))
    assert graph.private_reply(comment_id=old).refusal == (10903, None)
    assert graph.private_reply(comment_id=just).status == 200


def test_a_private_reply_to_a_visitors_post_but_not_to_ourselves(
    graph: Graph, world: World
) -> None:
    visit = world.add_post("ฝากดูแล", by_visitor="มาลี ตัวอย่างดี")
    own = world.add_post("ประกาศ")
    assert graph.private_reply(post_id=visit).status == 200
    assert graph.private_reply(post_id=visit).refusal == (10900, None)
    assert graph.private_reply(post_id=own).refusal == (10902, None)
    reply = world.reply_in_meta(own, "ค่ะ")
    assert graph.private_reply(comment_id=reply).refusal == (10902, None)


def test_profiles_need_that_the_person_wrote(graph: Graph, world: World, person: str) -> None:
    fields = "name,first_name,profile_pic"
    assert graph.get(person, fields=fields).body["first_name"] == "มาลี"
    silent = world.add_person()
    refused = graph.get(silent, fields=fields)
    assert (refused.status, refused.refusal) == (403, (230, None))
    phone = world.add_person(phone_account=True)
    world.add_private_message(phone, "สวัสดี")
    assert graph.get(phone, fields=fields).refusal == (100, 2018218)
    world.rules.profile_access = False
    assert graph.get(person, fields=fields).body == {}


def test_a_commenters_number_may_differ_from_the_messenger_one(graph: Graph, world: World) -> None:
    person = world.add_person(other_psid=True)
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ", author=person)
    shown = graph.get(comment, fields="from").body["from"]["id"]
    assert shown == person
    assert graph.private_reply(comment_id=comment).body["recipient_id"] != person


def test_pictures_and_stickers_in_messages(graph: Graph, world: World) -> None:
    person = world.add_person()
    world.add_private_message(person, "", attachments=["image"])
    world.add_private_message(person, "", sticker="369239263222822")
    talk = graph.get("me/conversations").rows[0]["id"]
    sticker, image = graph.get(f"{talk}/messages", fields="message,attachments,sticker").rows
    assert image["attachments"]["data"][0]["image_data"]["width"] == 480
    assert sticker["sticker"].endswith("/pictures/sticker.png")
