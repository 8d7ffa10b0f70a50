"""A Page on which somebody left traces wherever a person can, and somebody else did too."""

import json
from dataclasses import dataclass
from pathlib import Path

from crm import clock
from crm.auth.models import User
from crm.console.jobs import consider_messages
from crm.customers import service as customers
from crm.customers.models import Customer, Identity
from crm.customers.service import FactKind, FactSource, Ground, Origin
from crm.db import db, transaction
from crm.graph import jobs, webhook
from crm.pagelink.incoming import IncomingAttachment
from crm.pagelink.models import (
    Attachment,
    Conversation,
    Draft,
    Message,
    Page,
    Reply,
    ReplyState,
    Route,
)
from crm.pagelink.service import add_note
from crm.worksheets import service as cases
from crm.worksheets.models import Outcome, SurveyAnswer, Worksheet
from tests.factories import (
    PAGE_NUMBER,
    from_page,
    incoming_comment,
    incoming_post,
    incoming_private,
    make_page,
    take_in,
)

NUMBER, OTHER_NUMBER = "7100000000000001", "7100000000000002"
NAME, OTHER = "สมใจ รักเมือง", "วิชัย คนอื่น"
PHONE, OTHER_PHONE = "0812345678", "0899999999"
EMAIL = "somjai@example.com"
SECRET = "ลูกชายข้างบ้านเสพยาบ้า"
SECRETS = (NAME, "คุณสมใจ", PHONE, "081-234-5678", EMAIL, SECRET, "ซอยลับ 9", NUMBER, "รูปลับ")
OTHERS = (OTHER, OTHER_PHONE, "ขยะไม่มาเก็บ", "เรื่องส่วนตัวของวิชัย")


@dataclass
class Town:
    """Ids of what happened to one person and another on a Page."""

    page: Page
    person: int
    sheet: int
    admin: User
    folder: Path


def build_town(admin: User, folder: Path) -> Town:
    """Somebody who said much, in public and in private, and left traces everywhere."""
    page = make_page()
    take_in(page, *told(), now=clock.now())
    hear(page)
    with transaction():
        person = customer_of(NUMBER)
        leave_traces(person, admin, folder)
        sheet = open_case(admin)
        person_id, sheet_id = person.id, sheet.id
    consider_messages()
    return Town(page, person_id, sheet_id, admin, folder)


def told() -> list[object]:
    """What both wrote, as a poll reads it."""
    mine = {"author_external_id": NUMBER, "author_name": NAME}
    theirs = {"author_external_id": OTHER_NUMBER, "author_name": OTHER}
    private = {"person": NUMBER, "person_name": NAME}
    text = f"ไฟทางดับครับ ผม {NAME} โทร 081-234-5678 อีเมล {EMAIL}"
    picture = IncomingAttachment("image", "https://cdn.example/1.jpg", "รูปลับ")
    return [
        incoming_comment(external_id="5550001_1", text=text, **mine),
        incoming_post(
            external_id=f"{PAGE_NUMBER}_77",
            by_visitor=True,
            text=f"ถนนเป็นหลุม ติดต่อ {PHONE}",
            author_external_id=NUMBER,
            author_name=NAME,
        ),
        incoming_comment(external_id="5550001_2", text=f"ขยะไม่มาเก็บ {OTHER_PHONE}", **theirs),
        from_page(
            incoming_comment,
            external_id="5550001_3",
            parent_external_id="5550001_1",
            text="เรียนคุณสมใจ รับเรื่องแล้วค่ะ",
            created_at=clock.now(),
        ),
        incoming_private(
            external_id="m_1", text=f"{SECRET} ซอยลับ 9", author_name=NAME, attachments=(picture,),
            **private,
        ),
        from_page(incoming_private, external_id="m_2", text=f"เรียนคุณ{NAME}", **private),
        incoming_private(
            external_id="m_9", text="เรื่องส่วนตัวของวิชัย", person=OTHER_NUMBER, person_name=OTHER,
            author_name=OTHER,
        ),
    ]  # fmt: skip


def event_body() -> bytes:
    """A webhook body about an edit of the person's comment, and another's in the same body."""
    changes = [
        comment_change("5550001_1", NUMBER, NAME, f"ไฟทางดับมืดมาก โทร {PHONE}", "edited"),
        comment_change("5550001_2", OTHER_NUMBER, OTHER, f"ขยะไม่มาเก็บ {OTHER_PHONE}", "add"),
    ]
    at = int(clock.now().timestamp())
    entry = {"id": PAGE_NUMBER, "time": at, "changes": changes}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def comment_change(
    external_id: str, number: str, name: str, text: str, verb: str
) -> dict[str, object]:
    value = {
        "item": "comment",
        "verb": verb,
        "comment_id": external_id,
        "post_id": f"{PAGE_NUMBER}_5550001",
        "parent_id": f"{PAGE_NUMBER}_5550001",
        "from": {"id": number, "name": name},
        "message": text,
        "created_time": 1790755300,
    }
    return {"field": "feed", "value": value}


def hear(page: Page) -> None:
    """Take in what Facebook calls about."""
    with transaction():
        webhook.keep(event_body(), now=clock.now())
    jobs.take_in_webhooks()
    db.session.rollback()


def customer_of(number: str) -> Customer:
    return db.session.query(Identity).filter_by(external_id=number).first().customer


def private_talk() -> Conversation:
    return db.session.query(Message).filter_by(key="m_1").one().conversation


def leave_traces(person: Customer, admin: User, folder: Path) -> None:
    """What staff and forms keep of a person."""
    now = clock.now()
    origin = Origin(FactSource.FORM, Ground.CONSENT)
    customers.give_consent(person, purpose=customers.CONTACT, text_version="1", now=now)
    for kind, value in ((FactKind.PHONE, PHONE), (FactKind.EMAIL, EMAIL), (FactKind.NAME, NAME)):
        customers.add_fact(person, kind=kind, value=value, origin=origin, by=None, now=now)
    talk = private_talk()
    add_note(talk, f"โทรหาคุณสมใจที่ {PHONE} แล้ว", by=admin, now=now)
    db.session.add(Draft(conversation_id=talk.id, user_id=admin.id, text=SECRET, saved_at=now))
    db.session.add(reply_to(talk, ReplyState.QUEUED))
    copy = folder / "attachments" / "1.jpg"
    copy.parent.mkdir()
    copy.write_bytes("รูปลับ".encode())
    db.session.query(Attachment).one().file_name = "1.jpg"


def reply_to(talk: Conversation, state: ReplyState) -> Reply:
    target = db.session.query(Message).filter_by(key="m_1").one()
    return Reply(
        page_id=talk.page_id,
        conversation_id=talk.id,
        target_message_id=target.id,
        target_external_id=NUMBER,
        route=Route.MESSAGE,
        text=f"เรียนคุณ{NAME} เรื่อง {SECRET}",
        state=state,
        created_at=clock.now(),
    )


def open_case(admin: User) -> Worksheet:
    """A case of what was told in private, under the citizen's own words."""
    now = clock.now()
    sheet = cases.open_worksheet(private_talk(), title=SECRET, by=admin, now=now)
    sheet.landmark = f"บ้าน{NAME}"
    db.session.add(SurveyAnswer(worksheet_id=sheet.id, score=5, remark=SECRET, answered_at=now))
    cases.close(sheet, outcome=Outcome.FIXED, reason=f"แจ้ง {PHONE} แล้ว", by=admin, now=now)
    return sheet
