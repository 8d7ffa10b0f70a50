"""Decide on proposals: accept, refuse, and undo either."""

from datetime import datetime

from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict
from crm.pagelink import service as pagelink
from crm.pagelink.models import Message
from crm.worksheets import queries
from crm.worksheets.models import ProposalState, Worksheet, WorksheetProposal
from crm.worksheets.service.duplicates import SameCase, merge_duplicate, split_duplicate
from crm.worksheets.service.opening import add_messages, take_off_message
from crm.worksheets.service.proposing import DUPLICATE, URGENT
from crm.worksheets.service.tags import set_tag, unset_tag


class AlreadyDecided(Conflict):
    """Somebody else was faster with this proposal."""

    sentence = N_("ข้อเสนอนี้มีผู้พิจารณาแล้ว")


class NotDecided(Conflict):
    """There is no decision to undo."""

    sentence = N_("ข้อเสนอนี้ยังไม่มีผู้พิจารณา")


def accept_proposal(proposal: WorksheetProposal, *, by: User, now: datetime) -> None:
    """Do what was proposed: set the tag, put the message on the older case, or join the cases.

    A message that has a case of its own by now keeps it, with its number, as a duplicate.
    """
    _decide(proposal, ProposalState.ACCEPTED, by=by, now=now)
    message = db.session.get_one(Message, proposal.message_id)
    if proposal.worksheet:
        _put_on(message, proposal.worksheet, by=by, now=now)
    if proposal.tag:
        set_tag(message.conversation, proposal.tag, by=by, now=now)


def refuse_proposal(proposal: WorksheetProposal, *, by: User, now: datetime) -> None:
    """Put a proposal aside; it won't come back for this conversation.

    Words of danger had put the conversation above the others; it goes back among them.
    """
    _decide(proposal, ProposalState.REFUSED, by=by, now=now)
    message = db.session.get_one(Message, proposal.message_id)
    if proposal.tag and proposal.tag.slug == URGENT:
        pagelink.set_urgent(message.conversation, False, now=now)
    pagelink.touch(message.conversation, now)


def undo_decision(proposal: WorksheetProposal, *, by: User, now: datetime) -> None:
    """Let a proposal wait again; what accepting it did is taken back."""
    if proposal.state == ProposalState.PROPOSED:
        raise NotDecided
    message = db.session.get_one(Message, proposal.message_id)
    if proposal.state == ProposalState.ACCEPTED:
        _take_back(proposal, message, by=by, now=now)
    proposal.state, proposal.decided_at, proposal.decided_by_id = ProposalState.PROPOSED, None, None
    pagelink.touch(message.conversation, now)


def refuse_twin(sheet: Worksheet, other: Worksheet, *, by: User, now: datetime) -> None:
    """Remember that two cases are not about the same problem."""
    refused = WorksheetProposal(
        kind=DUPLICATE,
        subject_id=sheet.id,
        worksheet_id=other.id,
        state=ProposalState.REFUSED,
        created_at=now,
        decided_at=now,
        decided_by_id=by.id,
    )
    db.session.add(refused)
    db.session.flush()


def _decide(proposal: WorksheetProposal, state: ProposalState, *, by: User, now: datetime) -> None:
    if proposal.state != ProposalState.PROPOSED:
        raise AlreadyDecided
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, now, by.id


def _put_on(message: Message, sheet: Worksheet, *, by: User, now: datetime) -> None:
    lead = queries.lead_of(sheet)
    own = _open_case_of(message)
    if own is None:
        add_messages(lead, [message], by=by, now=now)
    elif queries.lead_of(own).id != lead.id:
        merge_duplicate(own, into=lead, by=by, now=now)
    elif own.id != lead.id:
        raise SameCase


def _take_back(proposal: WorksheetProposal, message: Message, *, by: User, now: datetime) -> None:
    if proposal.tag:
        unset_tag(message.conversation, proposal.tag, by=by, now=now)
    if proposal.worksheet:
        lead = queries.lead_of(proposal.worksheet)
        merged = _merged_case_of(message, lead)
        if merged:
            split_duplicate(merged, by=by, now=now)
        else:
            take_off_message(lead, message, by=by, now=now)


def _open_case_of(message: Message) -> Worksheet | None:
    cases = queries.worksheets_of_message(message)
    return next((sheet for sheet in cases if sheet.duplicate_of_id is None), None)


def _merged_case_of(message: Message, lead: Worksheet) -> Worksheet | None:
    cases = queries.worksheets_of_message(message)
    return next((sheet for sheet in cases if sheet.duplicate_of_id == lead.id), None)
