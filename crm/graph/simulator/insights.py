"""A few Page metrics with invented but steady values."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from crm.graph.simulator.clock import read_time
from crm.graph.simulator.errors import bad_parameter
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import Call, View

METRICS = (
    "page_media_view",
    "page_total_media_view_unique",
    "page_post_engagements",
    "page_views_total",
    "page_follows",
    "page_daily_follows",
    "page_daily_follows_unique",
    "page_daily_unfollows_unique",
    "page_total_actions",
    "page_video_views",
)
MOST_DAYS = 90


def read_insights(view: View, call: Call, page: Row) -> dict[str, Any]:
    """Daily values; one dead metric fails the whole request, more than 90 days too (code 100)."""
    wanted = (call.value("metric") or "").split(",")
    if any(metric not in METRICS for metric in wanted):
        raise bad_parameter("The value must be a valid insights metric")
    until = _day(call.value("until"), view.now)
    since = _day(call.value("since"), view.now - 2 * 86_400)
    if not 0 <= (until - since).days <= MOST_DAYS:
        raise bad_parameter(f"There cannot be more than {MOST_DAYS} days between since and until")
    days = [since + timedelta(days=step) for step in range(1, (until - since).days + 1)]
    return {"data": [_series(page, metric, days) for metric in wanted]}


def _day(text: str | None, usual: int) -> datetime:
    try:
        moment = read_time(text) if text else usual
    except ValueError as error:
        raise bad_parameter(f"Invalid time: {text}") from error
    return datetime.fromtimestamp(moment, UTC).replace(hour=7, minute=0, second=0)


def _series(page: Row, metric: str, days: list[datetime]) -> dict[str, Any]:
    values = [
        {"value": _value(page, metric, day), "end_time": f"{day:%Y-%m-%dT07:00:00+0000}"}
        for day in days
    ]
    name = f"{page['id']}/insights/{metric}/day"
    return {"name": metric, "period": "day", "values": values, "title": metric, "id": name}


def _value(page: Row, metric: str, day: datetime) -> int:
    if metric == "page_follows":
        return int(page["followers"])
    digest = hashlib.sha256(f"{page['id']} {metric} {day:%Y-%m-%d}".encode()).digest()
    return int(digest[0])
