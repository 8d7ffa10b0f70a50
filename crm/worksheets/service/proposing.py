"""Propose tags and older cases for a message; a person accepts or refuses."""

from datetime import datetime

from sqlalchemy import or_, select

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict
from crm.pagelink import service as pagelink
from crm.pagelink.models import Direction, Message
from crm.worksheets import numbers, queries, suggestions
from crm.worksheets.models import (
    ConversationTag,
    ProposalState,
    Tag,
    Worksheet,
    WorksheetProposal,
)
from crm.worksheets.service.opening import add_messages
from crm.worksheets.service.tags import set_tag
from crm.worksheets.suggestions import Guess, Suggester

TAG, FOLLOW_UP = "tag", "follow_up"
URGENT = "urgent"


class AlreadyDecided(Conflict):
    """Somebody else was faster with this proposal."""

    sentence = N_("ข้อเสนอนี้มีผู้พิจารณาแล้ว")


def propose_tags(
    message: Message, *, now: datetime, suggester: Suggester | None = None
) -> list[WorksheetProposal]:
    """Propose what a citizen's message seems to be about, with the words that speak for it.

    What stands on the conversation already, or was proposed there before whatever became of it,
    isn't proposed again; but each new message with words of danger may raise
    เร่งด่วน once more. `suggester` (see `suggestions.load`) saves loading it for each message.
    """
    if message.direction != Direction.IN or message.deleted_at or not message.text.strip():
        return []
    guesses = (suggester or suggestions.load()).suggest(message.text).guesses
    known = _tags_seen(message.conversation_id)
    made = [
        _propose(message, TAG, now, tag_id=guess.tag.id, evidence=_evidence(guess))
        for guess in guesses
        if guess.tag.id not in known
    ]
    made += _propose_follow_ups(message, now)
    if any(guess.tag.slug == URGENT for guess in guesses if guess.tag.id not in known):
        pagelink.set_urgent(message.conversation, True, now=now)
    db.session.flush()
    return made


def accept_proposal(proposal: WorksheetProposal, *, by: User, now: datetime) -> None:
    """Do what was proposed: set the tag, or put the message on the older case."""
    _decide(proposal, ProposalState.ACCEPTED, by=by, now=now)
    message = db.session.get_one(Message, proposal.message_id)
    if proposal.tag:
        set_tag(message.conversation, proposal.tag, by=by, now=now)
    if proposal.worksheet:
        add_messages(proposal.worksheet, [message], by=by, now=now)


def refuse_proposal(proposal: WorksheetProposal, *, by: User, now: datetime) -> None:
    """Put a proposal aside; it won't come back for this conversation.

    Words of danger had put the conversation above the others; it goes back among them.
    """
    _decide(proposal, ProposalState.REFUSED, by=by, now=now)
    if proposal.tag and proposal.tag.slug == URGENT:
        message = db.session.get_one(Message, proposal.message_id)
        pagelink.set_urgent(message.conversation, False, now=now)


def _decide(proposal: WorksheetProposal, state: ProposalState, *, by: User, now: datetime) -> None:
    if proposal.state != ProposalState.PROPOSED:
        raise AlreadyDecided
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, now, by.id


def _propose(
    message: Message,
    kind: str,
    now: datetime,
    *,
    evidence: dict[str, object],
    tag_id: int | None = None,
    worksheet: Worksheet | None = None,
) -> WorksheetProposal:
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


def _propose_follow_ups(message: Message, now: datetime) -> list[WorksheetProposal]:
    """One in twenty who ask quote an earlier number."""
    known = _sheets_seen(message.conversation_id)
    quoted = [(n, queries.find_by_number(n)) for n in numbers.find_own(message.text)]
    tag = queries.get_tag("follow_up") if quoted else None
    return [
        _propose(
            message,
            FOLLOW_UP,
            now,
            evidence={"number": number},
            tag_id=tag.id if tag else None,
            worksheet=sheet,
        )
        for number, sheet in quoted
        if sheet and sheet.id not in known
    ]


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


def _sheets_seen(conversation_id: int) -> set[int | None]:
    proposed = select(WorksheetProposal.worksheet_id).where(
        WorksheetProposal.conversation_id == conversation_id, WorksheetProposal.kind == FOLLOW_UP
    )
    own = [sheet.id for sheet in queries.worksheets_of([conversation_id])[conversation_id]]
    return {*db.session.scalars(proposed), *own}
