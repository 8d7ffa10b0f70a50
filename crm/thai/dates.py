"""Dates as Thai offices write them: Buddhist era, Thai months, the fiscal year from October."""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from crm.thai.digits import arabic_digits, thai_digits

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

_ERA = 543
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_OCTOBER = 10

Style = Literal["screen", "short", "letter"]


def buddhist_year(year: int) -> int:
    """Give the Buddhist year of a year of the common era: 2026 is 2569."""
    return year + _ERA


def format_date(when: date | datetime, tz: tzinfo | None, style: Style = "screen") -> str:
    """Write the day: "5 ต.ค. 2569" on a screen, "5 ต.ค. 69" short, "๕ ตุลาคม ๒๕๖๙" in a letter.

    A moment is taken to the zone `tz` first; a naive one raises ValueError. A plain day needs none.
    """
    day = _local(when, tz) if isinstance(when, datetime) else when
    year = buddhist_year(day.year)
    if style == "letter":
        return thai_digits(f"{day.day} {MONTHS[day.month - 1]} {year}")
    shown_year = f"{year % 100:02}" if style == "short" else str(year)
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {shown_year}"


def format_datetime(when: datetime, tz: tzinfo | None) -> str:
    """Write the moment for a screen: "5 ต.ค. 2569 14.05 น."; a naive one raises ValueError."""
    local = _local(when, tz)
    return f"{format_date(local.date(), None)} {local:%H.%M} น."


def month_title(month: str) -> str:
    """Write the month "2026-10" as "ตุลาคม 2569"; raises ValueError as parse_month does."""
    year, number = parse_month(month)
    return f"{MONTHS[number - 1]} {buddhist_year(year)}"


def parse_month(text: str) -> tuple[int, int]:
    """Read "2026-10" or "2569-10" (Thai digits too) as (2026, 10), or raise ValueError."""
    match = _MONTH.fullmatch(arabic_digits(text.strip()))
    if not match:
        raise ValueError(f"not a month: {text!r}")
    year, number = int(match[1]), int(match[2])
    if 2400 <= year < 2800:
        year -= _ERA
    if not (1800 <= year < 2200 and 1 <= number <= 12):
        raise ValueError(f"not a month: {text!r}")
    return year, number


def fiscal_year(day: date) -> int:
    """Give the Thai fiscal year, 1 October to 30 September, named by its end: 2570."""
    return buddhist_year(day.year + (day.month >= _OCTOBER))


def duration(length: timedelta) -> str:
    """Write a length of time in its two largest units: "2 วัน 3 ชม.", "3 ชม. 12 นาที", "12 นาที"."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} วัน {hours} ชม." if hours else f"{days} วัน"
    if hours:
        return f"{hours} ชม. {minutes % 60} นาที" if minutes % 60 else f"{hours} ชม."
    return f"{minutes} นาที" if minutes else "ไม่ถึง 1 นาที"


def _local(when: datetime, tz: tzinfo | None) -> datetime:
    if when.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return when.astimezone(tz) if tz else when
