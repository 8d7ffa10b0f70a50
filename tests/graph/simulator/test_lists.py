"""Lists are asked-for fields only, paged by cursors, and end when Facebook's end."""

from datetime import timedelta

import pytest

from crm.graph.simulator.world import World

from .conftest import NOON, Graph


def add_comments(world: World, post: str, count: int) -> list[str]:
    return [world.add_comment(post, f"เรื่องที่ {number}") for number in range(count)]


def test_the_feed_is_in_order_of_creation_and_a_new_comment_moves_no_post_up(
    graph: Graph, world: World
) -> None:
    old = world.add_post("เก่า", NOON - timedelta(days=700))
    new = world.add_post("ใหม่", NOON - timedelta(days=1))
    world.add_comment(old, "ยังไม่ได้ซ่อม")
    rows = graph.get(f"{graph.page}/feed", fields="id,updated_time").rows
    assert [row["id"] for row in rows] == [new, old]
    assert rows[1]["updated_time"] == "2026-10-05T12:00:00+0000"


def test_the_feed_has_visitors_and_the_published_posts_have_not(graph: Graph, world: World) -> None:
    own = world.add_post("ประกาศ")
    visitor = world.add_post("ฝากดูแล", by_visitor="มาลี ตัวอย่างดี")
    assert {row["id"] for row in graph.get("me/feed").rows} == {own, visitor}
    assert [row["id"] for row in graph.get("me/published_posts").rows] == [own]
    assert graph.get("me/visitor_posts").refusal == (100, None)


def test_since_and_until_filter_the_feed_by_creation(graph: Graph, world: World) -> None:
    world.add_post("ก่อน", NOON - timedelta(days=3))
    inside = world.add_post("ใน", NOON - timedelta(days=2))
    world.add_post("หลัง", NOON)
    since = int((NOON - timedelta(days=2, hours=1)).timestamp())
    rows = graph.get("me/feed", since=since, until="2026-10-04").rows
    assert [row["id"] for row in rows] == [inside]


def test_a_post_can_be_left_out_of_the_feed_but_is_read_by_id(graph: Graph, world: World) -> None:
    post = world.add_post("หายจากรายการ", listed=False)
    assert graph.get("me/feed").rows == []
    assert graph.get(post, fields="message").body["message"] == "หายจากรายการ"


def test_only_so_many_posts_of_a_year_are_listed(graph: Graph, world: World) -> None:
    for days in range(10):
        world.add_post("โพสต์", NOON - timedelta(days=days))
        world.add_post("โพสต์", NOON - timedelta(days=400 + days))
    world.rules.posts_per_year = 3
    assert len(graph.get("me/feed", limit=100).rows) == 6


def test_asked_for_fields_only_and_always_the_id(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "ขอบคุณค่ะ", author="มาลี ตัวอย่างดี")
    assert set(graph.get(f"{post}/comments").rows[0]) == {"id", "message", "created_time", "from"}
    assert set(graph.get(f"{post}/comments", fields="is_hidden").rows[0]) == {"id", "is_hidden"}


@pytest.mark.parametrize(
    "fields", ["id,bogus", "id,from{bogus}", "parent{bogus}", "comments{bogus}"]
)
def test_one_unknown_field_fails_the_whole_request_even_of_an_empty_list(
    graph: Graph, world: World, fields: str
) -> None:
    post = world.add_post("ประกาศ")
    assert graph.get(f"{post}/comments", fields=fields).refusal == (100, None)


