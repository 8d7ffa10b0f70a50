"""Balances the ledger of some conversations, and keeps the figures that the inbox is sorted by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Result, Select, bindparam, select

from crm.db import change_each, db, one_of
from crm.pagelink import events
from crm.pagelink.ledger.entries import Entry, Line, entries_of
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Direction,
    Message,
    Page,
    Reply,
    ReplyAnswer,
    ReplyState,
)

IN_THEM = one_of(Message.conversation_id, bindparam("conversations"))
LINES = (
    select(
        Message.id,
        Message.conversation_id,
        Message.kind,
        Message.key,
        Message.direction,
        Message.identity_id,
        Message.parent_external_id,
        Message.created_at,
        Message.deleted_at,
        Message.reopened_at,
        Message.answer_state,
        Message.answer_reason,
        Message.answered_at,
        Message.answered_by_message_id,
        Message.page_wrote_at,
    )
    .where(IN_THEM)
    .order_by(Message.created_at, Message.id)
)
SENT_ANSWERS = (
    select(ReplyAnswer.message_id, Reply.sent_at, Reply.sent_message_id)
    .join(Reply, ReplyAnswer.reply_id == Reply.id)
    .join(Message, ReplyAnswer.message_id == Message.id)
    .where(IN_THEM, Reply.state == ReplyState.SENT)
    .order_by(Reply.sent_at, Reply.id)
)
OURS = (
    select(Reply.sent_message_id).join(Message, Reply.sent_message_id == Message.id).where(IN_THEM)
)
FIGURES = select(
    Conversation.id,
    Conversation.changed_seq,
    Conversation.waiting_since,
    Conversation.last_inbound_at,
    Conversation.last_message_at,
    Conversation.snoozed_until,
).where(one_of(Conversation.id, bindparam("conversations")))


def balance(
    page: Page, conversation_ids: Iterable[int], now: datetime, *, changed: Iterable[int] = ()
) -> None:
    """Work out the states of all messages in some conversations, and the conversations' figures.

    A constant number of statements. `changed` are the conversations that a console must show
    anew even if no figure moved.
    """
    numbers = sorted(set(conversation_ids))
    if not numbers:
        return
    db.session.flush()
    lines = _lines(numbers)
    answered, ours = _answered_here(numbers), _ours(numbers)
    by_conversation: dict[int, list[Line]] = {number: [] for number in numbers}
    for line in lines:
        by_conversation[line.conversation_id].append(line)
    entries: dict[int, Entry] = {}
    for group in by_conversation.values():
        entries |= entries_of(group, page, answered, ours)
    _write_entries(
        [(line.id, entries[line.id]) for line in lines if line.entry != entries[line.id]]
    )
    _write_figures(page, by_conversation, entries, now, set(changed))


def _lines(numbers: Sequence[int]) -> list[Line]:
    return [_line(row) for row in _of(LINES, numbers)]


def _line(row: Any) -> Line:
    *facts, state, reason, at, by, page_wrote_at = row
    entry = Entry(state, reason, at, by, page_wrote_at)
    return Line(entry, *facts)


def _of(query: Select[Any], numbers: Sequence[int]) -> Result[Any]:
    return db.session.connection().execute(query, {"conversations": numbers})


def _answered_here(numbers: Sequence[int]) -> dict[int, list[tuple[datetime, int | None]]]:
    """By message id: when our own replies that name it were sent, and as which message."""
    found: dict[int, list[tuple[datetime, int | None]]] = {}
    for message, at, by in _of(SENT_ANSWERS, numbers):
        found.setdefault(message, []).append((at, by))
    return found


def _ours(numbers: Sequence[int]) -> set[int]:
    """The messages that left through the outbox."""
    return {number for (number,) in _of(OURS, numbers) if number}


def _write_entries(entries: Sequence[tuple[int, Entry]]) -> None:
    rows = [
        {
            "b_id": number,
            "answer_state": entry.state,
            "answer_reason": entry.reason,
            "answered_at": entry.at,
            "answered_by_message_id": entry.by_message_id,
            "page_wrote_at": entry.page_wrote_at,
        }
        for number, entry in entries
    ]
    change_each(Message, rows)


def _write_figures(
    page: Page,
    by_conversation: Mapping[int, Sequence[Line]],
    entries: Mapping[int, Entry],
    now: datetime,
    changed: set[int],
) -> None:
    """Write the figures that moved; a citizen's new message ends a snooze."""
    known = _figures_before(list(by_conversation))
    rows: list[dict[str, Any]] = []
    answered = []
    for number, lines in by_conversation.items():
        *before, snoozed_until = known[number].figures
        after = _figures(lines, entries)
        if after == before and number not in changed:
            continue
        wakes = after[0] is not None and after[1] != before[1]
        rows.append(
            {
                "b_id": number,
                "waiting_since": after[0],
                "last_inbound_at": after[1],
                "last_message_at": after[2],
                "snoozed_until": None if wakes else snoozed_until,
                "changed_seq": next_sequence(known[number].changed_seq, now),
            }
        )
        if before[0] and not after[0]:
            answered.append(number)
    change_each(Conversation, rows)
    if answered:
        events.conversations_answered.send(page, conversations=answered, now=now)


def next_sequence(before: int | None, now: datetime) -> int:
    """What `Conversation.changed_seq` becomes by a change at `now`: microseconds since 1970.

    Always more than `before`: who waits for another's transaction writes later with an older `now`.
    """
    return max((before or 0) + 1, int(now.timestamp() * 1_000_000))


@dataclass(frozen=True)
class _Before:
    changed_seq: int
    figures: list[datetime | None]


def _figures_before(numbers: Sequence[int]) -> dict[int, _Before]:
    return {
        number: _Before(changed_seq, figures)
        for number, changed_seq, *figures in _of(FIGURES, numbers)
    }


def _figures(lines: Sequence[Line], entries: Mapping[int, Entry]) -> list[datetime | None]:
    """waiting_since, last_inbound_at, last_message_at."""
    inbound = [line.created_at for line in lines if line.direction == Direction.IN]
    waiting = [line.created_at for line in lines if entries[line.id].state == AnswerState.OPEN]
    return [
        min(waiting, default=None),
        max(inbound, default=None),
        max((line.created_at for line in lines), default=None),
    ]
