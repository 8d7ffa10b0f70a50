"""The whole report of one month, put together."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from crm.reports.figures import counting, tags
from crm.reports.figures.catalogue import COUNTS, LENGTHS
from crm.reports.figures.figure import Count, Length
from crm.reports.figures.followers import Followers, followers, total
from crm.reports.figures.kpis import Kpi, kpis
from crm.reports.figures.period import Period
from crm.reports.figures.words import UNKNOWN


@dataclass(frozen=True)
class Part:
    """One part of a divided figure; `label` is Thai."""

    key: str
    label: str
    value: int


@dataclass(frozen=True)
class CountLine:
    """A figure that counts, with its definition and its parts."""

    slug: str
    title: str
    definition: str
    value: int
    parts: list[Part]


@dataclass(frozen=True)
class LengthLine:
    """A figure of lengths of time, in seconds; None where there is nothing to measure."""

    slug: str
    title: str
    definition: str
    n: int
    mean: float | None
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class TagLine:
    """One tag: contacts that got it in the month, and contacts that carry it now."""

    slug: str
    kind: str
    name: str
    name_en: str
    colour: str
    ever: int
    now: int


@dataclass(frozen=True)
class FollowerLine:
    """One Page's followers; None where a count is missing. The sum has no Page's name."""

    page: str
    start: int | None
    end: int | None
    change: int | None


@dataclass(frozen=True)
class DayLine:
    """How many messages came in on one day."""

    day: str
    value: int


@dataclass(frozen=True)
class MonthReport:
    """Everything that the report of a month says."""

    month: str
    first_day: str
    last_day: str
    page: str | None
    taken_at: str
    answered_percent: float | None
    counts: list[CountLine]
    lengths: list[LengthLine]
    tags: list[TagLine]
    followers: list[FollowerLine]
    followers_total: FollowerLine
    kpis: list[Kpi]
    days: list[DayLine]

    def content(self) -> dict[str, Any]:
        """The report as plain values, which can be kept and given out as JSON."""
        return asdict(self)


def month_report(period: Period, *, page: str | None, now: datetime) -> MonthReport:
    """Count and measure one month, of all Pages or of the one called `page`."""
    counts = [_count_line(figure, period) for figure in COUNTS]
    lines = followers(period)
    return MonthReport(
        month=period.month,
        first_day=period.first_day.isoformat(),
        last_day=period.last_day.isoformat(),
        page=page,
        taken_at=now.isoformat().replace("+00:00", "Z"),
        answered_percent=_answered_percent(counts),
        counts=counts,
        lengths=[_length_line(figure, period) for figure in LENGTHS],
        tags=_tag_lines(period),
        followers=[_follower_line(line) for line in lines],
        followers_total=_follower_line(total(lines)),
        kpis=kpis(period),
        days=_days(period, now),
    )


def _count_line(figure: Count, period: Period) -> CountLine:
    parts = [] if figure.parts is None else _parts(figure, period)
    value = sum(part.value for part in parts) if parts else counting.total(figure, period)
    return CountLine(figure.slug, figure.title, figure.definition, value, parts)


def _parts(figure: Count, period: Period) -> list[Part]:
    labels = figure.parts or {}
    return [
        Part(key, labels.get(key, key) or UNKNOWN, value)
        for key, value in counting.by_part(figure, period).items()
    ]


def _length_line(figure: Length, period: Period) -> LengthLine:
    spread = counting.spread(figure, period)
    return LengthLine(figure.slug, figure.title, figure.definition, **asdict(spread))


def _answered_percent(counts: list[CountLine]) -> float | None:
    """Answered ÷ all, strictly: what needs no answer stays in the whole."""
    values = {line.slug: line.value for line in counts}
    if not values["messages_in"]:
        return None
    return round(100 * values["answered"] / values["messages_in"], 2)


def _tag_lines(period: Period) -> list[TagLine]:
    """Every tag with both totals, pivoted; a tag that nobody has counts 0, which is known."""
    import pandas as pd

    totals = pd.DataFrame(
        {
            "ever": pd.Series(counting.by_part(tags.TAGS_EVER, period), dtype="Int64"),
            "now": pd.Series(counting.by_part(tags.TAGS_NOW, period), dtype="Int64"),
        }
    )
    known = tags.all_tags()
    filled = totals.reindex([tag.slug for tag in known]).fillna(0)
    return [
        TagLine(tag.slug, tag.kind, tag.name_th, tag.name_en, tag.colour, int(ever), int(now))
        for tag, ever, now in zip(known, filled["ever"], filled["now"], strict=True)
        if tag.active or ever or now
    ]


def _follower_line(line: Followers) -> FollowerLine:
    return FollowerLine(line.page, line.start, line.end, line.change)


def _days(period: Period, now: datetime) -> list[DayLine]:
    """Every day of the month up to today; what hasn't come yet is left out."""
    counted = counting.messages_by_day(period)
    last = min(period.last_day, now.astimezone(period.tz).date())
    length = (last - period.first_day).days + 1
    days = [(period.first_day + timedelta(days=n)).isoformat() for n in range(length)]
    return [DayLine(day, counted.get(day, 0)) for day in days]
