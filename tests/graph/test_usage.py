"""Usage headers are read in every shape, and the pace follows them."""

import json
from datetime import timedelta

import pytest

from crm.graph.usage import Priority, Share, highest, pace, read_shares


def test_all_three_headers_are_read() -> None:
    business = {"7": [{"type": "pages", "call_count": 68, "total_cputime": 0, "total_time": 208}]}
    shares = read_shares(
        {
            "X-App-Usage": '{"call_count":28,"total_time":25,"total_cputime":31}',
            "X-Page-Usage": '{"call_count":3,"total_time":2,"total_cputime":1}',
            "X-Business-Use-Case-Usage": json.dumps(business),
        }
    )
    assert shares == (Share("app", 31), Share("page", 3), Share("pages", 208))


def test_the_wait_is_in_minutes() -> None:
    usage = {"7": [{"type": "pages", "call_count": 1, "estimated_time_to_regain_access": 12}]}
    shares = read_shares({"X-Business-Use-Case-Usage": json.dumps(usage)})
    assert highest(shares) == Share("pages", 1, timedelta(minutes=12))


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"7": null}', '{"7": ["x"]}', "null"])
def test_an_unreadable_header_is_skipped(text: str) -> None:
    headers = {"X-App-Usage": "broken", "X-Business-Use-Case-Usage": text}
    assert read_shares(headers) == ()


def test_no_header_is_normal() -> None:
    assert highest(read_shares({})) is None


def test_below_three_quarters_calls_are_free() -> None:
    assert all(pace(74, priority).pause == timedelta(0) for priority in Priority)


def test_from_three_quarters_the_poll_slows_and_figures_stop() -> None:
    assert timedelta(0) < pace(75, Priority.COMMENTS).pause < pace(90, Priority.COMMENTS).pause
    assert not pace(75, Priority.FIGURES).is_allowed


def test_the_less_important_stops_first() -> None:
    allowed = {
        percent: [p for p in Priority if pace(percent, p).is_allowed] for percent in (86, 96)
    }
    assert allowed[86] == [Priority.SENDS, Priority.COMMENTS]
    assert allowed[96] == [Priority.SENDS]