def test_more_than_a_hundred_at_once_is_refused(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    assert graph.get(f"{post}/comments", limit=101).refusal == (100, None)
    assert graph.get("me/feed", limit=101).refusal == (100, None)
    assert graph.get("me/feed", fields="comments.limit(101){id}").refusal == (100, None)


def test_next_leads_through_all_comments_even_of_one_second(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    written = add_comments(world, post, 7)
    answer = graph.get(f"{post}/comments", limit=3, fields="id", filter="stream")
    read = answer.rows
    while "next" in answer.body["paging"]:
        answer = graph.follow(answer.body["paging"]["next"])
        read += answer.rows
    assert [row["id"] for row in read] == written


def test_previous_leads_back(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    written = add_comments(world, post, 5)
    first = graph.get(f"{post}/comments", limit=2, fields="id")
    second = graph.follow(first.body["paging"]["next"])
    assert graph.follow(second.body["paging"]["previous"]).rows == first.rows
    assert [row["id"] for row in second.rows] == written[2:4]


def test_next_carries_the_token_only_when_it_came_in_the_address(
    graph: Graph, world: World
) -> None:
    post = world.add_post("ประกาศ")
    add_comments(world, post, 3)
    in_header = graph.get(f"{post}/comments", limit=1).body["paging"]["next"]
    token, graph.token = graph.token, None
    in_query = graph.get(f"{post}/comments", limit=1, access_token=token).body["paging"]["next"]
    assert "access_token" not in in_header
    assert f"access_token={token}" in in_query


def test_a_cursor_dies_with_its_comment(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    written = add_comments(world, post, 3)
    link = graph.get(f"{post}/comments", limit=1).body["paging"]["next"]
    world.delete_comment(written[0])
    assert graph.follow(link).refusal == (100, None)


def test_what_privacy_hides_is_counted_but_leaves_an_empty_page_with_a_next(
    graph: Graph, world: World
) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "ซ่อนโดยความเป็นส่วนตัว", readable=False)
    shown = world.add_comment(post, "เห็นได้")
    answer = graph.get(f"{post}/comments", limit=1, summary="true")
    assert answer.rows == []
    assert answer.body["summary"]["total_count"] == 2
    assert [row["id"] for row in graph.follow(answer.body["paging"]["next"]).rows] == [shown]


def test_an_ordered_empty_page_carries_the_old_cursor_and_more_behind_it(
    graph: Graph, world: World
) -> None:
    post = world.add_post("ประกาศ")
    written = add_comments(world, post, 4)
    first = graph.get(f"{post}/comments", limit=2, fields="id").body
    world.faults.add("empty_page", times=1)
    empty = graph.follow(first["paging"]["next"]).body
    assert empty["data"] == []
    assert empty["paging"]["cursors"]["after"] == first["paging"]["cursors"]["after"]
    rest = graph.follow(empty["paging"]["next"]).rows
    assert [row["id"] for row in rest] == written[2:]


def test_a_list_can_be_too_deep(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    add_comments(world, post, 6)
    world.rules.deepest_cursor = 4
    first = graph.get(f"{post}/comments", limit=2)
    second = graph.follow(first.body["paging"]["next"])
    assert graph.follow(second.body["paging"]["next"]).refusal == (100, None)


def test_toplevel_stream_order_and_totals(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    first = world.add_comment(post, "หนึ่ง", created_time=NOON - timedelta(hours=2))
    reply = world.add_comment(post, "ตอบหนึ่ง", parent=first, created_time=NOON)
    second = world.add_comment(post, "สอง", created_time=NOON - timedelta(hours=1))
    top = graph.get(f"{post}/comments", summary="true").body
    stream = graph.get(
        f"{post}/comments", summary="true", filter="stream", order="reverse_chronological"
    ).body
    assert [row["id"] for row in top["data"]] == [first, second]
    assert top["summary"]["total_count"] == 2
    assert [row["id"] for row in stream["data"]] == [reply, second, first]
    assert stream["summary"]["total_count"] == 3
    assert graph.get(f"{post}/comments", order="ranked_somehow").refusal == (100, None)


def test_nested_expansion_with_modifiers_and_another_name(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    first = world.add_comment(post, "หนึ่ง")
    world.add_comment(post, "ตอบ", parent=first)
    fields = (
        "id,comments.filter(stream).order(reverse_chronological).limit(1).summary(true)"
        ".as(talk){id,parent{id,from}}"
    )
    talk = graph.get("me/feed", fields=fields).rows[0]["talk"]
    assert talk["data"][0]["parent"]["id"] == first
    assert set(talk["data"][0]["parent"]) == {"id", "from"}
    assert talk["summary"]["total_count"] == 2
    assert "fields=id" in talk["paging"]["next"]


def test_a_nested_list_without_rows_is_left_out(graph: Graph, world: World) -> None:
    world.add_post("ประกาศ")
    fields = "id,comments.limit(0).summary(true)"
    assert set(graph.get("me/feed", fields="comments{id}").rows[0]) == {"id"}
    assert graph.get("me/feed", fields=fields).rows[0]["comments"]["summary"]["total_count"] == 0


def test_broken_fields_are_a_syntax_error(graph: Graph) -> None:
    for broken in ("id,comments{id", "id,,}", "comments.limit{id}", "id;name"):
        assert graph.get("me", fields=broken).refusal == (2500, None)


def test_since_on_comments_can_be_ignored(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ", NOON - timedelta(days=2))
    world.add_comment(post, "เก่า", created_time=NOON - timedelta(days=1))
    assert graph.get(f"{post}/comments", since=int(NOON.timestamp())).rows == []
    world.rules.honour_since = False
    assert len(graph.get(f"{post}/comments", since=int(NOON.timestamp())).rows) == 1


def test_too_much_at_once_has_to_be_reduced(graph: Graph, world: World) -> None:
    world.add_post("ประกาศ")
    world.rules.most_rows = 1000
    answer = graph.get("me/feed", limit=100, fields="id,comments.limit(100){id}")
    assert (answer.status, answer.refusal) == (500, (1, None))
    assert "reduce the amount of data" in answer.text
    assert graph.get("me/feed", limit=5, fields="id,comments.limit(100){id}").status == 200
