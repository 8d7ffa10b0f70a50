"""A Page's budget is shared through the database, and paces what may wait."""

from datetime import timedelta

import pytest
from flask import Flask

from crm import clock
from crm.db import db, transaction
from crm.graph import budget
from crm.graph.budget import PageMeter, Purpose
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.models import Budget, CallCount
from crm.graph.sync.run import PageRef
from crm.graph.usage import Share


def meter(page: PageRef, purpose: Purpose, pauses: list[float] | None = None) -> PageMeter:
    return PageMeter(page.id, purpose, sleep=(pauses if pauses is not None else []).append)


def refuses(asked: PageMeter) -> bool:
    try:
        asked.before(1)
    except GraphError as error:
        assert error.error_class is ErrorClass.RATE
        return True
    return False


def test_calls_are_counted_a_day_by_purpose(app: Flask, page: PageRef) -> None:
    for _ in range(2):
        spent = meter(page, Purpose.COMMENTS)
        spent.after(25, ())
        spent.purpose = Purpose.POSTS
        spent.after(1, ())
        spent.flush()
    db.session.rollback()
    counted = {row.purpose: row.calls for row in db.session.query(CallCount)}
    assert counted == {"comments": 50, "posts": 2}


def test_what_one_worker_learns_slows_the_other(app: Flask, page: PageRef) -> None:
    pauses: list[float] = []
    meter(page, Purpose.COMMENTS).after(1, [Share("pages", 80)])
    meter(page, Purpose.COMMENTS, pauses).before(1)
    assert len(pauses) == 1
    assert pauses[0] > 0


def test_figures_wait_where_comments_may_still_be_read(app: Flask, page: PageRef) -> None:
    meter(page, Purpose.COMMENTS).after(1, [Share("pages", 90)])
    assert refuses(meter(page, Purpose.FIGURES))
    assert refuses(meter(page, Purpose.SWEEP))
    assert not refuses(meter(page, Purpose.COMMENTS))
    assert not refuses(meter(page, Purpose.SENDS))


def test_a_wait_that_facebook_asks_for_pauses_every_worker(app: Flask, page: PageRef) -> None:
    meter(page, Purpose.POSTS).after(1, [Share("pages", 100, timedelta(minutes=9))])
    assert refuses(meter(page, Purpose.SENDS))
    with transaction():
        budget.resume(page.id, now=clock.now())
        budget.keep_share(page.id, 10, timedelta(0), now=clock.now())
    assert not refuses(meter(page, Purpose.SENDS))


@pytest.mark.parametrize(
    ("asked", "minutes"), [(timedelta(minutes=3), 3), (None, 10), (timedelta(0), 10)]
)
def test_a_pause_lasts_as_long_as_asked_else_ten_minutes(
    app: Flask, page: PageRef, asked: timedelta | None, minutes: int
) -> None:
    now = clock.now()
    with transaction():
        assert budget.pause(page.id, asked, now=now) == now + timedelta(minutes=minutes)


def test_an_old_share_is_forgotten(app: Flask, page: PageRef) -> None:
    with transaction() as session:
        budget.keep_share(page.id, 99, timedelta(0), now=clock.now())
        session.get_one(Budget, page.id).observed_at -= timedelta(hours=2)
    assert not refuses(meter(page, Purpose.FIGURES))


def test_a_share_from_before_a_pause_is_forgotten_when_the_pause_has_ended(
    app: Flask, page: PageRef
) -> None:
    asked_at = clock.now() - timedelta(minutes=2)
    with transaction():
        budget.keep_share(page.id, 100, timedelta(minutes=1), now=asked_at)
    assert not refuses(meter(page, Purpose.COMMENTS))


def test_a_share_of_the_last_minutes_holds_back_what_may_wait(app: Flask, page: PageRef) -> None:
    with transaction():
        budget.keep_share(page.id, 96, timedelta(0), now=clock.now() - timedelta(minutes=5))
    assert refuses(meter(page, Purpose.COMMENTS))


def test_every_allowance_that_facebook_tells_of_is_kept_for_all(app: Flask, page: PageRef) -> None:
    meter(page, Purpose.POSTS).after(1, [Share("app", 31), Share("pages", 78), Share("page", 3)])
    with transaction() as session:
        kept = session.get_one(Budget, page.id)
        assert (kept.used_percent, kept.shares) == (78, {"app": 31, "pages": 78, "page": 3})


def test_from_three_quarters_on_a_pass_slows_and_below_it_does_not(
    app: Flask, page: PageRef
) -> None:
    pauses: list[float] = []
    for percent in (74, 75, 94):
        with transaction():
            budget.keep_share(page.id, percent, timedelta(0), now=clock.now())
        meter(page, Purpose.POSTS, pauses).before(1)
    assert len(pauses) == 2
    assert pauses[0] < pauses[1]


def test_the_less_important_stands_back_first(app: Flask, page: PageRef) -> None:
    in_order = [Purpose.SENDS, Purpose.COMMENTS, Purpose.PROFILES, Purpose.FIGURES]
    still_going = []
    for percent in (74, 80, 90, 97):
        with transaction():
            budget.keep_share(page.id, percent, timedelta(0), now=clock.now())
        still_going.append([one for one in in_order if not refuses(meter(page, one))])
    assert still_going == [in_order, in_order[:3], in_order[:2], in_order[:1]]
