"""A pass of the poll: everything is read once, and nothing is lost however it went before."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.db import db, transaction
from crm.graph import budget
from crm.graph.client import GraphAddress
from crm.graph.errors import ErrorClass
from crm.graph.models import Budget, ScanMark
from crm.graph.simulator.world import World
from crm.graph.sync import feed
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef, PassReport
from crm.pagelink.models import Health, Page
from tests.graph.sync.conftest import key_of, stored

Read = Callable[[], PassReport]


def first_post(world: World, order: str = "created DESC") -> str:
    row = world.store.row(f"SELECT page, number FROM posts WHERE deleted = 0 ORDER BY {order}")
    assert row is not None
    return f"{row['page']}_{row['number']}"


def test_the_first_pass_stores_all_that_can_be_read(world: World, read: Read) -> None:
    report = read()
    counts = world.counts()
    assert report.is_whole
    assert len(stored("comment")) == counts["comments"]
    assert len(stored("post")) == counts["visitor_posts"]
    assert len(stored("message")) == counts["messages"]


def test_the_second_pass_adds_nothing_and_is_cheap(read: Read) -> None:
    read()
    report = read()
    assert (report.new, report.changed, report.calls) == (0, 0, 2)


def test_calls_are_counted_as_facebook_counts_them(world: World, read: Read) -> None:
    assert read().calls == world.calls


def test_a_comment_under_the_oldest_post_is_found_by_the_next_pass(
    world: World, read: Read
) -> None:
    read()
    added = world.add_comment(first_post(world, "created"), "ไฟทางดับทั้งซอย")
    assert read().new == 1
    assert key_of(added) in stored()


def test_a_private_message_is_found_by_the_next_pass(world: World, read: Read) -> None:
    read()
    added = world.add_private_message("ผู้ใช้ ใหม่มาก", "สอบถามครับ")
    assert read().new == 1
    assert stored("message")[added].text == "สอบถามครับ"


def test_the_replys_own_newest_comment_hides_no_older_one(world: World, read: Read) -> None:
    read()
    post = first_post(world)
    world.add_comment(post, "มาก่อน")
    late = world.add_comment(post, "มาทีหลัง")
    world.reply_in_meta(late, "รับเรื่องแล้วค่ะ")
    assert read().new == 3


def test_ties_within_a_second_are_all_found(world: World, read: Read) -> None:
    post, at = first_post(world), clock.now()
    world.add_comment(post, "หนึ่ง", created_time=at)
    read()
    tied = [world.add_comment(post, f"ซ้ำวินาที {n}", created_time=at) for n in range(3)]
    read()
    assert {key_of(one) for one in tied} <= set(stored())


def test_a_comment_that_shows_late_is_found(world: World, read: Read) -> None:
    post = first_post(world)
    world.add_comment(post, "ใหม่กว่า")
    read()
    old = world.add_comment(post, "เพิ่งเห็น", created_time=clock.now() - timedelta(days=30))
    read()
    assert key_of(old) in stored()


def test_a_deleted_comment_is_marked_and_kept(world: World, read: Read) -> None:
    at = clock.now() - timedelta(hours=2)
    gone = world.add_comment(first_post(world), "จะถูกลบ", created_time=at)
    read()
    make_seen_earlier()
    world.delete_comment(gone)
    assert read().gone == 1
    row = stored()[key_of(gone)]
    assert row.deleted_at is not None
    assert row.text == "จะถูกลบ"


def make_seen_earlier() -> None:
    """As if the first pass had been an hour ago: what was seen just now is left in peace."""
    with transaction() as session:
        for model in stored().values():
            row = session.merge(model)
            row.observed_at -= timedelta(hours=1)


def test_an_empty_page_that_leads_on_loses_nothing(world: World, read: Read) -> None:
    world.faults.add("empty_page", times=6)
    report = read()
    assert len(stored("comment")) == world.counts()["comments"]
    assert report.is_whole


def test_null_answers_in_a_batch_are_asked_again(world: World, read: Read) -> None:
    world.faults.add("batch_null", times=5)
    read()
    assert len(stored("comment")) == world.counts()["comments"]


@pytest.mark.parametrize("fault", ["html_502", "truncated", "transient", "cut"])
def test_a_passing_trouble_loses_nothing(world: World, read: Read, fault: str) -> None:
    world.faults.add(fault, times=2)
    assert read().is_whole
    assert len(stored("comment")) == world.counts()["comments"]


def test_too_much_data_is_asked_for_in_smaller_pages(world: World, read: Read) -> None:
    world.rules.most_rows = 5
    assert read().is_whole
    assert len(stored("comment")) == world.counts()["comments"]


def test_a_first_import_that_broke_off_goes_on(world: World, read: Read) -> None:
    world.faults.add("token", times=1, path="/comments")
    broken = read()
    assert broken.error is not None
    world.revive_token()
    assert read().is_whole
    assert len(stored("comment")) == world.counts()["comments"]


def test_a_dead_token_stops_the_page_and_says_who_must_act(
    world: World, read: Read, page: PageRef
) -> None:
    world.kill_token()
    report = read()
    assert report.error is not None
    assert report.error.error_class is ErrorClass.TOKEN
    row = health_of(page)
    assert row.health == Health.TOKEN
    assert "ผู้ดูแลระบบ" in (row.health_sentence or "")


def test_a_page_that_recovers_is_healthy_again(world: World, read: Read, page: PageRef) -> None:
    world.kill_token()
    read()
    world.revive_token()
    read()
    assert health_of(page).health == Health.OK


def test_a_throttled_page_is_left_alone_as_long_as_facebook_says(
    world: World, read: Read, page: PageRef
) -> None:
    world.faults.add("rate", times=1, minutes=7)
    read()
    assert health_of(page).health == Health.THROTTLED
    calls = world.calls
    assert read().error is not None
    assert world.calls == calls
    with transaction() as session:
        paused_until = session.get_one(Budget, page.id).paused_until
    assert paused_until is not None
    assert paused_until > clock.now() + timedelta(minutes=6)


def test_a_poll_that_holds_itself_back_pauses_nobody(read: Read, page: PageRef) -> None:
    """Replies go on as long as Facebook itself doesn't refuse (sends go before comments)."""
    with transaction():
        budget.keep_share(page.id, 96, timedelta(0), now=clock.now())
    assert read().error is not None
    with transaction() as session:
        assert session.get_one(Budget, page.id).paused_until is None


