"""Guesses that wait for a decision."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import ProposalState, Worksheet, WorksheetProposal


def get_proposal(proposal_id: int) -> WorksheetProposal:
    """The proposal with this id; raises NotFound."""
    proposal = db.session.get(WorksheetProposal, proposal_id)
    if proposal is None:
        raise NotFound
    return proposal


def proposals_of(conversation_ids: Sequence[int]) -> dict[int | None, list[WorksheetProposal]]:
    """What waits for a decision in each conversation, in one statement.

    What was accepted of cases comes too, so that it can be undone.
    """
    found: dict[int | None, list[WorksheetProposal]] = defaultdict(list)
    query = (
        select(WorksheetProposal)
        .where(
            WorksheetProposal.conversation_id.in_(conversation_ids),
            or_(
                WorksheetProposal.state == ProposalState.PROPOSED,
                (WorksheetProposal.state == ProposalState.ACCEPTED)
                & WorksheetProposal.worksheet_id.is_not(None),
            ),
        )
        .options(joinedload(WorksheetProposal.tag), joinedload(WorksheetProposal.worksheet))
        .order_by(WorksheetProposal.id)
    )
    for proposal in db.session.scalars(query):
        found[proposal.conversation_id].append(proposal)
    return found


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
