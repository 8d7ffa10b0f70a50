"""What other modules ask of the Page's words: how often one text went out of late."""

from datetime import datetime, timedelta

from crm.db import transaction
from crm.pagelink.models import Page, Reply, ReplyState, Route
from crm.pagelink.queries import times_said_lately
from tests.factories import make_comment, make_page
from tests.pagelink.test_queueing import queue

SAME = "รับเรื่องแล้วค่ะ"


def said(page: Page, now: datetime, text: str = SAME) -> Reply:
    return queue(make_comment(page).conversation, now, route=Route.COMMENT, text=text)


def test_a_text_that_a_page_repeats_is_counted_within_the_hour(page: Page, now: datetime) -> None:
    said(page, now - timedelta(hours=2))
    for minutes in (50, 20, 1):
        said(page, now - timedelta(minutes=minutes))
    said(page, now, text="อีกข้อความค่ะ")
    said(make_page("444555666"), now)
    assert times_said_lately(page.id, f" {SAME}\n", now=now) == 3


def test_what_was_cancelled_or_is_empty_counts_for_nothing(page: Page, now: datetime) -> None:
    cancelled = said(page, now)
    with transaction():
        cancelled.state = ReplyState.CANCELLED
    assert times_said_lately(page.id, SAME, now=now) == 0
    assert times_said_lately(page.id, "  ", now=now) == 0
