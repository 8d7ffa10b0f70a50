"""Replies, moderation and subscriptions: what Facebook does with a POST or a DELETE."""

from io import BytesIO

import pytest

from crm.graph.simulator.pictures import draw
from crm.graph.simulator.world import World

from .conftest import Graph


def test_a_reply_stands_under_its_comment(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    answer = graph.post(f"{comment}/comments", message="รับเรื่องแล้วค่ะ")
    shown = graph.get(answer.body["id"], fields="message,parent{id},from,permalink_url").body
    assert shown["message"] == "รับเรื่องแล้วค่ะ"
    assert shown["parent"]["id"] == comment
    assert shown["from"]["id"] == graph.page
    assert world.replies("api") == world.comments_under(comment)
    assert "รับเรื่องแล้วค่ะ" in graph.client.get(shown["permalink_url"]).get_data(as_text=True)


def test_a_comment_on_a_post_has_no_parent(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    written = graph.post(f"{post}/comments", message="แจ้งเพิ่มเติม", fields="id,parent{id},message")
    assert set(written.body) == {"id", "message"}


def test_a_reply_to_a_reply_is_refused_or_flattened(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    top = world.add_comment(post, "ไฟดับค่ะ")
    nested = world.add_comment(post, "ซอยเราก็ดับ", parent=top)
    assert graph.post(f"{nested}/comments", message="รับทราบค่ะ").refusal == (100, None)
    world.rules.nested_reply = "flatten"
    written = graph.post(f"{nested}/comments", message="รับเรื่องค่ะ", fields="parent{id}")
    assert written.body["parent"]["id"] == top


def test_a_citizens_reply_to_a_reply_belongs_to_the_top_level(world: World) -> None:
    post = world.add_post("ประกาศ")
    top = world.add_comment(post, "หนึ่ง")
    nested = world.add_comment(post, "สอง", parent=top)
    world.add_comment(post, "สาม", parent=nested)
    assert {row["parent"] for row in world.comments_under(top)} == {top}


def test_empty_and_endless_replies_are_refused(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    for text in ("", "   ", "ก" * 8001):
        assert graph.post(f"{comment}/comments", message=text).refusal == (100, None)
    assert world.replies() == []


@pytest.mark.parametrize(
    ("content", "more"),
    [(b"no picture", {}), (draw("1"), {"attachment_url": "https://x.example/p"})],
)
def test_a_file_that_is_no_picture_and_two_pictures_at_once_are_refused(
    graph: Graph, world: World, content: bytes, more: dict[str, str]
) -> None:
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ")
    file = (BytesIO(content), "photo.jpg")
    answer = graph.post(f"{comment}/comments", message="ซ่อมแล้ว", source=file, **more)
    assert answer.refusal == (100, None)
    assert world.replies() == []


def test_closed_comments_take_no_reply(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    world.close_comment(comment)
    assert graph.post(f"{comment}/comments", message="ค่ะ").refusal == (200, None)
    assert graph.get(comment, fields="can_comment").body["can_comment"] is False


def test_a_reply_to_what_was_deleted_is_refused(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    world.delete_comment(comment)
    assert graph.post(f"{comment}/comments", message="ค่ะ").refusal == (100, 33)


def test_a_post_to_the_comment_itself_edits_and_never_replies(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    own = graph.post(f"{comment}/comments", message="รับเรือง").body["id"]
    assert graph.post(own, message="รับเรื่อง").body == {"success": True}
    assert graph.get(own, fields="message").body["message"] == "รับเรื่อง"
    assert graph.post(comment, message="แก้ของคนอื่น").refusal == (200, None)


def test_hiding_deleting_and_liking(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "โทร 081-000-0012")
    assert graph.post(comment, is_hidden="true").body == {"success": True}
    assert graph.post(comment, is_hidden="maybe").refusal == (100, None)
    assert graph.post(f"{comment}/likes").body == {"success": True}
    shown = graph.get(comment, fields="is_hidden,like_count").body
    assert (shown["is_hidden"], shown["like_count"]) == (True, 1)
    assert graph.delete(comment).body == {"success": True}
    assert graph.delete(comment).refusal == (100, 33)


def test_deleting_by_a_post_with_a_method(graph: Graph, world: World) -> None:
    comment = world.add_comment(world.add_post("ประกาศ"), "โฆษณา")
    assert graph.post(comment, method="delete").body == {"success": True}
    assert graph.get(comment).refusal == (100, 33)


def test_a_write_may_show_only_after_a_lag(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟดับค่ะ")
    world.faults.add("lag", times=1, seconds=30)
    own = graph.post(f"{comment}/comments", message="รับเรื่องค่ะ").body["id"]
    assert graph.get(own).refusal == (100, 33)
    assert graph.get(f"{post}/comments", filter="stream", summary="true").body["summary"] == {
        "order": "chronological",
        "total_count": 1,
        "can_comment": True,
    }
    world.advance(seconds=31)
    assert len(graph.get(f"{comment}/comments").rows) == 1


def test_a_subscription_replaces_the_last_one(graph: Graph, world: World) -> None:
    fields = "feed,messages,message_echoes"
    assert graph.post("me/subscribed_apps", subscribed_fields=fields).body == {"success": True}
    graph.post("me/subscribed_apps", subscribed_fields="feed")
    assert graph.get("me/subscribed_apps").rows[0]["subscribed_fields"] == ["feed"]
    assert graph.post("me/subscribed_apps", subscribed_fields="comments").refusal == (100, None)
    graph.delete("me/subscribed_apps")
    assert graph.get("me/subscribed_apps").rows == []


def test_only_the_page_itself_may_write(graph: Graph, world: World) -> None:
    comment = world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ")
    world.add_token("USER", page=None)
    graph.token = "USER"
    assert graph.post(f"{comment}/comments", message="ค่ะ").refusal == (210, None)
    assert world.replies() == []
