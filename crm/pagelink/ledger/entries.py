"""How the state of each message follows from who wrote when.

What a person decided stands; the rest is worked out from the rows alone, so that it doesn't
matter in which order the messages came in.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crm.pagelink.incoming import key_of
from crm.pagelink.models import AnswerState, Direction, Kind, Page

BEFORE_START = "before_start"
WITHDRAWN = "withdrawn"
AUTOMATIC = (BEFORE_START, WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger says of a message; all None for what the Page wrote."""

    state: str | None = None
    reason: str | None = None
    at: datetime | None = None
    by_message_id: int | None = None
    page_wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the ledger sees it."""

    entry: Entry
    id: int
    conversation_id: int
    kind: str
    key: str
    direction: str
    identity_id: int | None
    parent_external_id: str | None
    created_at: datetime
    deleted_at: datetime | None
    reopened_at: datetime | None

    @property
    def answerable_since(self) -> datetime:
        """Only what the Page wrote after this can answer it."""
        return max(self.created_at, self.reopened_at or self.created_at)

    @property
    def is_decided(self) -> bool:
        """Whether a person said that it needs no answer, or can't have one."""
        if self.entry.state == AnswerState.IMPOSSIBLE:
            return True
        return self.entry.state == AnswerState.NEEDS_NONE and self.entry.reason not in AUTOMATIC


@dataclass(slots=True)
class Answers:
    """What the Page wrote in one conversation that can have answered somebody."""

    to_people: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)
    to_messages: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)
    written_at: list[datetime] = field(default_factory=list)

    def first_for(self, line: Line) -> tuple[datetime, int] | None:
        """When and by which message an inbound one was answered elsewhere; None if it wasn't."""
        direct = [
            answer
            for answer in self.to_messages.get(line.id, ())
            if line.reopened_at is None or answer[0] > line.reopened_at
        ]
        to_author = self.to_people.get(line.identity_id or 0, [])
        position = bisect_right(to_author, line.answerable_since, key=lambda answer: answer[0])
        return min(direct + to_author[position : position + 1], default=None)


def first_entry(
    direction: str, created_at: datetime, answering_since: datetime
) -> dict[str, str | None]:
    """The columns with which a new message enters, before the ledger is balanced."""
    if direction == Direction.OUT:
        return {"answer_state": None, "answer_reason": None}
    if created_at < answering_since:
        return {"answer_state": AnswerState.NEEDS_NONE, "answer_reason": BEFORE_START}
    return {"answer_state": AnswerState.OPEN, "answer_reason": None}


def entries_of(
    lines: Sequence[Line],
    page: Page,
    answered: Mapping[int, Sequence[tuple[datetime, int | None]]],
    ours: set[int],
) -> dict[int, Entry]:
    """The entry of every message of one conversation, given oldest first.

    `answered` says by message id when our own replies that name it were sent, and as which
    message; `ours` are the messages that left through the outbox.
    """
    answers = _answers(lines, ours)
    return {
        line.id: Entry()
        if line.direction == Direction.OUT
        else _entry(line, page, answered.get(line.id, ()), answers)
        for line in lines
    }


def _answers(lines: Sequence[Line], ours: set[int]) -> Answers:
    answers = Answers()
    inbound = {line.key: line for line in lines if line.direction == Direction.IN}
    for line in lines:
        if line.direction == Direction.IN or line.deleted_at:
            continue
        answers.written_at.append(line.created_at)
        target = None if line.id in ours else _target(line, inbound)
        if target is None:
            continue
        answer = (line.created_at, line.id)
        answers.to_messages.setdefault(target.id, []).append(answer)
        if target.identity_id:
            answers.to_people.setdefault(target.identity_id, []).append(answer)
    return answers


def _target(line: Line, inbound: Mapping[str, Line]) -> Line | None:
    """The message that the Page wrote under: the parent, the visitor's post, or in private the
    person's first."""
    if line.kind == Kind.MESSAGE:
        first = next(iter(inbound.values()), None)
        return first if first and first.created_at < line.created_at else None
    if line.parent_external_id:
        return inbound.get(key_of(line.parent_external_id))
    return next((one for one in inbound.values() if one.kind == Kind.POST), None)


def _entry(
    line: Line,
    page: Page,
    answered: Sequence[tuple[datetime, int | None]],
    answers: Answers,
) -> Entry:
    for at, by in answered:
        if line.reopened_at is None or at > line.reopened_at:
            return Entry(AnswerState.ANSWERED, None, at, by)
    if line.is_decided:
        return line.entry
    if line.reopened_at is None and line.created_at < page.answering_since:
        return Entry(AnswerState.NEEDS_NONE, BEFORE_START)
    elsewhere = answers.first_for(line)
    if elsewhere and (line.deleted_at is None or elsewhere[0] <= line.deleted_at):
        return Entry(AnswerState.ANSWERED_ELSEWHERE, None, *elsewhere)
    if line.deleted_at:
        return Entry(AnswerState.NEEDS_NONE, WITHDRAWN)
    last = max(answers.written_at, default=None)
    wrote_at = last if last and last > line.answerable_since else None
    return Entry(AnswerState.OPEN, None, page_wrote_at=wrote_at)
