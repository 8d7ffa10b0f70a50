"""What the software guesses of a conversation, beside which it is decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlalchemy.orm import joinedload

from crm.console.queries.together import Together
from crm.maps.models import PlaceGuess
from crm.maps.queries import surest_guess
from crm.pagelink.models import Conversation
from crm.worksheets.models import WorksheetProposal
from crm.worksheets.queries import proposals_in


@dataclass(frozen=True)
class Guesses:
    """The tags and cases that are proposed, oldest first, and the place."""

    proposals: Sequence[WorksheetProposal]
    place: PlaceGuess | None


_HERE = bindparam("conversation", type_=Conversation.id.type)
_GUESSES = Together(
    {WorksheetProposal: proposals_in(_HERE), PlaceGuess: surest_guess(_HERE)},
    joinedload(WorksheetProposal.tag),
    joinedload(WorksheetProposal.worksheet),
)


def guesses_of(conversation: Conversation) -> Guesses:
    """The guesses of one conversation, in one statement."""
    found = _GUESSES.find(conversation=conversation.id)
    proposals = sorted(found[WorksheetProposal], key=lambda proposal: proposal.id)
    return Guesses(proposals, next(iter(found[PlaceGuess]), None))
