"""What stands beside the composer so that no two people answer one citizen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from flask_login import current_user

from crm.console.queries.talk import Thread
from crm.errors import Conflict
from crm.pagelink.models import Conversation
from crm.pagelink.queries.writing import Pulse, Since, said_since


@dataclass(frozen=True)
class Seen:
    """How far somebody has read: the highest message and reply that stood on the screen."""

    message: int
    reply: int

    @classmethod
    def by_form(cls) -> "Seen":
        """What the form or the console's question carries along."""
        asked = request.values
        return cls(asked.get("seen", 0, type=int), asked.get("seen_reply", 0, type=int))

    @classmethod
    def of(cls, said: Thread) -> "Seen":
        """All that a thread shows."""
        messages = [entry.message.id for entry in said.entries if entry.message]
        replies = [entry.reply.id for entry in said.entries if entry.reply]
        return cls(max(messages, default=0), max(replies, default=0))


class SomebodyElse(Conflict):
    """Something came, or a colleague is writing, that the writer hasn't seen: a person chooses."""


def key_of_form() -> str:
    """What tells one composer from another, so that the same one sends no second time."""
    return f"form:{request.form.get('once', '')}"


def refuse_unseen(found: Conversation, beat: Pulse) -> None:
    """Raise SomebodyElse where the form's writer doesn't know what came or who writes too."""
    writer = beat.writer_beside(current_user, found.id)
    known = request.form.get("instead_of", 0, type=int)
    if (writer and writer.user_id != known) or unseen(found):
        raise SomebodyElse


def unseen(found: Conversation) -> Since:
    """What came after that which the form or question has seen."""
    seen = Seen.by_form()
    return said_since(found, current_user, message=seen.message, reply=seen.reply)


def whole_mark(beat: Pulse, now: datetime) -> str:
    """Moves with any change, and each minute, since the list shows how long people wait."""
    return f"{beat.mark}{now:%H%M}"


def here_mark(found: Conversation, beat: Pulse, now: datetime) -> str:
    """Moves with any change of one conversation, and now and then for the times it shows."""
    writer = beat.writers.get(found.id)
    who = writer.user_id if writer else 0
    return f"{found.changed_seq}-{who}-{now:%H}{now.minute // 10}"


def beside(found: Conversation, said: Thread, beat: Pulse, *, choice: bool) -> dict[str, Any]:
    """Who else writes, what came meanwhile, and how far this page has been read.

    `choice`: the page is shown instead of sending, for a person to decide.
    """
    is_asked = choice or "seen" in request.args
    newest = Seen.of(said)
    return {
        "writer": beat.writer_beside(current_user, found.id),
        "since": unseen(found) if is_asked else Since((), ()),
        "seen": newest.message,
        "seen_reply": newest.reply,
        "choice": choice,
    }
