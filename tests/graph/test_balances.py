"""Each post's comments are counted against Facebook's total, a row per post and day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph import balances, queries
from crm.graph.client import GraphAddress
from crm.graph.models import PostBalance
from crm.graph.simulator.world import World
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef, PassReport
from crm.pagelink.models import Post

Read = Callable[[], PassReport]


@pytest.fixture
def read(page: PageRef, address: GraphAddress) -> Read:
    """One pass of the poll over the Page."""
    return lambda: poll(page, address)


def rows() -> list[PostBalance]:
    db.session.rollback()
    return db.session.query(PostBalance).all()


def test_a_pass_writes_a_row_for_each_post_that_balances(
    app: Flask, world: World, read: Read, page: PageRef
) -> None:
    read()
    assert len(rows()) == db.session.query(Post).count()
    assert sum(row.stored for row in rows()) == world.counts()["comments"]
    assert {row.day for row in rows()} == {today(app)}


def today(app: Flask) -> date:
    return clock.now().astimezone(app.config["SETTINGS"].timezone).date()


def test_comments_that_facebook_hides_show_as_a_difference_first(
    app: Flask, world: World, read: Read, page: PageRef
) -> None:
    post = world.add_post("ประกาศ")
    for number in range(3):
        world.add_comment(post, f"ซ่อน {number}", readable=False)
    read()
    [day] = queries.days_of_balance(page.id, today=today(app))
    assert (day.differing, day.missing) == (1, 3)
    first, *_rest = queries.balances_on(page.id, day.day)
    assert (first.post.external_id, first.difference) == (post, 3)


def test_the_rows_of_earlier_days_stay(app: Flask, world: World, read: Read, page: PageRef) -> None:
    read()
    yesterday = today(app) - timedelta(days=1)
    began = clock.now() - timedelta(hours=1)
    balances.keep(page.id, visited_since=began, day=yesterday)
    before = {row.post_id: row.stored for row in rows() if row.day == yesterday}
    post = world.add_post("ประกาศ")
    world.add_comment(post, "ไฟดับ")
    read()
    assert {row.post_id: row.stored for row in rows() if row.day == yesterday} == before
    assert len(queries.days_of_balance(page.id, today=today(app))) == 2


def test_a_later_look_on_the_same_day_replaces_the_row(
    world: World, read: Read, page: PageRef
) -> None:
    post = world.add_post("ประกาศ")
    read()
    world.add_comment(post, "ไฟดับ")
    read()
    with transaction():
        number = db.session.query(Post).filter_by(external_id=post).one()
        balance = queries.last_balance(number)
        assert balance is not None
        assert (balance.total, balance.stored) == (1, 1)
    assert len([row for row in rows() if row.post_id == balance.post_id]) == 1