def health_of(page: PageRef) -> Page:
    db.session.rollback()
    return db.session.get_one(Page, page.id, populate_existing=True)


def test_a_list_that_leads_no_deeper_is_reported(world: World, read: Read, page: PageRef) -> None:
    post = first_post(world)
    for number in range(120):
        world.add_comment(post, f"ข้อความ {number}")
    world.rules.deepest_cursor = 50
    report = read()
    assert not report.is_whole
    assert health_of(page).health == Health.INCOMPLETE
    assert db.session.query(ScanMark).filter(ScanMark.failures > 0).count() == 1


def test_a_pass_that_was_asked_for_tries_at_once_what_failed_before(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    """Only the passes that come by themselves let a failing post wait; a person doesn't."""
    post = first_post(world)
    for number in range(120):
        world.add_comment(post, f"ข้อความ {number}")
    world.rules.deepest_cursor = 50
    assert not poll(page, address).is_whole
    world.rules.deepest_cursor = None
    assert not poll(page, address, deadline=clock.now() + timedelta(minutes=1)).is_whole
    assert poll(page, address).is_whole
    assert len(stored()) == world.counts()["comments"]


def test_a_post_that_the_feed_leaves_out_is_visited_by_its_id(world: World, read: Read) -> None:
    read()
    post = first_post(world, "created")
    world.list_post(post, False)
    added = world.add_comment(post, "ยังอยู่ใต้โพสต์เก่า")
    read()
    assert key_of(added) in stored()


def test_a_deleted_post_is_marked(world: World, read: Read) -> None:
    visitor_post = world.add_post("ถนนทรุดหน้าบ้าน", by_visitor="ผู้ใช้ ใหม่มาก")
    read()
    world.delete_post(visitor_post)
    read()
    assert stored("post")[visitor_post].deleted_at is not None


def test_an_edit_is_noticed_by_the_daily_reading(world: World, read: Read, page: PageRef) -> None:
    edited = world.add_comment(first_post(world), "เดิม")
    read()
    world.edit_comment(edited, "แก้แล้ว")
    read()
    assert stored()[key_of(edited)].text == "เดิม"
    make_last_reading_older(page)
    read()
    assert stored()[key_of(edited)].text == "แก้แล้ว"


def make_last_reading_older(page: PageRef) -> None:
    """As if the Page had last been read whole more than a day ago."""
    with transaction() as session:
        for mark in session.query(ScanMark).filter_by(page_id=page.id, kind="reread"):
            mark.visited_at = clock.now() - timedelta(days=2)


def test_a_long_feed_is_imported_to_its_end_and_swept_after(world: World, read: Read) -> None:
    with world.bulk():
        for hours in range(1, feed.WHOLE_PAGES * 100 + 30):
            world.add_post("ประกาศ", clock.now() - timedelta(hours=hours))
    assert read().is_whole
    added = world.add_comment(first_post(world, "created"), "ใต้โพสต์เก่าที่สุด")
    assert read().calls < 20
    assert key_of(added) in stored()


def test_without_permission_for_messages_comments_are_read(
    world: World, read: Read, page: PageRef
) -> None:
    world.faults.add("error", path="/conversations", code=283, status=403)
    report = read()
    assert report.error is not None
    assert report.error.error_class is ErrorClass.PERMISSION
    assert len(stored("comment")) == world.counts()["comments"]
    assert health_of(page).health == Health.PERMISSION


def test_a_history_that_takes_long_is_read_in_turns(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    with world.bulk():
        for hours in range(1, 150):
            world.add_post("ประกาศ", clock.now() - timedelta(hours=hours))
    first = poll(page, address, deadline=clock.now())
    assert (first.is_finished, first.posts) == (False, 100)
    assert "ย้อนหลัง" in (health_of(page).health_sentence or "")
    assert poll(page, address).is_whole
    assert len(stored("comment")) == world.counts()["comments"]


def test_who_watches_is_told_how_many_of_the_listed_posts_are_done(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    seen: list[tuple[int, int]] = []
    poll(page, address, watch=lambda scanned, listed: seen.append((scanned, listed)))
    listed = world.store.value("SELECT count(*) FROM posts WHERE deleted = 0")
    assert seen == sorted(seen)
    assert seen[-1] == (listed, listed)
