"""How much of a Page's allowance is used: reads Facebook's usage headers and sets the pace."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Any

SLOW_FROM_PERCENT = 75
FULL_PERCENT = 100
LONGEST_PAUSE = timedelta(seconds=10)
MEASURES = ("call_count", "total_time", "total_cputime")


class Priority(IntEnum):
    """What goes first when the allowance runs short: a lower number is more important."""

    SENDS = 0
    COMMENTS = 1
    PROFILES = 2
    FIGURES = 3


CEILINGS = {
    Priority.SENDS: 100,
    Priority.COMMENTS: 95,
    Priority.PROFILES: 85,
    Priority.FIGURES: SLOW_FROM_PERCENT,
}


@dataclass(frozen=True)
class Share:
    """How many percent (may exceed 100) of one allowance is used, and how long to stay away."""

    kind: str
    percent: int
    wait: timedelta = timedelta(0)


@dataclass(frozen=True)
class Pace:
    """Whether the next call may be made, and how long to wait before it."""

    is_allowed: bool
    pause: timedelta = timedelta(0)


def read_shares(headers: Mapping[str, str]) -> tuple[Share, ...]:
    """The shares told by an answer's headers; none is normal, and an unreadable one is skipped.

    Source: GRAPH_API.md §8 (X-App-Usage, X-Page-Usage, X-Business-Use-Case-Usage).
    """
    shares: list[Share] = []
    for header, kind in (("X-App-Usage", "app"), ("X-Page-Usage", "page")):
        usage = _json(headers.get(header))
        if isinstance(usage, Mapping):
            shares.append(_share(kind, usage))
    business = _json(headers.get("X-Business-Use-Case-Usage"))
    for usages in business.values() if isinstance(business, Mapping) else ():
        shares.extend(_business_shares(usages))
    return tuple(shares)


def highest(shares: Iterable[Share]) -> Share | None:
    """The share that limits us most; None when nothing is known."""
    return max(shares, key=lambda share: (share.wait, share.percent), default=None)


def pace(percent: int, priority: Priority) -> Pace:
    """The pace at a share of `percent`: free below 75 %, then slower, then only for the important.

    A send is refused only by Facebook itself, never by us.
    """
    if priority is not Priority.SENDS and percent >= CEILINGS[priority]:
        return Pace(is_allowed=False)
    if percent < SLOW_FROM_PERCENT or priority is Priority.SENDS:
        return Pace(is_allowed=True)
    used = (percent - SLOW_FROM_PERCENT + 1) / (FULL_PERCENT - SLOW_FROM_PERCENT)
    return Pace(is_allowed=True, pause=LONGEST_PAUSE * min(used, 1.0))


def _business_shares(usages: Any) -> Iterable[Share]:
    for usage in usages if isinstance(usages, list) else ():
        if isinstance(usage, Mapping):
            yield _share(str(usage.get("type") or "business"), usage)


def _share(kind: str, usage: Mapping[str, Any]) -> Share:
    percent = max(_whole(usage.get(measure)) for measure in MEASURES)
    minutes = _whole(usage.get("estimated_time_to_regain_access"))
    return Share(kind, percent, timedelta(minutes=minutes))


def _json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _whole(value: Any) -> int:
    return int(value) if isinstance(value, int | float) else 0
