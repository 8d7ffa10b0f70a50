"""What isn't shown any more is asked for; and much at once is not believed to be gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph import queries
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.models import ScanMark
from crm.graph.simulator.world import World
from crm.graph.sync import missing, vanished
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef, PassReport, Run
from crm.pagelink.models import Health, Page
from tests.graph.sync.conftest import key_of, stored

Read = Callable[[], PassReport]
LOST = 40


@pytest.fixture
def comments(world: World, read: Read) -> list[str]:
    """Many comments under one post, read an hour ago."""
    at = clock.now() - timedelta(hours=2)
    post = world.add_post("แจ้งเรื่องได้ที่นี่", at)
    written = [world.add_comment(post, f"เรื่องที่ {n}", created_time=at) for n in range(LOST)]
    read()
    with transaction() as session:
        for message in stored().values():
            row = session.merge(message)
            row.observed_at -= timedelta(hours=1)
    return written


def lose_sight_of(world: World, comments: list[str]) -> None:
    """The token sees them no more, though they stand: Facebook answers as if they were gone."""
    for comment in comments:
        world.store.write("UPDATE comments SET readable = 0 WHERE number = ?", int(key_of(comment)))
    world.add_comment(post_of(world, comments[0]), "ใหม่")


def see_again(world: World, comments: list[str]) -> None:
    for comment in comments:
        world.store.write("UPDATE comments SET readable = 1 WHERE number = ?", int(key_of(comment)))


def post_of(world: World, comment: str) -> str:
    row = world.store.row(
        "SELECT p.page, p.number FROM comments c JOIN posts p ON p.number = c.post "
        "WHERE c.number = ?",
        int(key_of(comment)),
    )
    assert row is not None
    return f"{row['page']}_{row['number']}"


def gone(comments: list[str]) -> list[str]:
    rows = stored()
    return [comment for comment in comments if rows[key_of(comment)].deleted_at]


def an_hour_passes(page: PageRef) -> None:
    with transaction() as session:
        for mark in session.query(ScanMark).filter(ScanMark.page_id == page.id):
            if mark.visited_at:
                mark.visited_at -= timedelta(hours=2)


def health_of(page: PageRef) -> Page:
    db.session.rollback()
    return db.session.get_one(Page, page.id, populate_existing=True)


def make_due(page: PageRef) -> None:
    """The daily whole reading of posts with recent comments is due."""
    with transaction() as session:
        for mark in session.query(ScanMark).filter_by(page_id=page.id, kind="reread"):
            mark.visited_at = clock.now() - timedelta(days=2)


def test_a_few_deletions_are_marked(world: World, read: Read, comments: list[str]) -> None:
    for comment in comments[:5]:
        world.delete_comment(comment)
    assert read().gone == 5
    assert gone(comments) == comments[:5]


def test_many_at_once_are_not_marked_and_the_page_says_what_to_do(
    world: World, read: Read, page: PageRef, comments: list[str]
) -> None:
    lose_sight_of(world, comments)
    make_due(page)
    report = read()
    assert (report.gone, gone(comments)) == (0, [])
    assert not report.is_whole
    row = health_of(page)
    assert row.health == Health.PERMISSION
    assert "ตรวจสิทธิ์ของกุญแจ" in (row.health_sentence or "")
    suspicion = queries.find_suspicion(page.id)
    assert suspicion is not None
    assert suspicion.missing == LOST


def test_under_suspicion_facebook_is_asked_again_only_every_hour(
    world: World, read: Read, page: PageRef, comments: list[str]
) -> None:
    lose_sight_of(world, comments)
    make_due(page)
    read()
    assert asked_for(world, comments) == vanished.SAMPLE
    read()
    assert asked_for(world, comments) == vanished.SAMPLE
    an_hour_passes(page)
    read()
    assert asked_for(world, comments) == 2 * vanished.SAMPLE
    assert gone(comments) == []


def asked_for(world: World, comments: list[str]) -> int:
    """How often Facebook was asked for one of these comments."""
    return sum(call.endswith(comment) for call in world.call_log for comment in comments)


def test_what_shows_again_ends_the_suspicion(
    world: World, read: Read, page: PageRef, comments: list[str]
) -> None:
    lose_sight_of(world, comments)
    make_due(page)
    read()
    see_again(world, comments)
    an_hour_passes(page)
    assert read().is_whole
    assert health_of(page).health == Health.OK
    assert queries.find_suspicion(page.id) is None
    assert gone(comments) == []
    with transaction():
        assert missing.extent(page.id).total == 0


def test_what_an_admin_confirms_is_marked_by_the_next_pass(
    world: World, read: Read, page: PageRef, comments: list[str]
) -> None:
    lose_sight_of(world, comments)
    make_due(page)
    read()
    with transaction() as session:
        vanished.confirm(session.get_one(Page, page.id), by=None, now=clock.now())
    an_hour_passes(page)
    assert read().gone == LOST
    assert gone(comments) == comments
    read()
    assert health_of(page).health == Health.OK


def test_posts_that_vanish_all_at_once_are_not_marked(
    world: World, read: Read, page: PageRef
) -> None:
    for number in range(12):
        world.add_post(f"ถนนทรุด {number}", by_visitor=f"ผู้ใช้ {number}")
    read()
    posts = list(stored("post"))
    world.store.write("UPDATE posts SET deleted = 1")
    read()
    assert not [key for key in posts if stored("post")[key].deleted_at]
    assert health_of(page).health == Health.PERMISSION


def test_what_a_pass_could_not_ask_for_is_asked_for_by_the_next(
    world: World, read: Read, page: PageRef, address: GraphAddress, comments: list[str]
) -> None:
    lost = comments[:15]
    for comment in lost:
        world.delete_comment(comment)
    world.faults.add("token", path=key_of(lost[3]), times=1)
    assert read().error is not None
    assert gone(comments) == []
    world.revive_token()
    assert read().gone == len(lost)
    assert gone(comments) == lost


def test_a_short_pass_leaves_the_rest_to_the_next(
    world: World, page: PageRef, address: GraphAddress, comments: list[str]
) -> None:
    with transaction():
        missing.note_comments(page.id, [post_of(world, comments[0])], (), clock.now())
        assert missing.extent(page.id).comments == LOST
    out_of_time = poll(page, address, deadline=clock.now())
    assert out_of_time.gone == 0
    with transaction():
        assert missing.extent(page.id).comments == LOST - vanished.SAMPLE
    poll(page, address)
    with transaction():
        assert missing.extent(page.id).comments == 0
    assert gone(comments) == []


def test_nothing_is_marked_on_the_word_of_another_pages_token(
    app: Flask, world: World, page: PageRef, address: GraphAddress, comments: list[str]
) -> None:
    world.add_page("200000000000002", "เพจอื่น", token="of-another-page")
    for comment in comments[:5]:
        world.faults.add("error", path=key_of(comment), code=100, subcode=33)
    with transaction():
        missing.note_comments(
            page.id, [post_of(world, comments[0])], set(map(key_of, comments[5:])), clock.now()
        )
    run = Run(page, GraphClient(address, "of-another-page"), PageMeter(page.id, Purpose.COMMENTS))
    with pytest.raises(GraphError) as caught:
        vanished.ask_after(run)
    assert caught.value.error_class is ErrorClass.TOKEN
    assert gone(comments) == []
