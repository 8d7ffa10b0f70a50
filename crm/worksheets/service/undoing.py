"""Take back what one person did to tags and guesses at one moment."""

from datetime import datetime

from sqlalchemy import delete, select

from crm.auth.models import User
from crm.db import db
from crm.pagelink.models import Conversation, Message
from crm.worksheets import queries
from crm.worksheets.models import (
    ConversationTag,
    ProposalState,
    Worksheet,
    WorksheetMessage,
    WorksheetProposal,
)
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import wear_stage
from crm.worksheets.service.tags import set_tag, take_off


def undo_tags(*, at: datetime, by: User, now: datetime) -> list[int]:
    """Take off the tags that were put on at that moment, and put back those taken off.

    Tags that a case set are the case's own and stay. Returns the conversations.
    """
    own = ConversationTag.worksheet_id.is_(None)
    put_on = own, ConversationTag.set_by_id == by.id, ConversationTag.set_at == at
    taken = own, ConversationTag.unset_by_id == by.id, ConversationTag.unset_at == at
    standing = db.session.scalars(
        select(ConversationTag).where(*put_on, ConversationTag.unset_at.is_(None))
    ).all()
    gone = db.session.scalars(select(ConversationTag).where(*taken)).all()
    for mark in standing:
        take_off(mark, by=by, now=now)
    for mark in gone:
        conversation = db.session.get_one(Conversation, mark.conversation_id)
        set_tag(conversation, mark.tag, by=by, now=now, reason=mark.reason)
    return [mark.conversation_id for mark in (*standing, *gone)]


def undo_proposals(*, at: datetime, by: User, now: datetime) -> list[int]:
    """Take messages off the cases they were linked to, and let the guesses stand open again."""
    decided = db.session.scalars(
        select(WorksheetProposal).where(
            WorksheetProposal.decided_by_id == by.id, WorksheetProposal.decided_at == at
        )
    ).all()
    for proposal in decided:
        accepted = proposal.state == ProposalState.ACCEPTED
        if accepted and proposal.worksheet and proposal.message_id:
            _unlink(proposal.worksheet, proposal.message_id, by=by, now=now)
        proposal.state = ProposalState.PROPOSED
        proposal.decided_at = proposal.decided_by_id = None
    return [proposal.conversation_id for proposal in decided if proposal.conversation_id]


def _unlink(sheet: Worksheet, message_id: int, *, by: User, now: datetime) -> None:
    """Take one message off a case; its conversation no longer wears the case's stage if it was
    the only one there."""
    message = db.session.get_one(Message, message_id)
    db.session.execute(
        delete(WorksheetMessage).where(
            WorksheetMessage.worksheet_id == sheet.id, WorksheetMessage.message_id == message_id
        )
    )
    record(sheet, "message_removed", by=by, now=now)
    lead = queries.lead_of(sheet)
    if message.conversation_id not in {talk.id for talk in queries.conversations_of(lead)}:
        _take_off_marks(lead, message.conversation_id, by=by, now=now)
    wear_stage(lead, by=by, now=now)


def _take_off_marks(sheet: Worksheet, conversation_id: int, *, by: User, now: datetime) -> None:
    standing = select(ConversationTag).where(
        ConversationTag.worksheet_id == sheet.id,
        ConversationTag.conversation_id == conversation_id,
        ConversationTag.unset_at.is_(None),
    )
    for mark in db.session.scalars(standing):
        take_off(mark, by=by, now=now)
