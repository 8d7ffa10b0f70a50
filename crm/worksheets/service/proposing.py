"""Propose tags for a message; a person accepts or refuses."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select

from crm.db import db
from crm.pagelink import service as pagelink
from crm.pagelink.models import Direction, Message
from crm.worksheets import suggestions
from crm.worksheets.models import (
    ConversationTag,
    ProposalState,
    Tag,
    TagKind,
    Worksheet,
    WorksheetProposal,
)
from crm.worksheets.suggestions import Guess
from crm.worksheets.suggestions.model import Model

TAG, FOLLOW_UP, DUPLICATE = "tag", "follow_up", "duplicate"
URGENT = "urgent"


def propose_tags(
    message: Message, *, now: datetime, models: Mapping[TagKind, Model] | None = None
) -> list[WorksheetProposal]:
    """Propose what a citizen's message seems to be about, with the words that speak for it.

    What stands on the conversation already, or was proposed there before whatever became of it,
    isn't proposed again; but each new message with words of danger may raise เร่งด่วน once more.
    `models` (see `suggestions.models_on`) saves reading them each time.
    """
    if message.direction != Direction.IN or message.deleted_at or not message.text.strip():
        return []
    guesses = suggestions.load(models).suggest(message.text).guesses
    known = _tags_seen(message.conversation_id)
    made = [
        propose(message, TAG, now, tag_id=guess.tag.id, evidence=_evidence(guess))
        for guess in guesses
        if guess.tag.id not in known
    ]
    if any(guess.tag.slug == URGENT for guess in guesses if guess.tag.id not in known):
        pagelink.set_urgent(message.conversation, True, now=now)
    db.session.flush()
    return made


def propose(
    message: Message,
    kind: str,
    now: datetime,
    *,
    evidence: dict[str, object],
    tag_id: int | None = None,
    worksheet: Worksheet | None = None,
) -> WorksheetProposal:
    """Write a proposal down, with what speaks for it."""
    proposal = WorksheetProposal(
        kind=kind,
        conversation_id=message.conversation_id,
        message_id=message.id,
        tag_id=tag_id,
        worksheet_id=worksheet.id if worksheet else None,
        evidence=evidence,
        created_at=now,
    )
    db.session.add(proposal)
    return proposal


def _evidence(guess: Guess) -> dict[str, object]:
    words: dict[str, object] = {"words": list(guess.words)}
    return words if guess.chance is None else {**words, "chance": round(guess.chance, 2)}


def _tags_seen(conversation_id: int) -> set[int | None]:
    standing = select(ConversationTag.tag_id).where(
        ConversationTag.conversation_id == conversation_id, ConversationTag.unset_at.is_(None)
    )
    proposed = select(WorksheetProposal.tag_id).where(
        WorksheetProposal.conversation_id == conversation_id, WorksheetProposal.kind == TAG
    )
    danger = select(Tag.id).where(Tag.slug == URGENT)
    undecided = WorksheetProposal.state == ProposalState.PROPOSED
    proposed = proposed.where(or_(WorksheetProposal.tag_id.not_in(danger), undecided))
    return set(db.session.scalars(standing.union(proposed)))
