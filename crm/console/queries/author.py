"""Who wrote a message: the person, and what is shown of them beside the conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, bindparam, func, select
from sqlalchemy.orm import Load, joinedload

from crm.console.queries.together import Together
from crm.customers.models import Customer, CustomerProposal, Identity
from crm.customers.service import FACT
from crm.pagelink.models import Conversation, Message
from crm.worksheets.models import Worksheet
from crm.worksheets.queries import READ_BY_MAY_SEE

MOST_SHOWN = 6


@dataclass(frozen=True)
class Author:
    """A person, what their words tell that nobody decided on, and their newest cases; `said` is
    the last that they said in each conversation, the newest conversation first."""

    customer: Customer
    told: Sequence[CustomerProposal]
    worksheets: Sequence[Worksheet]
    said: Sequence[Message]


def author_of(message: Message | None) -> Author | None:
    """The person who wrote a message, or the one that the record was merged into; in one
    statement."""
    if message is None or message.identity_id is None:
        return None
    found = _AUTHOR.find(identity=message.identity_id)
    newest_first = sorted(found[Worksheet], key=lambda sheet: (sheet.opened_at, sheet.id))[::-1]
    return Author(
        customer=found[Customer][0],
        told=sorted(found[CustomerProposal], key=lambda guess: guess.id),
        worksheets=newest_first,
        said=sorted(found[Message], key=_when_talked, reverse=True),
    )


def _told_by(person: ScalarSelect[int]) -> Select[tuple[int]]:
    return select(CustomerProposal.id).where(
        CustomerProposal.customer_id == person,
        CustomerProposal.kind == FACT,
        CustomerProposal.state == "proposed",
    )


def _worksheets_of(person: ScalarSelect[int]) -> Select[tuple[int]]:
    return (
        select(Worksheet.id)
        .where(Worksheet.customer_id == person)
        .order_by(Worksheet.opened_at.desc(), Worksheet.id.desc())
        .limit(MOST_SHOWN)
    )


def _last_said_by(person: ScalarSelect[int]) -> Select[tuple[int]]:
    """The last message of a person in each of the conversations that moved last."""
    identities = select(Identity.id).where(Identity.customer_id == person)
    spoken = (
        select(Message.conversation_id, func.max(Message.id).label("last"))
        .where(Message.identity_id.in_(identities))
        .group_by(Message.conversation_id)
        .subquery()
    )
    return (
        select(spoken.c.last)
        .join(Conversation, Conversation.id == spoken.c.conversation_id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(MOST_SHOWN)
    )


def _when_talked(message: Message) -> tuple[bool, object, int]:
    talk = message.conversation
    return talk.last_message_at is not None, talk.last_message_at, talk.id


_PERSON = (
    select(Identity.customer_id)
    .where(Identity.id == bindparam("identity", type_=Identity.id.type))
    .scalar_subquery()
)
_AUTHOR = Together(
    {
        Customer: select(Customer.id).where(Customer.id == _PERSON),
        CustomerProposal: _told_by(_PERSON),
        Worksheet: _worksheets_of(_PERSON),
        Message: _last_said_by(_PERSON),
    },
    joinedload(Customer.identities),
    Load(Worksheet).load_only(
        Worksheet.number,
        Worksheet.stage,
        Worksheet.title,
        Worksheet.opened_at,
        *READ_BY_MAY_SEE,
    ),
    Load(Message).load_only(Message.text, Message.conversation_id),
    joinedload(Message.conversation).load_only(
        Conversation.kind,
        Conversation.last_message_at,
        Conversation.restricted,
        Conversation.assignee_id,
    ),
)
