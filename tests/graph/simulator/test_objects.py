"""Single objects, several at once, batches: what an id gives, and to whom."""

import json
from datetime import timedelta

from crm.graph.simulator.access import proof_of
from crm.graph.simulator.world import DEFAULT_APP, DEFAULT_SECRET, World, default_token

from .conftest import NOON, Graph


def test_the_page_has_its_figures(graph: Graph) -> None:
    page = graph.get("me", fields="id,name,followers_count,fan_count").body
    assert (page["id"], page["followers_count"], page["fan_count"]) == (graph.page, 6207, 6000)


def test_a_comment_is_found_by_every_form_of_its_id(graph: Graph, world: World) -> None:
    post = world.add_post("ภาพถนน", picture="ถนน")
    comment = world.add_comment(post, "สวยค่ะ")
    photo = world.need_post(post)["photo"]
    bare = comment.split("_")[1]
    for name in (comment, bare, f"{photo}_{bare}"):
        assert graph.get(name, fields="message").body["message"] == "สวยค่ะ"
    assert graph.get(f"999_{bare}").refusal == (100, 33)


def test_a_comment_is_listed_under_a_second_prefix_when_told_to(graph: Graph, world: World) -> None:
    post = world.add_post("ภาพถนน", picture="ถนน")
    story = world.add_comment(post, "สวยค่ะ")
    photo = world.need_post(post)["photo"]
    world.rules.comment_prefix = "photo"
    listed = graph.get(f"{post}/comments").rows[0]["id"]
    assert listed == f"{photo}_{story.split('_')[1]}"
    assert graph.get(f"{photo}/comments").rows[0]["id"] == listed
    world.rules.comment_prefix = "bare"
    assert graph.get(f"{post}/comments").rows[0]["id"] == story.split("_")[1]


def test_the_author_may_be_missing_but_never_the_page(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "ไม่มีชื่อ", anonymous=True)
    own = world.reply_in_meta(post, "ตอบค่ะ")
    shown = {row["id"]: row.get("from") for row in graph.get(f"{post}/comments").rows}
    assert list(shown.values())[0] is None
    assert shown[own] is not None and shown[own]["id"] == graph.page
    world.add_comment(post, "มีชื่อ", author="มาลี ตัวอย่างดี")
    world.faults.add("missing_from", times=1)
    assert "from" not in graph.get(f"{post}/comments").rows[-1]
    assert graph.get(f"{post}/comments").rows[-1]["from"]["name"] == "มาลี ตัวอย่างดี"


def test_who_wrote_in_the_pages_name_is_told_and_nobody_beside_a_citizen(
    graph: Graph, world: World
) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "หลุม", author="มาลี ตัวอย่างดี")
    typed = world.reply_in_meta(post, "ตอบค่ะ")
    sent = graph.post(f"{post}/comments", message="รับเรื่องแล้วค่ะ").body["id"]
    rows = graph.get(f"{post}/comments", fields="id,admin_creator{id}").rows
    creators = {row["id"]: row.get("admin_creator", {}).get("id") for row in rows}
    citizen, person, program = creators.values()
    assert citizen is None
    assert (creators[typed], creators[sent]) == (person, program)
    assert program == DEFAULT_APP != person


def test_a_picture_and_a_sticker_are_attached(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "หลุม", attachment="photo")
    world.add_comment(post, "", attachment="sticker")
    photo, sticker = graph.get(f"{post}/comments", fields="message,attachment{type,media}").rows
    address = photo["attachment"]["media"]["image"]["src"]
    picture = graph.client.get(address[len(world.base_url) :])
    assert picture.mimetype == "image/png"
    assert (sticker["message"], sticker["attachment"]["type"]) == ("", "sticker")


