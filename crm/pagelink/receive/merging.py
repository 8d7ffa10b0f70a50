"""How news of a message is joined with what is known: the order in which it comes is no matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Direction


class Stored(NamedTuple):
    """The part of a message's row that news can change; `id` is None before it is stored.

    A tuple, since each message of a batch is replaced several times: a dataclass takes four times
    as long.
    """

    id: int | None
    kind: str
    key: str
    conversation_id: int | None
    post_id: int | None
    identity_id: int | None
    external_id: str
    parent_external_id: str | None
    direction: str
    author_name: str | None
    text: str
    permalink: str | None
    created_at: datetime
    observed_at: datetime | None
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    hidden_observed_at: datetime | None

    def differs_from(self, other: "Stored") -> bool:
        """Whether something changed that a person could see, beyond when it was looked at."""
        return self.as_observed_like(other) != other

    def moved_to(self, conversation_id: int) -> "Stored":
        """The same message in another conversation."""
        return (
            self
            if self.conversation_id == conversation_id
            else self._replace(conversation_id=conversation_id)
        )

    def as_observed_like(self, other: "Stored") -> "Stored":
        """The same row with the observation times of another."""
        return self._replace(
            observed_at=other.observed_at, hidden_observed_at=other.hidden_observed_at
        )


@dataclass(frozen=True, slots=True)
class PastText:
    """A text that a message had, and when it was last seen to stand."""

    text: str
    observed_at: datetime


def unheard(key: tuple[str, str], told: IncomingMessage) -> Stored:
    """A message of which nothing is known but that it was named; its time is a placeholder."""
    return Stored(
        id=None,
        kind=key[0],
        key=key[1],
        conversation_id=None,
        post_id=None,
        identity_id=None,
        external_id=told.external_id,
        parent_external_id=None,
        direction=told.direction,
        author_name=None,
        text="",
        permalink=None,
        created_at=told.observed_at,
        observed_at=None,
        edited_at=None,
        deleted_at=None,
        hidden_at=None,
        hidden_observed_at=None,
    )


def merge(
    known: Stored, told: IncomingMessage, *, post_id: int | None, identity_id: int | None
) -> tuple[Stored, PastText | None]:
    """What is known after this piece of news, and the earlier text that it brought to light."""
    with_facts = known._replace(
        post_id=known.post_id or post_id,
        identity_id=known.identity_id or identity_id,
        external_id=max(known.external_id, told.external_id, key=_fullness),
        parent_external_id=known.parent_external_id or told.parent_external_id,
        direction=Direction.OUT if Direction.OUT in (known.direction, told.direction) else "in",
        author_name=known.author_name or told.author_name,
        permalink=known.permalink or told.permalink,
        created_at=min(known.created_at, told.created_at or told.observed_at),
    )
    with_text, past = _with_text(_with_deletion(with_facts, told), told)
    return _with_hiding(with_text, told), past


def _fullness(external_id: str) -> tuple[bool, int, str]:
    return "_" in external_id, len(external_id), external_id


def _with_deletion(known: Stored, told: IncomingMessage) -> Stored:
    """Gone unless it was seen alive later: a read that began before the deletion proves nothing."""
    if told.deleted:
        if known.observed_at and known.observed_at > told.observed_at:
            return known
        return known._replace(
            deleted_at=max(known.deleted_at or told.observed_at, told.observed_at)
        )
    is_alive = told.text is not None and known.deleted_at and told.observed_at > known.deleted_at
    return known._replace(deleted_at=None) if is_alive else known


def _with_text(known: Stored, told: IncomingMessage) -> tuple[Stored, PastText | None]:
    """The newest text stands; at the same moment an edit beats what was there before."""
    if told.deleted or told.text is None:
        return known, None
    if known.observed_at is None:
        edited_at = told.observed_at if told.edited else None
        return known._replace(
            text=told.text, observed_at=told.observed_at, edited_at=edited_at
        ), None
    if told.text.split() == known.text.split():
        return _seen_again(known, told), None
    if _is_newer(told, known):
        past = PastText(known.text, known.observed_at)
        return known._replace(
            text=told.text, observed_at=told.observed_at, edited_at=told.observed_at
        ), past
    past = PastText(told.text, told.observed_at)
    return known._replace(edited_at=known.edited_at or known.observed_at), past


def _seen_again(known: Stored, told: IncomingMessage) -> Stored:
    """The same words: Facebook trims what we sent, which is no edit."""
    is_newer = _is_newer(told, known)
    edited_at = known.edited_at or (told.observed_at if told.edited else None)
    return known._replace(
        text=told.text if is_newer and told.text is not None else known.text,
        observed_at=told.observed_at if is_newer else known.observed_at,
        edited_at=edited_at,
    )


def _is_newer(told: IncomingMessage, known: Stored) -> bool:
    assert known.observed_at is not None
    if told.observed_at != known.observed_at:
        return told.observed_at > known.observed_at
    return (told.edited, told.text or "") > (known.edited_at == known.observed_at, known.text)


def _with_hiding(known: Stored, told: IncomingMessage) -> Stored:
    if told.hidden is None:
        return known
    guard = known.hidden_observed_at
    if guard and (guard, known.hidden_at is not None) >= (told.observed_at, told.hidden):
        return known
    hidden_at = (known.hidden_at or told.observed_at) if told.hidden else None
    return known._replace(hidden_at=hidden_at, hidden_observed_at=told.observed_at)
