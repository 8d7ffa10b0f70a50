"""Signed webhooks: what is told, in which shape, and how badly it can be delivered."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
import requests

from crm.graph.simulator.server import RunningSimulator
from crm.graph.simulator.world import DEFAULT_APP, DEFAULT_SECRET, World

from .conftest import NOON, Graph
from .receiver import Receiver, receiving

FIELDS = ["feed", "messages", "message_echoes", "message_edits"]


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    with receiving() as receiver:
        assert world.subscribe(receiver.url, FIELDS, "right")
        yield receiver


def delivered(world: World) -> None:
    assert world.webhooks.wait_until_idle(20)


def test_the_body_is_signed_as_it_is_sent_and_escaped(receiver: Receiver, world: World) -> None:
    world.add_post("ประกาศ 😡")
    delivered(world)
    raw = receiver.raw[0]
    want = hmac.new(DEFAULT_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    assert receiver.signatures == [f"sha256={want}"]
    assert raw.isascii()
    assert b"\\ud83d\\ude21" in raw


def test_a_comment_is_told_with_its_parent_and_edits_without_a_time(
    receiver: Receiver, world: World
) -> None:
    post = world.add_post("ประกาศ")
    top = world.add_comment(post, "หนึ่ง", author="มาลี ตัวอย่างดี")
    reply = world.add_comment(post, "สอง", parent=top, anonymous=True)
    world.edit_comment(reply, "สองแก้")
    world.hide_comment(reply)
    world.delete_comment(reply)
    delivered(world)
    _, first, *rest = receiver.changes
    assert (first["item"], first["verb"], first["comment_id"]) == ("comment", "add", top)
    assert first["parent_id"] == first["post_id"] == post
    assert first["created_time"] == int(NOON.timestamp())
    assert first["from"]["name"] == "มาลี ตัวอย่างดี"
    assert [one["verb"] for one in rest] == ["add", "edited", "hide", "remove"]
    assert all(one["parent_id"] == top and "from" not in one for one in rest)
    assert rest[1]["message"] == "สองแก้"
    assert "message" not in rest[3]


def test_posts_of_the_page_and_of_visitors(receiver: Receiver, world: World) -> None:
    world.add_post("ประกาศ")
    world.add_post("ภาพ", picture="ถนน")
    visit = world.add_post("ฝากดูแล", by_visitor="มาลี ตัวอย่างดี")
    world.delete_post(visit)
    delivered(world)
    assert [(one["item"], one["verb"]) for one in receiver.changes] == [
        ("status", "add"),
        ("photo", "add"),
        ("post", "add"),
        ("post", "remove"),
    ]


def test_messages_echoes_and_edits(receiver: Receiver, world: World, graph: Graph) -> None:
    person = world.add_person()
    first = world.add_private_message(person, "ไฟดับค่ะ")
    sent = graph.send(person, "รับเรื่องค่ะ").body["message_id"]
    meta = world.message_in_meta(person, "พิมพ์ในกล่องของเมตา")
    world.edit_private_message(first, "ไฟดับสองดวงค่ะ")
    delivered(world)
    inbound, own, other, edit = receiver.messaging
    assert inbound["sender"]["id"] == person
    assert inbound["timestamp"] == int(NOON.timestamp() * 1000)
    assert own["message"]["mid"] == sent
    assert own["message"]["is_echo"] and own["message"]["app_id"] == int(DEFAULT_APP)
    assert own["recipient"]["id"] == person
    assert other["message"]["mid"] == meta and other["message"]["app_id"] == 26390203743090
    assert edit["message_edit"] == {"mid": first, "text": "ไฟดับสองดวงค่ะ", "num_edit": "1"}


def test_our_own_reply_comes_back(receiver: Receiver, world: World, graph: Graph) -> None:
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ")
    own = graph.post(f"{comment}/comments", message="รับเรื่องค่ะ").body["id"]
    delivered(world)
    assert receiver.changes[-1]["comment_id"] == own
    assert receiver.changes[-1]["from"]["id"] == graph.page


def test_an_echo_may_come_before_the_answer(
    receiver: Receiver, world: World, running: RunningSimulator, graph: Graph
) -> None:
    person = world.add_person()
    world.add_private_message(person, "ไฟดับค่ะ")
    world.faults.add("slow", times=1, seconds=1)
    values = {
        "recipient": json.dumps({"id": person}),
        "message": json.dumps({"text": "รับเรื่องค่ะ"}),
        "messaging_type": "RESPONSE",
        "access_token": graph.token,
    }
    sent = requests.post(f"{running.url}/v25.0/me/messages", data=values, timeout=20)
    assert receiver.messaging[-1]["message"]["mid"] == sent.json()["message_id"]


def test_a_photos_prefix_in_webhooks_and_the_storys_in_lists(
    receiver: Receiver, world: World, graph: Graph
) -> None:
    world.rules.comment_prefix = "mixed"
    post = world.add_post("ภาพถนน", picture="ถนน")
    world.add_comment(post, "สวยค่ะ")
    delivered(world)
    told = receiver.changes[-1]["comment_id"]
    listed = graph.get(f"{post}/comments").rows[0]["id"]
    assert told.split("_")[1] == listed.split("_")[1]
    assert told.split("_")[0] == world.need_post(post)["photo"] != listed.split("_")[0]


def test_only_subscribed_fields_are_told(receiver: Receiver, world: World, graph: Graph) -> None:
    graph.post("me/subscribed_apps", subscribed_fields="messages")
    world.add_post("ประกาศ")
    world.add_private_message(world.add_person(), "ไฟดับค่ะ")
    delivered(world)
    assert (len(receiver.changes), len(receiver.messaging)) == (0, 1)


def test_a_callback_that_fails_the_challenge_is_not_taken(world: World, graph: Graph) -> None:
    graph.token = f"{DEFAULT_APP}|{DEFAULT_SECRET}"
    with receiving() as receiver:
        values = {"object": "page", "callback_url": receiver.url}
        wrong = graph.post(f"{DEFAULT_APP}/subscriptions", verify_token="wrong", **values)
        assert wrong.refusal == (2200, None)
        assert world.webhooks.callback_url is None
        right = graph.post(f"{DEFAULT_APP}/subscriptions", verify_token="right", **values)
        assert right.body == {"success": True}
        assert world.webhooks.callback_url == receiver.url


def test_a_refused_body_comes_again(receiver: Receiver, world: World) -> None:
    world.webhooks.delivery.retry_seconds = 0.01
    receiver.refusals = 2
    world.add_post("ประกาศ")
    delivered(world)
    assert len(receiver.changes) == 1


def test_bodies_come_twice(receiver: Receiver, world: World) -> None:
    world.webhooks.delivery.duplicate = 1.0
    world.add_post("ประกาศ")
    delivered(world)
    assert receiver.raw[0] == receiver.raw[1]


def test_events_are_lost(receiver: Receiver, world: World) -> None:
    world.webhooks.delivery.drop = 1.0
    world.add_post("ประกาศ")
    delivered(world)
    assert receiver.raw == []


def test_delayed_events_come_together_and_out_of_order(receiver: Receiver, world: World) -> None:
    delivery = world.webhooks.delivery
    delivery.delay, delivery.batch, delivery.shuffle = 0.5, 1000, True
    for number in range(40):
        world.add_post(f"{number}")
    delivered(world)
    told = [one["message"] for one in receiver.changes]
    assert sorted(told, key=int) == [str(number) for number in range(40)]
    assert told != sorted(told, key=int)
    assert len(receiver.raw) < 40


def test_any_body_can_be_delivered_rightly_or_wrongly_signed(
    receiver: Receiver, world: World
) -> None:
    assert world.webhooks.send_raw({"object": "page", "entry": []}) == 200
    world.webhooks.send_raw(b"{}", signature="sha256=00")
    assert receiver.signatures[1] == "sha256=00"
