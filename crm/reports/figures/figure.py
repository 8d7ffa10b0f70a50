"""What a figure is: a number, its definition in words, and the query of the rows behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from crm.reports.figures.period import Period


class Subject(StrEnum):
    """What the rows behind a figure are."""

    MESSAGES = "messages"
    CONVERSATIONS = "conversations"
    CUSTOMERS = "customers"
    WORKSHEETS = "worksheets"
    SEARCHES = "searches"


@dataclass(frozen=True)
class Count:
    """A number of things. `behind` selects each thing's `id` and the `part` that it falls into.

    The number and the rows shown for it come from this one query, so that they can't differ.
    `parts` names the parts in Thai; None where a figure is not divided.
    """

    slug: str
    title: str
    definition: str
    subject: Subject
    behind: Callable[[Period], Select[Any]]
    parts: Mapping[str, str] | None = field(default=None)


@dataclass(frozen=True)
class Length:
    """How long something took. `behind` selects each thing's `id` and its `seconds`."""

    slug: str
    title: str
    definition: str
    subject: Subject
    behind: Callable[[Period], Select[Any]]


Figure = Count | Length
