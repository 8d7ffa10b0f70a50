"""What one pass over one Page carries with it: the client, the report, and the lease."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from crm import clock, jobs, planner
from crm.customers.models import Customer, Identity
from crm.db import is_sqlite, transaction
from crm.errors import N_, CrmError
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.models import ScanMark
from crm.graph.sync.asking import Asking
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Attachment, Conversation, Message, Page, Post
from crm.pagelink.receive import receive

ROWS_A_TRANSACTION = 500
ROWS_WHERE_ONE_WRITES = 200
"""On SQLite, where one writes at a time: nobody waits longer for an importer than this takes."""

GROWING = (Message, Conversation, Post, Attachment, Identity, Customer, ScanMark)
MANY_ROWS = 500
"""After so many new messages the database may see its tables with other eyes."""

CALLS_OF_A_QUIET_PASS = 15
"""What a pass may spend on finding out that nothing has happened."""

RENEW_AFTER = timedelta(seconds=15)

Item = TypeVar("Item")
Watch = Callable[[int, int], None]
"""Told how many posts a pass has done with, of how many it has listed so far."""


class LeaseLost(CrmError):
    """Another worker has taken the Page over, because this one was silent for too long."""

    status = 409
    sentence = N_("มีอีกกระบวนการหนึ่งกำลังอ่านเพจนี้อยู่")


@dataclass(frozen=True)
class PageRef:
    """A Page's values, which stay readable outside of any transaction."""

    id: int
    external_id: str
    name: str
    token: str


@dataclass
class PassReport:
    """What a pass did. `reasons` says why a Page was not wholly read; none means that it was."""

    page: str
    calls: int = 0
    posts: int = 0
    scanned: int = 0
    moved: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    unreadable: int = 0
    is_finished: bool = True
    reasons: list[str] = field(default_factory=list)
    error: GraphError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything that Facebook shows of the Page has been read."""
        return self.is_finished and not self.reasons and self.error is None


class Run:
    """One pass over one Page: fetches outside of transactions, stores in small ones."""

    def __init__(
        self,
        page: PageRef,
        client: GraphClient,
        meter: PageMeter,
        *,
        lease: str | None = None,
        deadline: datetime | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.page = page
        self.client = client
        self.asking = Asking(client, page.external_id)
        self.report = PassReport(page.external_id)
        self.began_at = clock.now()
        self._meter = meter
        self._lease = lease
        self._deadline = deadline
        self.renewed_at = self.began_at
        self._watch = watch
        self._is_token_sound: bool | None = None
        self._calls_for_comments = 0
        self._counted_to = 0
        self._new_at_last_look = 0

    def note_scanned(self, posts: int) -> None:
        """Count posts that are done with, and tell who watches."""
        self.report.scanned += posts
        if self._watch and posts:
            self._watch(self.report.scanned, self.report.posts)

    def spend_on(self, purpose: Purpose) -> None:
        """Say what the next calls are for."""
        self._count_calls()
        self._meter.purpose = purpose

    @property
    def calls_left_to_look(self) -> int:
        """How many calls the pass may still spend on looking whether older posts have changed.

        Reading the comments of what has moved is not looking.
        """
        return max(CALLS_OF_A_QUIET_PASS - self.client.calls + self.calls_for_comments, 0)

    @property
    def calls_for_comments(self) -> int:
        """How many calls the pass has spent on reading comments."""
        self._count_calls()
        return self._calls_for_comments

    def _count_calls(self) -> None:
        if self._meter.purpose is Purpose.COMMENTS:
            self._calls_for_comments += self.client.calls - self._counted_to
        self._counted_to = self.client.calls

    @property
    def is_out_of_time(self) -> bool:
        """Whether other Pages should have their turn now; the rest is read in the next pass."""
        return self._deadline is not None and clock.now() >= self._deadline

    @property
    def is_asked_for(self) -> bool:
        """Whether a person waits for this pass, rather than the timetable: it leaves nothing for
        later."""
        return self._deadline is None

    def store(
        self, posts: Sequence[IncomingPost] = (), messages: Sequence[IncomingMessage] = ()
    ) -> None:
        """Hand what was read to the one door, in small transactions."""
        rows = ROWS_WHERE_ONE_WRITES if is_sqlite() else ROWS_A_TRANSACTION
        for some_posts in chunks(posts, rows):
            self._receive(some_posts, ())
        for some_messages in chunks(messages, rows):
            self._receive((), some_messages)
        if self.report.new - self._new_at_last_look >= MANY_ROWS:
            planner.look_again(table.__tablename__ for table in GROWING)
            self._new_at_last_look = self.report.new
        self.keep_lease()

    def keep_lease(self) -> None:
        """Renew the lease when it gets old; raises LeaseLost when somebody else has it."""
        now = clock.now()
        if self._lease is None or now - self.renewed_at < RENEW_AFTER:
            return
        with transaction():
            if not jobs.take_lease(self._lease, now=now):
                raise LeaseLost
        self.renewed_at = now

    def fell_short(self, reason: str) -> None:
        """Note once why the Page is not wholly read."""
        if reason not in self.report.reasons:
            self.report.reasons.append(reason)

    def check_token(self) -> None:
        """Ask, once a pass, whose token this is; raises when it isn't the Page's any more.

        Objects that seem to be gone may only be out of the token's sight (GRAPH_API.md §9).
        """
        if self._is_token_sound:
            return
        answer = self.client.get("me", fields="id")
        if str(answer.body.get("id")) != self.page.external_id:
            raise GraphError(ErrorClass.TOKEN)
        self._is_token_sound = True

    def _receive(self, posts: Sequence[IncomingPost], messages: Sequence[IncomingMessage]) -> None:
        with transaction() as session:
            page = session.get_one(Page, self.page.id)
            received = receive(page, posts=posts, messages=messages, now=clock.now())
        self._meter.note_found(received.new)
        self.report.new += received.new
        self.report.changed += received.changed


def chunks(items: Iterable[Item], size: int) -> Iterable[tuple[Item, ...]]:
    """The items in groups of at most `size`."""
    iterator = iter(items)
    while group := tuple(islice(iterator, size)):
        yield group
