"""The lines of the inbox, each written once for as long as it says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, get_template_attribute
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from crm.auth.models import Role
from crm.console.queries.inbox import InboxRow, Place, rows_of
from crm.languages import language
from crm.worksheets import queries as cases
from crm.worksheets.queries import Marks

MOST_KEPT = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says to everybody; who writes there and what is open, each sees for themself."""

    id: int
    name: str
    words: Markup


Key = tuple[int, int, str, str, bool]


@dataclass(frozen=True)
class Lines:
    """The lines in their order, and the marks that had to be read for them, by conversation."""

    shown: Sequence[Line]
    marks: dict[int, Marks]


def lines(places: Sequence[Place], now: datetime, opened: int | None) -> Lines:
    """The lines of a list; the marks of the conversation that is open too are among the marks.

    Everybody looks at the same top of the list, so a line is kept, in this process, until its
    conversation changes or the minute is over: it tells how long somebody waits, and the names of
    tags, Pages and colleagues.
    """
    kept: dict[Key, Line] = current_app.extensions.setdefault("inbox_lines", {})
    keys = {place.id: _key(place, now) for place in places}
    missing = [number for number, key in keys.items() if key not in kept]
    wanted = [*missing, *([opened] if opened else [])]
    marks = cases.marks_of(wanted) if wanted else {}
    if len(kept) > MOST_KEPT:
        kept.clear()
    fresh = {line.id: line for line in _written(rows_of(missing, marks))}
    kept.update({keys[number]: line for number, line in fresh.items()})
    shown = [fresh.get(number) or kept[key] for number, key in keys.items()]
    return Lines(shown, marks)


def _key(place: Place, now: datetime) -> Key:
    may_act = current_user.may_act_as(Role.AGENT)
    return place.id, place.changed_seq, f"{now:%d%H%M}", language(), may_act


def _written(rows: Sequence[InboxRow]) -> Iterator[Line]:
    words = get_template_attribute("console/_row.html", "words")
    for row in rows:
        name = (row.message.author_name if row.message else None) or _("ไม่ทราบชื่อ")
        yield Line(row.conversation.id, name, words(row, name))
