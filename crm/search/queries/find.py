"""One search over everything, timed."""

from dataclasses import dataclass, field
from datetime import tzinfo
from time import perf_counter

from crm.auth.models import User
from crm.search.language import Problem, Query, parse
from crm.search.queries import links, messages, others
from crm.search.queries.filters import resolve
from crm.search.queries.links import Linked
from crm.search.queries.messages import FoundMessage, is_masked_for
from crm.search.queries.others import (
    FoundAgency,
    FoundNote,
    FoundPerson,
    FoundPost,
    FoundTag,
    FoundWorksheet,
)
from crm.worksheets import numbers
from crm.worksheets.numbers import WrongCheckDigit

LIMIT = 50


@dataclass(frozen=True)
class Others:
    """What is found beside the messages, on the first page only."""

    worksheets: list[FoundWorksheet] = field(default_factory=list)
    people: list[FoundPerson] = field(default_factory=list)
    posts: list[FoundPost] = field(default_factory=list)
    notes: list[FoundNote] = field(default_factory=list)
    tags: list[FoundTag] = field(default_factory=list)
    agencies: list[FoundAgency] = field(default_factory=list)

    def __len__(self) -> int:
        """How many things there are."""
        kinds = (self.worksheets, self.people, self.posts, self.notes, self.tags, self.agencies)
        return sum(len(each) for each in kinds)


@dataclass(frozen=True)
class SearchPage:
    """What was found, newest first. `linked` is where a pasted link leads."""

    query: Query
    messages: list[FoundMessage]
    others: Others
    linked: Linked | None
    problems: list[Problem]
    next: str | None
    milliseconds: float

    @property
    def hits(self) -> int:
        """How many things this page shows."""
        return len(self.messages) + len(self.others) + (self.linked is not None)


def find(
    text: str, user: User, zone: tzinfo, *, cursor: str | None = None, limit: int = LIMIT
) -> SearchPage:
    """Search messages, posts, notes, names, tags, agencies and case numbers for `text`.

    Telephone and identity numbers are masked for whoever may not see them, and not searched.
    """
    began = perf_counter()
    query = parse(text, zone)
    link = links.read(text)
    if link is not None:
        linked = links.follow(link)
        problems = [] if linked else [link.problem]
        return SearchPage(query, [], Others(), linked, problems, None, _since(began))
    if is_masked_for(user) and query.asks_for_a_personal_number:
        query = Query(query.text)
    filters = resolve(query, user)
    found: list[FoundMessage] = []
    following = None
    if not query.is_empty:
        found, following = messages.find(query, filters, user, cursor=cursor, limit=limit)
    return SearchPage(
        query,
        found,
        _others(text, query, user) if cursor is None else Others(),
        None,
        [*query.problems, *filters.problems, *_mistyped(text)],
        following,
        _since(began),
    )


def find_ids(
    text: str, zone: tzinfo, *, cursor: str | None, limit: int
) -> tuple[list[int], str | None]:
    """The ids of the messages that software finds with `text`, and the cursor to go on from."""
    query = parse(text, zone)
    link = links.read(text)
    if link is not None:
        linked = links.follow(link)
        return ([linked.id] if linked and linked.kind == "message" else []), None
    if query.is_empty:
        return [], None
    return messages.find_ids(query, resolve(query, None), None, cursor=cursor, limit=limit)


def _others(text: str, query: Query, user: User) -> Others:
    """Beside the messages; operators ask for messages alone."""
    numbered = others.find_numbered(text, user) if text.strip() else []
    if not query.words or query.is_narrowed:
        return Others(numbered)
    return Others(
        numbered or others.find_worksheets(query.words, user),
        others.find_people_by_phone(text) or others.find_people(query.words),
        others.find_posts(query.words, user),
        others.find_notes(query.words, user),
        others.find_tags(query.words),
        others.find_agencies(query.words),
    )


def _mistyped(text: str) -> list[Problem]:
    try:
        numbers.check(text)
    except WrongCheckDigit as wrong:
        return [Problem(wrong.sentence, wrong.params)]
    return []


def _since(began: float) -> float:
    return (perf_counter() - began) * 1000
