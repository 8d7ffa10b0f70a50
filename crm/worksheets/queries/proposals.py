"""Guesses that wait for a decision."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import ProposalState, WorksheetProposal


def get_proposal(proposal_id: int) -> WorksheetProposal:
    """The proposal with this id; raises NotFound."""
    proposal = db.session.get(WorksheetProposal, proposal_id)
    if proposal is None:
        raise NotFound
    return proposal


def proposals_of(conversation_ids: Sequence[int]) -> dict[int | None, list[WorksheetProposal]]:
    """What waits for a decision in each conversation, in one statement."""
    found: dict[int | None, list[WorksheetProposal]] = defaultdict(list)
    query = (
        select(WorksheetProposal)
        .where(
            WorksheetProposal.conversation_id.in_(conversation_ids),
            WorksheetProposal.state == ProposalState.PROPOSED,
        )
        .options(joinedload(WorksheetProposal.tag), joinedload(WorksheetProposal.worksheet))
        .order_by(WorksheetProposal.id)
    )
    for proposal in db.session.scalars(query):
        found[proposal.conversation_id].append(proposal)
    return found
