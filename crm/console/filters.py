"""What the inbox shows: a filter that lives in the address, so that it can be shared and saved."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Self

TABS = ("mine", "unassigned", "all")
SHOWN = ("waiting", "snoozed", "everything")


@dataclass(frozen=True)
class InboxFilter:
    """One view of the conversations; an empty value leaves its side open.

    `hours` is the least time waited; `since` and `until` are days of the last message.
    """

    tab: str = "all"
    show: str = "waiting"
    tag: str = ""
    stage: str = ""
    page: str = ""
    kind: str = ""
    district: str = ""
    agency: str = ""
    assignee: str = ""
    hours: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def from_address(cls, args: Mapping[str, str]) -> Self:
        """Read the query string; what isn't understood counts as not said."""
        given = {part.name: args.get(part.name, "").strip() for part in fields(cls)}
        given["tab"] = given["tab"] if given["tab"] in TABS else "all"
        given["show"] = given["show"] if given["show"] in SHOWN else "waiting"
        for number in ("page", "agency", "assignee", "hours"):
            given[number] = (
                given[number] if given[number].isascii() and given[number].isdigit() else ""
            )
        for day in ("since", "until"):
            given[day] = given[day] if _is_day(given[day]) else ""
        return cls(**given)

    def to_address(self) -> dict[str, str]:
        """The query string's parts, without what is as usual."""
        return dict(self._address)

    @cached_property
    def _address(self) -> dict[str, str]:
        """Every form and link of a page asks for it."""
        said = ((part.name, getattr(self, part.name), part.default) for part in fields(self))
        return {name: value for name, value, usual in said if value != usual}

    def on_tab(self, tab: str) -> Self:
        """The same view on another tab."""
        return replace(self, tab=tab)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab was chosen."""
        return replace(self, tab="all") != InboxFilter()

    @property
    def least_wait(self) -> timedelta | None:
        """How long a conversation must have waited to be shown."""
        return timedelta(hours=int(self.hours)) if self.hours else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
