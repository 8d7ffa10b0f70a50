"""What moved last among the older posts is looked at in every pass, in few calls."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.models import CallCount
from crm.graph.simulator.world import World
from crm.graph.sync import feed, marks, recent
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.run import CALLS_OF_A_QUIET_PASS, PageRef, PassReport, Run
from tests.graph.fake_facebook import FakeFacebook, Told, error
from tests.graph.sync.conftest import key_of, stored

Read = Callable[[], PassReport]


@pytest.fixture
def old_posts(world: World) -> list[str]:
    """Sixty posts older than all that is listed of a Page with more than a thousand."""
    with world.bulk():
        for minutes in range(feed.WHOLE_PAGES * 100):
            world.add_post("ประกาศ", clock.now() - timedelta(minutes=minutes))
        return [
            world.add_post("ประกาศเก่า", clock.now() - timedelta(days=2000 + number))
            for number in range(60)
        ]


def calls_for(purpose: Purpose) -> int:
    db.session.rollback()
    counted = db.session.query(CallCount).filter_by(purpose=str(purpose))
    return sum(row.calls for row in counted)


def test_an_old_post_that_moved_is_looked_at_in_every_pass(
    world: World, read: Read, old_posts: list[str]
) -> None:
    for post in old_posts:
        world.add_comment(post, "ก่อนเริ่ม")
    read()
    before = calls_for(Purpose.RECENT)
    added = [world.add_comment(post, "ใหม่ใต้โพสต์เก่า") for post in old_posts]
    report = read()
    assert report.new == len(added)
    assert {key_of(one) for one in added} <= set(stored())
    assert calls_for(Purpose.RECENT) - before == 2


def test_a_quiet_pass_over_a_large_page_is_cheap(
    world: World, read: Read, old_posts: list[str]
) -> None:
    for post in old_posts:
        world.add_comment(post, "ก่อนเริ่ม")
    read()
    assert read().calls <= CALLS_OF_A_QUIET_PASS


def test_too_many_windows_for_facebook_are_asked_for_in_halves(
    world: World, read: Read, old_posts: list[str]
) -> None:
    for post in old_posts:
        world.add_comment(post, "ก่อนเริ่ม")
    read()
    world.rules.most_rows = 100
    added = world.add_comment(old_posts[0], "ใหม่ใต้โพสต์เก่า")
    read()
    assert key_of(added) in stored()
    assert calls_for(Purpose.RECENT) > 2


def test_where_windows_are_refused_the_pass_goes_on(
    app: Flask, page: PageRef, facebook: FakeFacebook, client: GraphClient
) -> None:
    with transaction():
        marks.save(page.id, MarkKind.POST, "1_2", moved_at=clock.now(), created_at=clock.now())
    facebook.tell(Told(error(100), 400))
    run = Run(page, client, PageMeter(page.id, Purpose.POSTS))
    assert recent.look_at_moved(run, set()) == set()
    assert len(facebook.asked) == 1


def test_a_post_that_no_window_shows_is_visited_by_its_id(
    world: World, read: Read, old_posts: list[str]
) -> None:
    world.add_comment(old_posts[0], "ก่อนเริ่ม")
    read()
    world.list_post(old_posts[0], False)
    for _ in range(2):
        added = world.add_comment(old_posts[0], "ใหม่ใต้โพสต์ที่ไม่อยู่ในรายการ")
        read()
        assert key_of(added) in stored()


def test_that_the_feed_leaves_a_post_out_is_remembered_when_its_comments_are_read(
    world: World, read: Read, page: PageRef, old_posts: list[str]
) -> None:
    world.add_comment(old_posts[0], "ก่อนเริ่ม")
    read()
    world.list_post(old_posts[0], False)
    read()
    assert is_omitted(page, old_posts[0])
    world.add_comment(old_posts[0], "ใหม่")
    assert read().new == 1
    assert is_omitted(page, old_posts[0])


def test_a_post_that_the_feed_shows_again_is_omitted_no_more(
    world: World, read: Read, page: PageRef
) -> None:
    post = world.add_post("ประกาศ")
    read()
    with transaction():
        marks.note_omitted(page.id, [post])
    world.add_comment(post, "ใหม่")
    read()
    assert not is_omitted(page, post)


def is_omitted(page: PageRef, post: str) -> bool:
    db.session.rollback()
    return marks.load_one(page.id, MarkKind.POST, post).is_omitted


def test_more_hidden_posts_than_a_pass_can_visit_are_visited_in_turn(
    world: World, read: Read, old_posts: list[str]
) -> None:
    for post in old_posts:
        world.add_comment(post, "ก่อนเริ่ม")
    read()
    for post in old_posts[:6]:
        world.list_post(post, False)
    read()
    added = [world.add_comment(post, "ใหม่") for post in old_posts[:6]]
    calls = [read().calls for _ in range(2)]
    assert {key_of(one) for one in added} <= set(stored())
    assert max(calls) <= CALLS_OF_A_QUIET_PASS + len(added)
    assert max(read().calls for _ in range(2)) <= CALLS_OF_A_QUIET_PASS


def test_what_is_left_of_a_quiet_pass_goes_to_what_the_feed_leaves_out(
    world: World, read: Read, page: PageRef, old_posts: list[str]
) -> None:
    for post in old_posts[:8]:
        world.add_comment(post, "ก่อนเริ่ม")
    read()
    for post in old_posts[:8]:
        world.list_post(post, False)
    with transaction():
        marks.note_omitted(page.id, old_posts[:8])
    before = calls_for(Purpose.RECENT)
    assert read().calls == CALLS_OF_A_QUIET_PASS
    assert calls_for(Purpose.RECENT) - before == 8


def test_of_what_the_feed_leaves_out_the_lately_moved_are_visited_more_often(
    world: World, page: PageRef, address: GraphAddress
) -> None:
    lively, quiet = world.add_post("ประกาศ"), world.add_post("ประกาศเก่า")
    now = clock.now()
    with transaction():
        for post, moved, visited in ((lively, 1, 1), (quiet, 24 * 100, 2)):
            at = {
                "moved_at": now - timedelta(hours=moved),
                "visited_at": now - timedelta(hours=visited),
            }
            marks.save(page.id, MarkKind.POST, post, state={marks.OMITTED: True}, **at)
    run = Run(page, GraphClient(address, page.token), PageMeter(page.id, Purpose.RECENT))
    visited = recent.visit_omitted(run, (), left=CALLS_OF_A_QUIET_PASS - 1)
    assert visited == {lively}
    assert recent.visit_omitted(run, visited) == {quiet}


def test_what_the_calls_have_found_is_counted_beside_them(
    world: World, read: Read, page: PageRef
) -> None:
    read()
    db.session.rollback()
    counted = {row.purpose: row for row in db.session.query(CallCount)}
    assert counted["comments"].found == len(stored("comment"))
    assert counted["threads"].found == len(stored("message"))
    assert counted["posts"].passes == 1
