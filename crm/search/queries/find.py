"""One search over everything, timed."""

from dataclasses import dataclass
from time import perf_counter

from crm.auth.models import Role, User
from crm.search.queries import messages, others
from crm.search.queries.messages import FoundMessage
from crm.search.queries.others import FoundNote, FoundPerson, FoundPost, FoundWorksheet
from crm.search.words import Query, parse
from crm.worksheets import numbers
from crm.worksheets.numbers import WrongCheckDigit

LIMIT = 50


@dataclass(frozen=True)
class SearchPage:
    """What was found, newest first; beyond the messages only on the first page.

    `hint` says that a case number was typed whose check digit is wrong.
    """

    query: Query
    messages: list[FoundMessage]
    posts: list[FoundPost]
    notes: list[FoundNote]
    people: list[FoundPerson]
    worksheets: list[FoundWorksheet]
    hint: WrongCheckDigit | None
    next: str | None
    milliseconds: float

    @property
    def hits(self) -> int:
        """How many things this page shows."""
        others = len(self.posts) + len(self.notes) + len(self.people) + len(self.worksheets)
        return len(self.messages) + others


def find(text: str, user: User, *, cursor: str | None = None, limit: int = LIMIT) -> SearchPage:
    """Search messages, posts, notes, names and case numbers for all the words of `text`.

    Telephone and identity numbers are masked for whoever may not see them, and not searched.
    """
    began = perf_counter()
    query = parse(text)
    masked = not user.may_act_as(Role.AGENT)
    readable = Query("", ()) if masked and query.looks_like_a_phone else query
    found, following = messages.find(readable, user, cursor=cursor, limit=limit, masked=masked)
    first = bool(query.words) and cursor is None
    return SearchPage(
        query=query,
        messages=found,
        posts=others.find_posts(readable, masked=masked) if first and readable.words else [],
        notes=others.find_notes(readable, user, masked=masked) if first and readable.words else [],
        people=others.find_people(query) if first else [],
        worksheets=others.find_worksheets(query, user) if first else [],
        hint=_hint(query),
        next=following,
        milliseconds=(perf_counter() - began) * 1000,
    )


def _hint(query: Query) -> WrongCheckDigit | None:
    try:
        numbers.check(query.text)
    except WrongCheckDigit as wrong:
        return wrong
    return None
