"""Guess from one message who wrote it: what they tell of themselves, and whom we know them as."""

from datetime import datetime

from sqlalchemy import select

from crm.customers import service as customers
from crm.customers.models import Customer, Identity
from crm.db import db
from crm.pagelink.models import Kind, Message, Reply, Route
from crm.worksheets import numbers
from crm.worksheets import queries as cases


def propose_who(message: Message, *, now: datetime) -> None:
    """Propose facts, and records that may be the same person; never for a name alone."""
    if message.identity is None:
        return
    writer = message.identity.customer
    customers.propose_facts(message.identity, message.text, message_id=message.id, now=now)
    customers.propose_same_person(writer, now=now)
    _propose_reporter(message, writer, now)
    _propose_commenter(message, writer, now)


def _propose_reporter(message: Message, writer: Customer, now: datetime) -> None:
    """Who quotes the number of a case may be the one to whom it was given."""
    for number in numbers.find_own(message.text):
        sheet = cases.find_by_number(number)
        if sheet is None or sheet.customer is None:
            continue
        if sheet.id not in {own.id for own in cases.of_customer(writer.id)}:
            evidence = {"same": "case_number", "number": sheet.case_number, "message": message.id}
            customers.propose_pair(writer, sheet.customer, evidence=evidence, now=now)


def _propose_commenter(message: Message, writer: Customer, now: datetime) -> None:
    """Who answers in private may be the one whose comment the Page answered there."""
    if message.kind != Kind.MESSAGE:
        return
    answer = (
        select(Reply.target_message_id)
        .join(Message, Message.id == Reply.sent_message_id)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.created_at <= message.created_at,
            Reply.route == Route.PRIVATE_REPLY,
        )
    )
    commenters = (
        select(Customer)
        .join(Identity, Identity.customer_id == Customer.id)
        .join(Message, Message.identity_id == Identity.id)
        .where(Message.id.in_(answer), Customer.id != writer.id)
        .distinct()
    )
    for commenter in db.session.scalars(commenters).all():
        evidence = {"same": "private_reply", "message": message.id}
        customers.propose_pair(writer, commenter, evidence=evidence, now=now)
