"""The simulator as a whole: its first content, its state file, its pages and its controls."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.clock import milliseconds, seconds
from crm.graph.simulator.phrases import FOLDER, load_phrases
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.traffic import Trickle
from crm.graph.simulator.world import World

from .conftest import NOON, Graph

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
UNANSWERED = """
SELECT count(*) FROM comments c WHERE c.parent IS NULL AND c.author IS NOT NULL AND c.created > ?
AND NOT EXISTS (SELECT 1 FROM comments r WHERE r.parent = c.number AND r.author IS NULL)
"""


def made(path: Path, **arguments: int) -> World:
    world: World = create_simulator(path, **arguments).extensions["world"]  # type: ignore[arg-type]
    return world


def test_the_first_content_has_the_sizes_that_were_asked_for(tmp_path: Path) -> None:
    world = made(tmp_path / "a.db", posts=24, comments=200, conversations=30)
    counts = world.counts()
    hidden = world.store.value("SELECT count(*) FROM comments WHERE readable = 0")
    assert (counts["posts"], counts["comments"] + hidden) == (24, 200)
    assert counts["conversations"] == 30
    assert counts["visitor_posts"] > 0
    oldest = world.store.value("SELECT min(created) FROM posts")
    assert seconds(world.now) - oldest > timedelta(days=700).total_seconds()
    world.close()


def test_few_wait_for_an_answer_and_one_of_them_under_the_oldest_post(tmp_path: Path) -> None:
    world = made(tmp_path / "a.db")
    week_ago = world.now - timedelta(days=7)
    waiting = world.store.value(UNANSWERED, seconds(week_ago))
    talks = world.store.value(
        "SELECT count(*) FROM conversations WHERE unread > 0 AND updated > ?",
        milliseconds(week_ago),
    )
    assert (waiting, talks) == (8, 4)
    oldest = world.store.value("SELECT number FROM posts ORDER BY created LIMIT 1")
    newest_there = world.comments_under(str(oldest))[-1]
    assert newest_there["author"] != world.main_page
    world.close()


def test_the_same_seed_tells_the_same_story(tmp_path: Path) -> None:
    texts = []
    for name, seed in (("a.db", 5), ("b.db", 5), ("c.db", 6)):
        world = made(tmp_path / name, seed=seed, posts=10, comments=50, conversations=5)
        texts.append([row["message"] for row in world.store.rows("SELECT message FROM comments")])
        world.close()
    assert texts[0] == texts[1] != texts[2]


def test_it_goes_on_where_it_was_on_the_same_port(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with start(create_simulator(path, posts=3, comments=5, conversations=2)) as first:
        post = first.world.add_post("เพิ่มทีหลัง")
        url, counts = first.url, first.world.counts()
    with start(create_simulator(path, posts=9, comments=9, conversations=9)) as second:
        assert second.url == url
        assert second.world.counts() == counts
        assert second.world.need_post(post)["message"] == "เพิ่มทีหลัง"


def test_a_busy_port_is_left_for_a_free_one(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with start(create_simulator(path, posts=0, comments=0, conversations=0)) as first:
        copy = tmp_path / "copy.db"
        other = create_simulator(copy, posts=0, comments=0, conversations=0)
        other.extensions["world"].store.remember("port", int(first.url.rsplit(":", 1)[1]))
        with start(other) as second:
            assert second.url != first.url
            assert requests.get(f"{second.url}/_control/counts", timeout=10).status_code == 200


def test_the_permalink_shows_the_post_its_comments_and_the_answer(
    graph: Graph, world: World
) -> None:
    post = world.add_post("ลอกท่อซอยลาดพร้าว 71")
    comment = world.add_comment(post, "<b>น้ำท่วม</b>", author="มาลี ตัวอย่างดี")
    world.reply_in_meta(comment, "รับเรื่องแล้วค่ะ")
    link = graph.get(comment, fields="permalink_url").body["permalink_url"]
    page = graph.client.get(link).get_data(as_text=True)
    for text in ("ลอกท่อซอยลาดพร้าว 71", "มาลี ตัวอย่างดี", "รับเรื่องแล้วค่ะ", 'lang="th"'):
        assert text in page
    assert "&lt;b&gt;น้ำท่วม&lt;/b&gt;" in page
    assert "5 ต.ค. 2569 19.00 น." in page


def test_a_thread_and_the_page_can_be_looked_at(graph: Graph, world: World) -> None:
    person = world.add_person("มาลี ตัวอย่างดี")
    world.add_private_message(person, "ไฟดับค่ะ")
    graph.send(person, "รับเรื่องแล้วค่ะ")
    link = graph.get("me/conversations", fields="link").rows[0]["link"]
    assert "รับเรื่องแล้วค่ะ" in graph.client.get(link).get_data(as_text=True)
    home = graph.client.get("/", follow_redirects=True).get_data(as_text=True)
    assert "มาลี ตัวอย่างดี" in home
    assert graph.client.get(f"/{graph.page}/posts/1").status_code == 404


def test_whoever_tries_the_demo_can_write_as_a_citizen(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    person = world.add_person("มาลี ตัวอย่างดี")
    address = f"/{graph.page}/posts/{post.split('_')[1]}"
    graph.client.post(address, data={"name": "สมชาย ทดลองสุข", "text": "ไฟดับค่ะ"})
    graph.client.post(address, data={"name": "สมชาย ทดลองสุข", "text": "  "})
    graph.client.post(f"/{graph.page}/messages/{person}", data={"text": "ถนนพัง"})
    assert [row["message"] for row in world.comments_under(post)] == ["ไฟดับค่ะ"]
    assert [row["text"] for row in world.messages_with(person)] == ["ถนนพัง"]


def test_the_controls_work_from_another_process(running: RunningSimulator) -> None:
    def control(name: str, **arguments: object) -> object:
        answer = requests.post(f"{running.url}/_control/{name}", json=arguments, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()["answer"]

    post = control("add_post", message="ประกาศ", created_time="2026-01-01T00:00:00+00:00")
    comment = control("add_comment", post_id=post, message="ไฟดับ", author="มาลี ตัวอย่างดี")
    control("reply_in_meta", comment_id=comment, message="ค่ะ")
    control("set_now", moment=NOON.isoformat())
    assert control("advance", hours=2) == (NOON + timedelta(hours=2)).isoformat()
    assert control("counts") == running.world.counts()
    assert control("replies") == running.world.replies()
    assert control("comments_under", object_id=comment) == running.world.comments_under(
        str(comment)
    )
    control("add_fault", kind="html_502", times=1)
    control("set_rules", nested_reply="flatten")
    assert running.world.rules.nested_reply == "flatten"
    assert requests.get(f"{running.url}/v25.0/me", timeout=10).status_code == 502


@pytest.mark.parametrize(
    ("name", "arguments", "status"),
    [
        ("nothing_like_this", {}, 404),
        ("add_comment", {"post_id": "1_2", "message": "x"}, 400),
        ("set_rules", {"bogus": 1}, 400),
        ("add_fault", {"kind": "earthquake"}, 400),
    ],
)
def test_a_wrong_control_is_refused_with_a_reason(
    graph: Graph, name: str, arguments: dict[str, object], status: int
) -> None:
    answer = graph.client.post(f"/_control/{name}", json=arguments)
    assert answer.status_code == status
    assert answer.get_json()["error"]


def test_the_controls_are_for_this_machine_only(graph: Graph) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert graph.client.get("/_control/counts", environ_overrides=far).status_code == 403


def test_calls_are_counted_and_can_be_counted_anew(graph: Graph, world: World) -> None:
    graph.get("me/feed")
    graph.get("me")
    assert (world.calls, world.calls_by_kind["GET feed"]) == (2, 1)
    assert list(world.call_log) == ["GET me/feed", "GET me"]
    world.reset_calls()
    assert world.calls == 0


def test_live_traffic_adds_something_every_time(world: World) -> None:
    world.add_post("ประกาศ")
    trickle = Trickle(world)
    for _ in range(100):
        trickle.step()
    counts = world.counts()
    changed = world.store.value(
        "SELECT count(*) FROM comments WHERE deleted = 1 OR message LIKE '%(แก้ไข)'"
    )
    assert counts["comments"] + counts["messages"] + counts["visitor_posts"] > 85
    assert min(counts["comments"], counts["messages"], counts["visitor_posts"], changed) > 0


def test_many_may_read_and_write_at_the_same_moment(
    running: RunningSimulator, graph: Graph
) -> None:
    post = running.world.add_post("ประกาศ")
    headers = {"Authorization": f"Bearer {graph.token}"}

    def work(number: int) -> set[int]:
        with requests.Session() as session:
            session.headers.update(headers)
            address = f"{running.url}/v25.0/{post}/comments"
            answers = [session.post(address, data={"message": f"{number}"}) for _ in range(10)]
            answers += [session.get(address, params={"limit": 100}) for _ in range(10)]
        return {answer.status_code for answer in answers}

    with ThreadPoolExecutor(8) as pool:
        statuses = set().union(*pool.map(work, range(8)))
    assert statuses == {200}
    assert len(running.world.replies("api")) == 80


def test_somebody_thanks_for_an_answer_now_and_then(graph: Graph, world: World) -> None:
    post = world.add_post("ประกาศ")
    trickle = Trickle(world)
    for _ in range(20):
        comment = world.add_comment(post, "ไฟดับค่ะ", author="มาลี ตัวอย่างดี")
        graph.post(f"{comment}/comments", message="รับเรื่องค่ะ")
        trickle.step()
    thanks = {phrase.text for phrase in load_phrases("comments") if phrase.kind == "thanks"}
    said = [row for row in world.comments_under(post) if row["message"] in thanks and row["parent"]]
    assert said
    assert {row["author"] for row in said} == {world.person("มาลี ตัวอย่างดี")}


def test_many_things_are_made_quickly_as_one_transaction(world: World) -> None:
    with world.bulk():
        post = world.add_post("ประกาศ")
        for number in range(500):
            world.add_comment(post, f"{number}")
    assert world.counts()["comments"] == 500


def test_a_failed_bulk_leaves_nothing_behind(world: World) -> None:
    with pytest.raises(KeyError), world.bulk():
        world.add_post("ประกาศ")
        world.add_comment("1_2", "ไม่มีโพสต์")
    assert world.counts()["posts"] == 0


def test_the_texts_are_many_and_name_no_real_telephone() -> None:
    written = ("comments", "messages", "posts", "visitor_posts", "answers")
    own = [phrase.text for name in written for phrase in load_phrases(name)]
    lent = [phrase.text for phrase in load_phrases("wisesight")]
    phones = re.findall(r"0[\d-]{8,}", " ".join(own + lent).translate(ARABIC))
    assert (len(own) >= 120, 150 <= len(lent) <= 300) == (True, True)
    assert phones
    assert all(re.fullmatch(r"08\d-000-00\d\d", phone) for phone in phones)
    assert "CC0" in (FOLDER / "LICENSE-wisesight.txt").read_text(encoding="utf-8")
