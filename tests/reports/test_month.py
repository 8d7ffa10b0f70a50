"""The month's figures: what is counted, where months end, and what is missing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy
import pytest
from flask import Flask

from crm.db import transaction
from crm.pagelink.models import AnswerState, Page
from crm.reports.figures import behind, period
from crm.reports.figures.catalogue import ALL, COUNTS
from crm.reports.figures.figure import Figure
from crm.reports.figures.month import MonthReport, month_report
from crm.reports.models import PageCounter
from tests.reports import factories as make

BANGKOK = ZoneInfo("Asia/Bangkok")
NOW = datetime(2026, 11, 3, tzinfo=UTC)


def october(page_id: int | None = None) -> period.Period:
    return period.parse("2026-10", BANGKOK, now=NOW, page_id=page_id)


def report(page_id: int | None = None) -> MonthReport:
    return month_report(october(page_id), page=None, now=NOW)


def count(name: str, page_id: int | None = None) -> int:
    return next(line.value for line in report(page_id).counts if line.slug == name)


def test_a_month_begins_and_ends_at_midnight_in_bangkok(app: Flask) -> None:
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        make.message(talk, datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC))
        first = make.message(talk, datetime(2026, 9, 30, 17, 0, tzinfo=UTC))
        last = make.message(talk, datetime(2026, 10, 31, 16, 59, 59, tzinfo=UTC))
        make.message(talk, datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    rows = behind.rows_behind(COUNTS[0], october()).rows
    assert [row.id for row in rows] == [last.id, first.id]
    days = {line.day: line.value for line in report().days if line.value}
    assert days == {"2026-10-01": 1, "2026-10-31": 1}


def test_days_that_have_not_come_yet_are_left_out(app: Flask) -> None:
    this_month = period.parse("2026-11", BANGKOK, now=NOW)
    days = [line.day for line in month_report(this_month, page=None, now=NOW).days]
    assert days == ["2026-11-01", "2026-11-02", "2026-11-03"]


def test_answered_is_divided_by_all_and_what_needs_no_answer_stands_apart(app: Flask) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        make.answered(talk, at, timedelta(hours=1))
        make.message(talk, at)
        make.message(talk, at, answer_state=AnswerState.NEEDS_NONE, answer_reason="thanks")
        make.message(talk, at, answer_state=AnswerState.NEEDS_NONE, answer_reason="before_start")
        make.message(talk, at, direction="out", answer_state=None)
    values = {line.slug: line.value for line in report().counts}
    assert (values["messages_in"], values["answered"]) == (3, 1)
    assert (values["needs_none"], values["open"]) == (1, 1)
    assert report().answered_percent == pytest.approx(33.33)


def test_lengths_of_time_are_those_that_numpy_finds(app: Flask) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    seconds = [60.0, 61.5, 3600.25, 7200.0, 90000.125, 15.0, 15.0]
    with transaction():
        talk = make.conversation(make.page(NOW), NOW)
        for each in seconds:
            make.answered(talk, at, timedelta(seconds=each))
    line = next(line for line in report().lengths if line.slug == "first_response")
    assert line.n == len(seconds)
    assert line.mean == pytest.approx(numpy.mean(seconds), abs=0.002)
    assert line.median == pytest.approx(numpy.percentile(seconds, 50), abs=0.002)
    assert line.p90 == pytest.approx(numpy.percentile(seconds, 90), abs=0.002)


def test_what_was_not_measured_is_missing_and_not_zero(app: Flask) -> None:
    with transaction():
        make.page(NOW)
    empty = report()
    assert empty.answered_percent is None
    assert [(line.n, line.mean, line.p90) for line in empty.lengths] == [(0, None, None)] * 7
    assert (empty.followers_total.start, empty.followers_total.change) == (None, None)


def test_the_time_until_the_number_was_sent_runs_from_the_first_message(app: Flask) -> None:
    sent = datetime(2026, 10, 6, tzinfo=UTC)
    with transaction():
        page = make.page(NOW)
        about = make.message(make.conversation(page, NOW), sent - timedelta(hours=5))
        make.worksheet(page, sent - timedelta(hours=1), about, number_sent_at=sent)
        make.worksheet(page, sent - timedelta(hours=2), number_sent_at=sent)
    line = next(line for line in report().lengths if line.slug == "number_sent")
    assert (line.n, line.mean) == (2, pytest.approx(3.5 * 3600, abs=0.002))


def test_a_person_who_was_answered_twice_is_served_once(app: Flask) -> None:
    at = datetime(2026, 9, 29, tzinfo=UTC)
    with transaction():
        page = make.page(NOW)
        talk, somchai = make.conversation(page, NOW), make.person(page, NOW)
        make.answered(talk, at, timedelta(days=3), by=somchai)
        make.answered(talk, at, timedelta(days=4), by=somchai)
        make.answered(talk, at, timedelta(hours=1), by=make.person(page, NOW, "มานี"))
        make.answered(talk, at, timedelta(days=3))
    assert count("people_served") == 1
    assert count("people_wrote") == 0


def test_tags_are_counted_as_ever_in_the_month_and_as_standing_now(app: Flask) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    with transaction():
        page = make.page(NOW)
        for until in (None, at + timedelta(days=1), None):
            make.tag(make.conversation(page, NOW), "complaint", at, until)
        make.tag(make.conversation(page, NOW), "complaint", at - timedelta(days=60))
    line = next(line for line in report().tags if line.slug == "complaint")
    assert (line.ever, line.now) == (3, 3)


def test_every_figure_has_as_many_rows_as_it_says(app: Flask) -> None:
    with transaction():
        page = make.page(NOW)
        _a_busy_month(page)
    found = report()
    for line in found.counts:
        assert behind.count_rows(_figure(line.slug), october()) == line.value
        for part in line.parts:
            rows = behind.rows_behind(_figure(line.slug), october(), part=part.key).rows
            assert len(rows) == part.value, (line.slug, part)
    for length in found.lengths:
        assert len(behind.rows_behind(_figure(length.slug), october()).rows) == length.n
    for tag in found.tags:
        for slug, value in (("tags_ever", tag.ever), ("tags_now", tag.now)):
            assert behind.count_rows(_figure(slug), october(), tag.slug) == value
    assert sum(line.value for line in found.counts) > 20


def _figure(slug: str) -> Figure:
    return next(figure for figure in ALL if figure.slug == slug)


def _a_busy_month(page: Page) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    for n in range(4):
        talk = make.conversation(page, NOW)
        about = make.answered(talk, at, timedelta(hours=n), by=make.person(page, NOW), kind="post")
        make.message(talk, at, by=make.person(page, NOW))
        make.message(talk, at, answer_state=AnswerState.IMPOSSIBLE, answer_reason="blocked")
        make.tag(talk, "received", at, at + timedelta(hours=1) if n else None)
        make.worksheet(
            page,
            at,
            about,
            district="ดินแดง" if n else None,
            filed_at=at,
            number_sent_at=at + timedelta(hours=n),
            result_sent_at=at,
            closed_at=at,
            outcome="fixed",
        )


def test_a_page_has_its_own_figures(app: Flask) -> None:
    at = datetime(2026, 10, 5, tzinfo=UTC)
    with transaction():
        one, other = make.page(NOW), make.page(NOW, "อีกเพจ")
        make.message(make.conversation(one, NOW), at)
        make.message(make.conversation(other, NOW), at)
        make.message(make.conversation(other, NOW), at)
    assert (count("messages_in", one.id), count("messages_in")) == (1, 3)


def test_followers_change_from_the_first_day_to_the_last_count(app: Flask) -> None:
    with transaction():
        page = make.page(NOW)
        for day, followers in ((date(2026, 9, 30), 6000), (date(2026, 10, 30), 6207)):
            make.add(PageCounter(page_id=page.id, day=day, followers=followers))
    line = report().followers_total
    assert (line.start, line.end, line.change) == (6000, 6207, 207)


def test_one_page_without_a_count_leaves_the_sum_missing(app: Flask) -> None:
    with transaction():
        make.add(PageCounter(page_id=make.page(NOW).id, day=date(2026, 10, 1), followers=10))
        make.page(NOW, "เพจใหม่")
    assert report().followers_total.start is None


@pytest.mark.parametrize("text", ["2026-13", "october", "2026", "", "2026-1"])
def test_a_month_that_does_not_exist_is_refused_in_words(text: str) -> None:
    with pytest.raises(period.NoSuchMonth, match="ไม่มีเดือน"):
        period.parse(text, BANGKOK, now=NOW)


def test_a_month_to_come_is_refused_and_a_buddhist_year_is_understood() -> None:
    with pytest.raises(period.MonthNotBegun, match="ธันวาคม 2569 ยังมาไม่ถึง"):
        period.parse("2569-12", BANGKOK, now=NOW)
    assert period.parse("๒๕๖๙-๑๐", BANGKOK, now=NOW).month == "2026-10"


def test_every_figure_is_defined_in_words() -> None:
    assert all(figure.title and figure.definition for figure in ALL)
    assert len({figure.slug for figure in ALL}) == len(ALL)
