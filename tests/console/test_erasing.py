"""A person who asked for erasure is nowhere any more, and doesn't come back from Facebook."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from crm import clock
from crm.auth.models import AuditEntry, Role, User
from crm.console.erasing import erase_person
from crm.customers import service as customers
from crm.customers.models import Consent, Customer, Identity
from crm.customers.service import FactSource, Ground, Origin, PersonErased
from crm.db import db, transaction
from crm.graph import jobs, webhook
from crm.graph.models import WebhookEvent
from crm.pagelink import channels
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import (
    AnswerState,
    Conversation,
    Message,
    Reply,
    ReplyState,
)
from crm.pagelink.service.erasing import StillSending
from crm.worksheets.models import Photo, SurveyAnswer, Worksheet, WorksheetEvent, WorksheetProposal
from tests.conftest import NOW
from tests.console.erased_town import (
    NAME,
    NUMBER,
    OTHER,
    OTHERS,
    PHONE,
    SECRETS,
    Town,
    build_town,
    event_body,
    hear,
    private_talk,
    told,
)
from tests.factories import (
    PAGE_NUMBER,
    incoming_private,
    take_in,
)
from tests.leftovers import leftovers


@pytest.fixture
def town(app: Flask, make_user: Callable[..., User], tmp_path: Path) -> Town:
    """Somebody who said much, in public and in private, and left traces everywhere."""
    return build_town(make_user(Role.ADMIN), tmp_path)


def erase(town: Town, reason: str = "คำขอที่ 1/2569") -> None:
    erase_person(town.person, confirmation=str(town.person), reason=reason, by=town.admin)
    db.session.rollback()


def counted() -> dict[str, int]:
    tables = (Customer, Identity, Message, Conversation, Worksheet, WorksheetEvent, SurveyAnswer)
    return {table.__tablename__: db.session.query(table).count() for table in tables}


def test_nothing_of_the_person_is_left_and_everything_of_others_is(town: Town) -> None:
    assert set(leftovers(SECRETS, town.folder)) == set(SECRETS)
    others = leftovers(OTHERS, town.folder)
    before = counted()
    erase(town)
    assert leftovers(SECRETS, town.folder) == {}
    assert leftovers(OTHERS, town.folder) == others
    assert counted() == before


def test_neither_a_poll_nor_a_replayed_call_brings_it_back(town: Town) -> None:
    erase(town)
    before = counted()
    take_in(town.page, *told(), now=clock.now())
    hear(town.page)
    with transaction():
        body = json.loads(event_body())
        body["entry"].append({"id": PAGE_NUMBER, "time": 1, "messaging": []})
        webhook.keep(json.dumps(body).encode(), now=clock.now())
    jobs.take_in_webhooks()
    assert leftovers(SECRETS, town.folder) == {}
    assert counted() == before
    assert db.session.query(WebhookEvent).filter_by(state="new").count() == 0


def test_what_they_write_later_is_answered_as_that_of_somebody_new(town: Town) -> None:
    old_talk = private_talk().id
    erase(town)
    later = incoming_private(
        external_id="m_5", text="สวัสดีค่ะ", person=NUMBER, created_at=clock.now()
    )
    take_in(town.page, later, now=clock.now())
    message = db.session.query(Message).filter_by(key="m_5").one()
    assert message.answer_state == AnswerState.OPEN
    assert message.conversation_id != old_talk
    assert message.identity is not None
    assert message.identity.customer_id != town.person
    assert message.identity.customer.name == NAME


def test_a_comment_that_its_author_deletes_later_is_marked_all_the_same(town: Town) -> None:
    erase(town)
    at = clock.now() + timedelta(minutes=1)
    gone = IncomingMessage("comment", "5550001_1", "in", at, "webhook", deleted=True)
    take_in(town.page, gone, now=at)
    assert db.session.query(Message).filter_by(key="1").one().deleted_at == at


def test_it_is_written_down_who_why_and_how_much_but_not_what(town: Town) -> None:
    erase(town, f"คำขอของ {NAME} โทร {PHONE}")
    entry = db.session.query(AuditEntry).filter_by(action="person_erased").one()
    assert (entry.user_id, entry.subject_id) == (town.admin.id, str(town.person))
    assert entry.detail["reason"].startswith("คำขอของ •••")
    assert entry.detail["private_messages"] == 2
    assert entry.detail["facts"] == 3
    assert leftovers(SECRETS, town.folder) == {}


def test_the_case_goes_on_without_the_person(town: Town) -> None:
    number = db.session.get_one(Worksheet, town.sheet).number
    erase(town)
    sheet = db.session.get_one(Worksheet, town.sheet)
    assert (sheet.number, sheet.title, sheet.customer_id) == (number, number, town.person)
    assert db.session.query(SurveyAnswer).one().score == 5
    assert db.session.query(Consent).one().withdrawn_at is not None
    assert {person.name for person in db.session.query(Customer)} == {None, OTHER}


def test_what_was_to_be_sent_to_them_is_not_sent(town: Town) -> None:
    erase(town)
    reply = db.session.query(Reply).one()
    assert (reply.state, reply.text) == (ReplyState.CANCELLED, "")
    assert private_talk().waiting_since is None


def test_what_was_guessed_from_private_words_is_proposed_no_more(town: Town) -> None:
    message_id = db.session.query(Message).filter_by(key="m_1").one().id
    guesses = db.session.query(WorksheetProposal).filter_by(message_id=message_id)
    assert guesses.count() > 0
    erase(town)
    assert guesses.count() == 0


def test_no_route_leads_to_them_any_more(town: Town) -> None:
    message = db.session.query(Message).filter_by(key="m_1").one()
    channel = channels.get("facebook")
    asked = (message.conversation, message, NOW)
    assert channel.rungs(*asked, by_software=False)
    erase(town)
    assert channel.rungs(*asked, by_software=False) == []


def test_while_something_is_being_sent_to_them_nothing_is_erased(town: Town) -> None:
    with transaction():
        db.session.query(Reply).one().state = ReplyState.SENDING
    before = leftovers(SECRETS, town.folder)
    with pytest.raises(StillSending):
        erase(town)
    db.session.rollback()
    assert leftovers(SECRETS, town.folder) == before


def test_a_record_that_was_merged_goes_along_and_is_not_parted_again(town: Town) -> None:
    alias = "ชื่ออื่นของสมใจ"
    with transaction():
        seen = customers.Seen(alias, clock.now(), clock.now())
        found = customers.identify("facebook_comment", "another page", {"5": seen})
        absorbed = db.session.get_one(Identity, found["5"]).customer
        kept = db.session.get_one(Customer, town.person)
        merge = customers.merge(kept, absorbed, by=town.admin, now=clock.now())
        absorbed_id = absorbed.id
    erase_person(absorbed_id, confirmation=str(town.person), reason="ขอ", by=town.admin)
    assert leftovers([*SECRETS, alias], town.folder) == {}
    with pytest.raises(PersonErased), transaction():
        customers.unmerge(merge, by=town.admin, now=clock.now())


def test_nothing_is_added_to_whom_was_erased(town: Town) -> None:
    erase(town)
    person = db.session.get_one(Customer, town.person)
    origin = Origin(FactSource.STAFF, Ground.PUBLIC_TASK)
    with pytest.raises(PersonErased), transaction():
        customers.add_fact(
            person, kind="phone", value=PHONE, origin=origin, by=town.admin, now=clock.now()
        )
    with pytest.raises(PersonErased):
        erase(town)
    db.session.rollback()


def test_photos_that_only_the_citizen_sent_go_with_their_files(town: Town) -> None:
    with transaction():
        for name, told_at in (("own.jpg", None), ("told.jpg", clock.now())):
            path = town.folder / "photos" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"picture")
            db.session.add(
                Photo(
                    worksheet_id=town.sheet,
                    file_name=name,
                    content_type="image/jpeg",
                    by_citizen=True,
                    added_at=clock.now(),
                    told_at=told_at,
                )
            )
    erase(town)
    assert [path.name for path in (town.folder / "photos").iterdir()] == ["told.jpg"]
    assert [photo.file_name for photo in db.session.query(Photo)] == ["told.jpg"]
