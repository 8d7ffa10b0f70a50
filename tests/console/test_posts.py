"""The list of posts: with their counts, in the order asked for, found by their words."""

from datetime import datetime

import pytest
from flask import Flask

from crm.console.queries.posts import ORDERS, PAGE_SIZE, posts
from crm.db import transaction
from crm.pagelink.models import Page
from crm.worksheets import service as cases
from tests.browser import Browser
from tests.console.factories import make_conversation, make_identity, make_page, make_post, say
from tests.console.test_statements import statements


@pytest.fixture
def shelf(app: Flask, now: datetime) -> Page:
    """Three posts: a quiet one, one much talked about, one where somebody waits with a case."""
    with transaction():
        page = make_page(now)
        someone = make_identity(page, now)
        make_post(page, now, "ประกาศเงียบ")
        busy = make_conversation(page, None, post=make_post(page, now, "ประกาศคึกคัก"))
        for number in range(3):
            say(busy, f"เห็นด้วย {number}", now, by=someone, state=None)
        waiting = make_conversation(page, now, post=make_post(page, now, "ประกาศรอตอบ"))
        say(waiting, "ไฟดับ", now, by=someone)
        cases.open_worksheet(waiting, by=None, now=now)
    return page


def test_posts_come_with_their_counts_in_the_order_asked_for(shelf: Page) -> None:
    told = {
        order: [row.post.text.removeprefix("ประกาศ") for row in posts(order=order).rows]
        for order in ORDERS
    }
    assert told == {
        "newest": ["รอตอบ", "คึกคัก", "เงียบ"],
        "comments": ["คึกคัก", "รอตอบ", "เงียบ"],
        "waiting": ["รอตอบ", "คึกคัก", "เงียบ"],
        "worksheets": ["รอตอบ", "คึกคัก", "เงียบ"],
    }
    counts = [(row.comments, row.waiting, row.worksheets) for row in posts(order="comments").rows]
    assert counts == [(3, 0, 0), (1, 1, 1), (0, 0, 0)]


def test_a_post_is_found_by_all_of_its_words_in_any_order(shelf: Page) -> None:
    assert [row.post.text for row in posts("คึก ประกาศ").rows] == ["ประกาศคึกคัก"]
    assert posts("คึกคัก รอตอบ").rows == []


@pytest.mark.parametrize("order", ORDERS)
def test_the_parts_of_the_list_join_without_a_gap(app: Flask, now: datetime, order: str) -> None:
    with transaction():
        page = make_page(now)
        made = [make_post(page, now, f"ประกาศ {number}").id for number in range(PAGE_SIZE + 5)]
    first = posts(order=order)
    second = posts(cursor=first.next or "", order=order)
    assert [row.post.id for row in [*first.rows, *second.rows]] == made[::-1]
    assert second.next is None


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "๕"])
def test_an_address_that_was_never_ours_begins_at_the_top(shelf: Page, cursor: str) -> None:
    assert len(posts(cursor=cursor).rows) == 3


def test_every_order_takes_as_few_statements(agent: Browser, shelf: Page) -> None:
    counted = {
        order: statements(lambda order=order: agent.get(f"/posts?order={order}"))
        for order in ORDERS
    }
    assert max(counted.values()) <= 8
