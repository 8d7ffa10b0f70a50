"""How a report is worded in one language: its sentences, days, lengths of time and names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from crm import thai
from crm.errors import N_

MINUTE = 60


@dataclass(frozen=True)
class Speech:
    """The language of a file. `say` translates a Thai sentence and fills its places.

    `areas` holds the English names of areas by the Thai ones.
    """

    is_thai: bool
    say: Callable[..., str]
    areas: Mapping[str, str]

    def day(self, day: date) -> str:
        """`5 ต.ค. 2569` or `5 Oct 2026`."""
        return thai.format_date(day, None) if self.is_thai else _english(day, "d MMM yyyy")

    def month(self, month: str) -> str:
        """`2026-10` as `ตุลาคม 2569` or `October 2026`."""
        if self.is_thai:
            return thai.month_title(month)
        return _english(date.fromisoformat(f"{month}-01"), "MMMM yyyy")

    def length(self, seconds: float) -> str:
        """A length of time in its two largest units: `1 ชม. 30 นาที`, `1 h 30 min`, `4.2 วินาที`."""
        if seconds < MINUTE:
            return self.say(N_("%(n)s วินาที"), n=round(seconds, 1))
        length = timedelta(seconds=seconds)
        return thai.duration(length) if self.is_thai else english_length(length)

    def tag(self, line: Mapping[str, Any]) -> str:
        """The name of a tag, out of its line of the report."""
        return str(line["name"] if self.is_thai else line["name_en"])

    def part(self, label: str) -> str:
        """A part of a figure: an area by its name, any other by its sentence."""
        return label if self.is_thai else self.areas.get(label) or self.say(label)


def _english(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale="en")


def english_length(length: timedelta) -> str:
    """A length of time in its two largest units: `2 d 3 h`, `1 h 30 min`, `12 min`."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours = divmod(minutes // 60, 24)
    units = [(days, "d"), (hours, "h"), (0 if days else minutes % 60, "min")]
    return " ".join(f"{count} {unit}" for count, unit in units if count) or "under 1 min"