def test_what_was_deleted_is_gone(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    first = world.add_comment(post, "หนึ่ง")
    reply = world.add_comment(post, "ตอบ", parent=first)
    world.delete_comment(first)
    assert graph.get(first).refusal == (100, 33)
    assert graph.get(reply).refusal == (100, 33)
    assert graph.get(f"{post}/comments", filter="stream").rows == []
    world.delete_post(post)
    assert graph.get(post).refusal == (100, 33)


def test_one_bad_id_fails_all_and_each_id_is_a_call(graph: Graph, world: World) -> None:
    posts = [world.add_post("ประกาศ") for _ in range(3)]
    answer = graph.get("", ids=",".join(posts), fields="message")
    assert set(answer.body) == set(posts)
    assert world.calls == 3
    assert graph.get("", ids=f"{posts[0]},1_2").refusal == (803, None)
    assert graph.get("", ids=",".join(posts * 20)).refusal == (100, None)


def test_a_list_can_be_read_of_several_ids(graph: Graph, world: World) -> None:
    posts = [world.add_post("ประกาศ") for _ in range(2)]
    comment = world.add_comment(posts[1], "หนึ่ง")
    body = graph.get("comments", ids=",".join(posts), fields="id").body
    assert body == {posts[0]: {"data": []}, posts[1]: body[posts[1]]}
    assert body[posts[1]]["data"] == [{"id": comment}]


def test_a_batch_answers_in_order_and_each_item_is_a_call(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    answers = graph.batch(
        {"method": "GET", "relative_url": f"v25.0/{post}?fields=message"},
        {"method": "GET", "relative_url": "1_2"},
        {"method": "POST", "relative_url": f"{post}/comments", "body": "message=%E0%B8%81"},
    ).body
    assert [one["code"] for one in answers] == [200, 400, 200]
    assert json.loads(answers[0]["body"])["message"] == "ประกาศ"
    assert json.loads(answers[1]["body"])["error"]["error_subcode"] == 33
    assert world.replies("api")[0]["message"] == "ก"
    assert world.calls == 3


def test_a_batch_has_fifty_items_at_most_and_may_have_nulls(graph: Graph, world: World) -> None:
    item = {"method": "GET", "relative_url": "me"}
    assert graph.batch(*[item] * 51).refusal == (100, None)
    world.faults.add("batch_null", times=2)
    answers = graph.batch(*[item] * 50).body
    assert answers[:2] == [None, None]
    assert all(answers[2:])


def test_a_null_in_a_batch_may_have_been_carried_out(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    world.faults.add("batch_null", times=1, executed=True)
    item = {"method": "POST", "relative_url": f"{post}/comments", "body": "message=hello"}
    assert graph.batch(item).body == [None]
    assert len(world.replies("api")) == 1


def test_a_batch_item_may_carry_its_own_token(graph: Graph, world: World) -> None:
    other = world.add_page("100000000000009", "เพจเขตตัวอย่าง")
    post = world.add_post("ของอีกเพจ", page="100000000000009")
    mine = {"method": "GET", "relative_url": post}
    theirs = {"method": "GET", "relative_url": f"{post}?access_token={other}"}
    assert [one["code"] for one in graph.batch(mine, theirs).body] == [400, 200]


def test_no_token_a_wrong_one_and_a_dead_one(graph: Graph, world: World) -> None:
    graph.token = None
    assert graph.get("me").refusal == (104, None)
    graph.token = "nonsense"
    assert graph.get("me").refusal == (190, None)
    graph.token = default_token(graph.page)
    world.kill_token(subcode=463)
    answer = graph.get("me")
    assert (answer.status, answer.refusal) == (401, (190, 463))
    world.revive_token()
    assert graph.get("me").status == 200


def test_a_persons_token_sees_no_comments_and_no_error(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    world.add_comment(post, "หนึ่ง")
    world.add_token("USER", page=None)
    graph.token = "USER"
    assert graph.get(f"{post}/comments").body == {"data": []}
    assert graph.get(f"{graph.page}/feed").refusal == (210, None)
    assert graph.get("me/accounts").rows[0]["id"] == graph.page


def test_another_pages_token_sees_nothing(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    graph.token = world.add_page("100000000000009", "เพจเขตตัวอย่าง")
    assert graph.get(post).refusal == (100, 33)
    assert graph.get(f"{graph.page}/feed").refusal == (10, None)
    assert graph.get("me").body["id"] == "100000000000009"


def test_a_proof_that_is_given_must_be_right(graph: Graph, world: World) -> None:
    right = proof_of(default_token(graph.page), DEFAULT_SECRET)
    assert graph.get("me", appsecret_proof=right).status == 200
    assert graph.get("me", appsecret_proof="0" * 64).refusal == (100, None)
    world.rules.require_proof = True
    assert graph.get("me").refusal == (100, None)
    assert graph.get("me", appsecret_proof=right).status == 200


def test_what_is_known_about_a_token(graph: Graph, world: World) -> None:
    asked = default_token(graph.page)
    graph.token = f"{DEFAULT_APP}|{DEFAULT_SECRET}"
    facts = graph.get("debug_token", input_token=asked).body["data"]
    assert facts["is_valid"] and facts["profile_id"] == graph.page
    assert "pages_messaging" in facts["scopes"]
    world.kill_token()
    facts = graph.get("debug_token", input_token=asked).body["data"]
    assert (facts["is_valid"], facts["error"]["subcode"]) == (False, 460)


def test_the_version_that_answers_is_told(graph: Graph) -> None:
    headers = {"Authorization": f"Bearer {graph.token}"}
    for asked, answering in (("/v25.0/me", "v25.0"), ("/v2.8/me", "v21.0"), ("/me", "v21.0")):
        response = graph.client.get(asked, headers=headers)
        assert response.headers["facebook-api-version"] == answering
    assert graph.client.get("/v99.0/me", headers=headers).status_code == 400


def test_usage_is_told_and_the_budget_can_run_out(graph: Graph, world: World) -> None:
    world.rules.calls_per_day = 10
    for _ in range(8):
        answer = graph.get("me")
    usage = json.loads(answer.headers["X-Business-Use-Case-Usage"])[graph.page][0]
    assert usage["call_count"] == 80
    world.rules.enforce_budget = True
    answers = [graph.get("me") for _ in range(3)]
    assert answers[-1].refusal == (80001, None)
    usage = json.loads(answers[-1].headers["X-Business-Use-Case-Usage"])[graph.page][0]
    assert usage["estimated_time_to_regain_access"] == 60


def test_an_unchanged_answer_can_be_spared(graph: Graph) -> None:
    tag = graph.get("me").headers["ETag"]
    headers = {"Authorization": f"Bearer {graph.token}", "If-None-Match": tag}
    assert graph.client.get("/v25.0/me", headers=headers).status_code == 304


def test_living_metrics_are_answered_and_one_dead_fails_all(graph: Graph) -> None:
    week = {"since": "2026-09-01", "until": "2026-09-08"}
    series = graph.get("me/insights", metric="page_follows", **week).rows[0]["values"]
    assert len(series) == 7
    dead = graph.get("me/insights", metric="page_follows,page_fans", **week)
    assert dead.refusal == (100, None)
    long = graph.get("me/insights", metric="page_follows", since="2026-01-01", until="2026-06-01")
    assert long.refusal == (100, None)


def test_private_reply_is_possible_for_a_week(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    fresh = world.add_comment(post, "ใหม่", created_time=NOON - timedelta(days=6))
    stale = world.add_comment(post, "เก่า", created_time=NOON - timedelta(days=8))
    for comment, possible in ((fresh, True), (stale, False)):
        shown = graph.get(comment, fields="can_reply_privately").body
        assert shown["can_reply_privately"] is possible
