"""Guesses that wait for a decision."""

from sqlalchemy import ColumnElement, Select, or_, select

from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import ProposalState, Worksheet, WorksheetProposal


def get_proposal(proposal_id: int) -> WorksheetProposal:
    """The proposal with this id; raises NotFound."""
    proposal = db.session.get(WorksheetProposal, proposal_id)
    if proposal is None:
        raise NotFound
    return proposal


def proposals_in(conversation_id: int | ColumnElement[int]) -> Select[tuple[int]]:
    """The ids of what waits for a decision in a conversation.

    What was accepted of cases comes too, so that it can be undone.
    """
    return select(WorksheetProposal.id).where(
        WorksheetProposal.conversation_id == conversation_id,
        or_(
            WorksheetProposal.state == ProposalState.PROPOSED,
            (WorksheetProposal.state == ProposalState.ACCEPTED)
            & WorksheetProposal.worksheet_id.is_not(None),
        ),
    )


def refused_twins(sheet: Worksheet) -> set[int]:
    """The ids of the cases that somebody said are not about the same problem as this one."""
    pairs = db.session.execute(
        select(WorksheetProposal.subject_id, WorksheetProposal.worksheet_id).where(
            WorksheetProposal.state == ProposalState.REFUSED,
            or_(
                WorksheetProposal.subject_id == sheet.id,
                WorksheetProposal.subject_id.is_not(None)
                & (WorksheetProposal.worksheet_id == sheet.id),
            ),
        )
    )
    return {other for pair in pairs for other in pair if other} - {sheet.id}
