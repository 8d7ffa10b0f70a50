"""Walks a list of Facebook's from page to page, as far as it can be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from crm.graph.client import Answer, Body, GraphClient, with_limit
from crm.graph.errors import ErrorClass, GraphError

MOST_EMPTY_PAGES = 20
INVALID_PARAMETER = 100
NESTED_LIMIT = re.compile(r"\.limit\(([1-9][0-9]*)\)")


class Stopped(StrEnum):
    """Why a list was not read to its end."""

    REPEATED = "repeated"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True)
class ListPage:
    """One page of a list: its rows, when its request began, and the list's summary if asked."""

    rows: list[Body]
    asked_at: datetime
    total: int | None
    has_next: bool


class Listing:
    """Iterates over the pages of a list.

    Follows `next` as it is given. Ends at the page without one; or early, at a `next` already
    followed, after 20 empty pages in a row, or where Facebook leads no deeper: then `stopped`
    says why, so that the Page can be reported as not wholly read (GRAPH_API.md §3.3). Where a page
    was too much data, `smaller_limit` is the size that went through.
    """

    def __init__(self, client: GraphClient, path: str, first: Answer | None = None) -> None:
        """`path` has its version and query; `first` is its answer where a batch brought it."""
        self.stopped: Stopped | None = None
        self.smaller_limit: int | None = None
        self._client = client
        self._next: str | None = path
        self._first = first
        self._followed: set[str] = set()
        self._empty_in_a_row = 0

    @property
    def has_more(self) -> bool:
        """Whether another page would follow."""
        return self._next is not None and not self.stopped

    @property
    def next_path(self) -> str | None:
        """Path and query of the page that would follow, without any secret."""
        return None if self.stopped else self._next

    def begin(self) -> None:
        """Ask for the first page now, so that a refusal of the whole list shows at once."""
        if self._next and not self._first:
            self._first = self._ask_for_less_until_it_fits(self._next)

    def __iter__(self) -> Iterator[ListPage]:
        while self._next and not self.stopped:
            path = self._next
            self._followed.add(path)
            answer = self._first or self._ask(path)
            self._first = None
            if answer is None:
                return
            page = read_page(answer)
            self._go_on(answer.body, page)
            yield page

    def _ask(self, path: str) -> Answer | None:
        try:
            return self._ask_for_less_until_it_fits(path)
        except GraphError as error:
            is_too_deep = error.body.code == INVALID_PARAMETER and len(self._followed) > 1
            if not is_too_deep:
                raise
            # "The After Cursor specified exceeds the max limit supported by this endpoint"
            self.stopped = Stopped.REFUSED
            return None

    def _ask_for_less_until_it_fits(self, path: str) -> Answer:
        while True:
            try:
                return self._client.read(path)
            except GraphError as error:
                smaller = asking_for_less(path)
                if error.error_class is not ErrorClass.TOO_MUCH or not smaller:
                    raise
                path = smaller
                self.smaller_limit = limit_of(path)

    def _go_on(self, body: Any, page: ListPage) -> None:
        link = next_link(body)
        self._next = self._client.relative(link) if link else None
        self._empty_in_a_row = 0 if page.rows else self._empty_in_a_row + 1
        if self._next in self._followed:
            self.stopped = Stopped.REPEATED
        elif self._next and self._empty_in_a_row >= MOST_EMPTY_PAGES:
            self.stopped = Stopped.EMPTY


def read_page(answer: Answer) -> ListPage:
    """The rows of one answer; what is no object is left out, a missing list is an empty one."""
    body = answer.body if isinstance(answer.body, Mapping) else {}
    rows = body.get("data")
    return ListPage(
        rows=[dict(row) for row in rows or () if isinstance(row, Mapping)],
        asked_at=answer.asked_at,
        total=total_of(body),
        has_next=next_link(body) is not None,
    )


def total_of(body: Any) -> int | None:
    """`summary.total_count` of a list, where it was asked for and given."""
    summary = body.get("summary") if isinstance(body, Mapping) else None
    total = summary.get("total_count") if isinstance(summary, Mapping) else None
    return int(str(total)) if str(total).isdigit() else None


def next_link(body: Any) -> str | None:
    """`paging.next` of a list; None on its last page."""
    paging = body.get("paging") if isinstance(body, Mapping) else None
    link = paging.get("next") if isinstance(paging, Mapping) else None
    return str(link) if link else None


def asking_for_less(path: str) -> str | None:
    """The same path with half the rows, or half of those nested in each; None at the least."""
    limit = limit_of(path)
    if limit > 1:
        return with_limit(path, limit // 2)
    parts = urlsplit(path)
    fields = dict(parse_qsl(parts.query))
    nested = NESTED_LIMIT.search(fields.get("fields", ""))
    if not nested or int(nested[1]) <= 1:
        return None
    fields["fields"] = NESTED_LIMIT.sub(f".limit({int(nested[1]) // 2})", fields["fields"])
    return f"{parts.path}?{urlencode(fields)}"


def limit_of(path: str) -> int:
    """The page size that a path asks for; Facebook's own default is 25."""
    return int(parse_qs(urlsplit(path).query).get("limit", ["25"])[0])
