"""Who wrote is guessed from what speaks for it, never from a name, and somebody decides."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from crm import clock
from crm.auth.models import Role, User
from crm.console.jobs import consider_messages
from crm.customers import queries, service
from crm.customers.models import Customer, CustomerProposal
from crm.db import db, transaction
from crm.pagelink.models import Message, Page, Reply, ReplyState, Route
from crm.worksheets import service as cases
from tests.factories import from_page, incoming_private, make_comment, make_page, take_in
from tests.factories import make_private_message as write


@pytest.fixture
def page(app: Flask) -> Page:
    """A Page that has been answering for a month."""
    return make_page(filing_system="")


@pytest.fixture
def officer(make_user: Callable[..., User]) -> User:
    """A Page admin."""
    return make_user(Role.AGENT)


def writer(message: Message) -> Customer:
    """The person who wrote a message."""
    assert message.identity is not None
    return message.identity.customer


def guesses(kind: str) -> list[CustomerProposal]:
    """What is proposed once every message has been considered."""
    consider_messages()
    db.session.expire_all()
    return db.session.query(CustomerProposal).filter_by(kind=kind).all()


def test_a_number_in_a_message_is_proposed_and_kept_only_when_accepted(
    page: Page, officer: User, now: datetime
) -> None:
    message = make_comment(page, text="ไฟดับ โทร ๐๘๑-๒๓๔-๕๖๗๘")
    [guess] = guesses(service.FACT)
    assert (guess.fact_kind, guess.fact_value, guess.message_id) == (
        *("phone", "0812345678"),
        message.id,
    )
    assert queries.facts_of(writer(message)) == []
    with transaction():
        service.accept_proposal(guess, by=officer, now=now)
    [fact] = queries.facts_of(writer(message))
    assert (fact.source, fact.ground, fact.recorded_by) == ("message", "public_task", officer.name)


def test_what_was_refused_is_not_proposed_again(page: Page, officer: User, now: datetime) -> None:
    make_comment(page, text="โทร 0812345678")
    [guess] = guesses(service.FACT)
    with transaction():
        service.refuse_proposal(guess, by=officer, now=now)
    make_comment(page, text="โทรมาที่ 081-234-5678 นะ")
    assert guesses(service.FACT) == [guess]


def test_people_of_one_name_are_never_proposed_as_one(page: Page) -> None:
    for person in ("1", "2"):
        make_comment(page, author_external_id=person, author_name="สมใจ รักเมือง")
    assert guesses(service.SAME_PERSON) == []


def test_one_phone_number_in_the_words_of_two_is_proposed(page: Page) -> None:
    for person in ("1", "2"):
        make_comment(page, author_external_id=person, text="โทร 081-234-5678")
    [guess] = guesses(service.SAME_PERSON)
    assert guess.evidence == {"same": "phone"}


def test_a_number_that_many_gave_says_nothing_of_who_wrote(page: Page) -> None:
    for person in range(8):
        make_comment(page, author_external_id=str(person), text="ติดต่อ 081-234-5678")
    consider_messages()
    make_comment(page, author_external_id="99", text="ติดต่อ 081-234-5678")
    consider_messages()
    newest = db.session.query(Customer).order_by(Customer.id.desc()).first()
    assert newest is not None
    told = [guess.kind for guess in queries.open_proposals(newest)]
    assert told == [service.FACT]


def test_who_quotes_a_case_number_is_proposed_as_its_reporter(
    page: Page, officer: User, now: datetime
) -> None:
    asked = make_comment(page, author_external_id="1")
    with transaction():
        sheet = cases.open_worksheet(asked.conversation, by=officer, now=now)
        cases.give_own_number(sheet, by=officer, now=now)
    quoting = write(page, person="2", text=f"เรื่อง {sheet.case_number} ถึงไหนแล้ว")
    [guess] = guesses(service.SAME_PERSON)
    assert {guess.customer_id, guess.other_customer_id} == {
        writer(asked).id,
        writer(quoting).id,
    }
    assert guess.evidence["number"] == sheet.case_number


def test_who_answers_a_private_reply_is_proposed_as_the_commenter(
    page: Page, officer: User, now: datetime
) -> None:
    asked = make_comment(page, author_external_id="1")
    sent = from_page(incoming_private, person="2", created_at=now - timedelta(minutes=30))
    told = take_in(page, sent)
    with transaction():
        db.session.add(
            Reply(
                page_id=page.id,
                conversation_id=asked.conversation_id,
                target_message_id=asked.id,
                target_external_id=asked.external_id,
                route=Route.PRIVATE_REPLY,
                text=sent.text,
                state=ReplyState.SENT,
                created_at=clock.now(),
                written_by_id=officer.id,
                sent_message_id=told.message_ids[0],
            )
        )
    write(page, person="2", created_at=now - timedelta(minutes=10))
    [guess] = guesses(service.SAME_PERSON)
    assert guess.evidence["same"] == "private_reply"


def test_an_account_linked_by_its_number_is_parted_and_joined_again(
    page: Page, officer: User, now: datetime
) -> None:
    asked = make_comment(page, author_external_id="1")
    written = write(page, person="1")
    assert writer(asked) == writer(written)
    assert written.identity is not None
    with transaction():
        sheet = cases.open_worksheet(written.conversation, by=officer, now=now)
        own = service.part(written.identity, by=officer, now=now)
    assert writer(asked) != writer(written) == own
    assert sheet.customer_id == own.id
    [guess] = queries.open_proposals(own)
    with transaction():
        service.accept_proposal(guess, by=officer, now=now)
    assert writer(asked) == writer(written)
    with pytest.raises(service.NotLinked), transaction():
        service.part(written.identity, by=officer, now=now)
