"""The page on which an administrator erases somebody says what goes, and asks twice."""

from collections.abc import Callable

import pytest

from crm import clock
from crm.auth.models import AuditEntry, Role
from crm.customers.models import Customer
from crm.db import db, transaction
from crm.pagelink.models import Conversation
from crm.worksheets.links import citizen_links
from crm.worksheets.service import open_worksheet
from tests.browser import Browser

NAME = "สมหญิง ตัวอย่าง"


@pytest.fixture
def admin(log_in: Callable[[Role], Browser]) -> Browser:
    """An administrator's browser."""
    return log_in(Role.ADMIN)


@pytest.fixture
def customer_id(talk_id: int) -> int:
    """The person who wrote the waiting comment."""
    return db.session.query(Customer).one().id


def test_the_page_says_what_goes_and_what_stays(admin: Browser, customer_id: int) -> None:
    assert f'href="/customers/{customer_id}/erase"' in admin.get(f"/customers/{customer_id}")
    page = admin.get(f"/customers/{customer_id}/erase")
    assert "สิ่งที่จะถูกลบ" in page
    assert "สิ่งที่ยังอยู่ และเพราะเหตุใด" in page


def test_a_typed_number_and_a_reason_erase_and_the_card_says_so(
    admin: Browser, customer_id: int, talk_id: int
) -> None:
    path = f"/customers/{customer_id}/erase"
    admin.post(path, {"reason": "คำขอที่ 1", "confirmation": str(customer_id)})
    card = admin.get(f"/customers/{customer_id}")
    assert "ผู้ใช้บริการที่ขอให้ลบข้อมูล" in card
    assert "ลบข้อมูลส่วนบุคคลของผู้นี้ตามคำขอแล้วเมื่อ" in card
    assert "ผู้ใช้บริการที่ขอให้ลบข้อมูล" in admin.get("/customers")
    talk = admin.get(f"/inbox/{talk_id}")
    assert "ไฟทางหน้าซอยดับ" in talk
    for page in (card, talk):
        assert NAME not in page
        assert "081-234-5678" not in page
    admin.get(path, status=409)


@pytest.mark.parametrize(
    "fields", [{"reason": "คำขอ", "confirmation": "0"}, {"reason": " ", "confirmation": "right"}]
)
def test_a_wrong_number_or_no_reason_changes_nothing(
    admin: Browser, customer_id: int, fields: dict[str, str]
) -> None:
    typed = {**fields, "confirmation": fields["confirmation"].replace("right", str(customer_id))}
    answer = admin.post(f"/customers/{customer_id}/erase", typed)
    assert answer.status_code == 400
    assert db.session.query(Customer).one().name == NAME
    assert db.session.query(AuditEntry).filter_by(action="person_erased").count() == 0


def test_supervisors_and_agents_erase_nobody(
    log_in: Callable[[Role], Browser], customer_id: int
) -> None:
    supervisor = log_in(Role.SUPERVISOR)
    assert "/erase" not in supervisor.get(f"/customers/{customer_id}")
    supervisor.get(f"/customers/{customer_id}/erase", status=403)
    fields = {"reason": "คำขอ", "confirmation": str(customer_id)}
    refused = supervisor.post(f"/customers/{customer_id}/erase", fields, page="/inbox")
    assert refused.status_code == 403
    assert db.session.query(Customer).one().name == NAME


def test_the_link_to_their_form_is_worth_nothing_any_more(
    admin: Browser, customer_id: int, talk_id: int
) -> None:
    with transaction():
        talk = db.session.get_one(Conversation, talk_id)
        sheet = open_worksheet(talk, title="ไฟดับ", by=None, now=clock.now())
    with admin.client.application.test_request_context():
        links = citizen_links(sheet)
    details = "/c/" + links["link_details"].split("/c/")[1]
    admin.get(details)
    typed = {"reason": "คำขอที่ 1", "confirmation": str(customer_id)}
    admin.post(f"/customers/{customer_id}/erase", typed)
    admin.get(details, status=410)
