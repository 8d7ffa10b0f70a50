"""A person's card keeps what is known masked, and writes down who looked."""

from collections.abc import Callable
from datetime import datetime

import pytest

from crm.auth.models import AccessEntry, Role
from crm.console.jobs import consider_messages
from crm.customers.models import Customer, CustomerProposal, Merge
from crm.db import db, transaction
from crm.pagelink.models import Page
from tests.browser import Browser
from tests.console.factories import make_identity


@pytest.fixture
def customer_id(talk_id: int) -> int:
    """The person who wrote the waiting comment."""
    return db.session.query(Customer).one().id


def keep_phone(agent: Browser, customer_id: int) -> None:
    fields = {"kind": "phone", "value": "081-234-5678", "ground": "public_task"}
    agent.post(f"/customers/{customer_id}/facts", fields, page="/inbox")


def test_the_list_finds_a_person_by_a_part_of_the_name(agent: Browser, customer_id: int) -> None:
    assert "สมหญิง ตัวอย่าง" in agent.get("/customers?q=ตัวอย่าง")
    assert "ไม่พบชื่อนี้" in agent.get("/customers?q=ไม่มี")


def test_the_card_shows_the_history_and_masks_what_is_known(
    agent: Browser, customer_id: int, talk_id: int
) -> None:
    keep_phone(agent, customer_id)
    page = agent.get(f"/customers/{customer_id}")
    assert f'href="/inbox/{talk_id}"' in page
    assert "0812345678" not in page


def test_showing_what_is_known_is_written_down(agent: Browser, customer_id: int) -> None:
    keep_phone(agent, customer_id)
    assert "0812345678" in agent.get(f"/customers/{customer_id}?show=1")
    assert db.session.query(AccessEntry).one().subject_id == str(customer_id)


def test_a_viewer_is_never_shown_what_is_known(viewer: Browser, customer_id: int) -> None:
    viewer.get(f"/customers/{customer_id}?show=1", status=403)
    assert db.session.query(AccessEntry).count() == 0


def test_a_persons_whole_data_is_given_to_supervisors_and_that_is_written_down(
    log_in: Callable[[Role], Browser], customer_id: int
) -> None:
    supervisor = log_in(Role.SUPERVISOR)
    keep_phone(supervisor, customer_id)
    told = supervisor.client.get(f"/customers/{customer_id}/copy").get_json()
    assert [fact["value"] for fact in told["facts"]] == ["0812345678"]
    assert [message["text"] for message in told["messages"]] == ["ไฟทางหน้าซอยดับ โทร 081-234-5678"]
    assert db.session.query(AccessEntry).one().subject_id == str(customer_id)


def test_an_agent_takes_no_copy_of_a_persons_data(agent: Browser, customer_id: int) -> None:
    agent.get(f"/customers/{customer_id}/copy", status=403)
    assert db.session.query(AccessEntry).count() == 0


def test_an_earlier_value_stays_on_the_card_with_who_told_it(
    agent: Browser, customer_id: int
) -> None:
    for year in ("2530", "2531"):
        fields = {"kind": "birth_year", "value": year, "ground": "public_task"}
        agent.post(f"/customers/{customer_id}/facts", fields, page="/inbox")
    page = agent.get(f"/customers/{customer_id}?show=1")
    assert page.index("2531") < page.index("ข้อมูลเดิม") < page.index("2530")
    assert "เจ้าหน้าที่บันทึก · ฐานภารกิจของรัฐ · agent@example.org" in page


def test_what_a_message_told_is_accepted_beside_the_conversation(
    agent: Browser, customer_id: int, talk_id: int
) -> None:
    consider_messages()
    assert "0812345678" in agent.get(f"/inbox/{talk_id}")
    guess = db.session.query(CustomerProposal).one()
    path = f"/customers/{customer_id}/proposals/{guess.id}/accept?next=/inbox/{talk_id}"
    answer = agent.post(path, page="/inbox")
    assert answer.headers["Location"] == f"/inbox/{talk_id}"
    assert "ข้อมูลที่พบในข้อความ" not in agent.get(f"/inbox/{talk_id}")
    assert "จากข้อความ" in agent.get(f"/customers/{customer_id}")


def test_a_viewer_sees_what_was_read_only_masked(
    viewer: Browser, customer_id: int, talk_id: int
) -> None:
    consider_messages()
    for path in (f"/inbox/{talk_id}", f"/customers/{customer_id}"):
        page = viewer.get(path)
        assert "ข้อมูลที่พบในข้อความ" in page
        assert "0812345678" not in page


def test_two_records_are_joined_by_a_person_and_parted_again(
    agent: Browser, customer_id: int, now: datetime
) -> None:
    with transaction():
        other = make_identity(db.session.query(Page).one(), now).customer_id
        proposal = CustomerProposal(
            kind="same_person",
            customer_id=customer_id,
            other_customer_id=other,
            evidence={"same": "name"},
            created_at=now,
        )
        db.session.add(proposal)
        db.session.flush()
        proposal_id = proposal.id
    assert "คนเดียวกัน รวมข้อมูล" in agent.get(f"/customers/{customer_id}")
    agent.post(f"/customers/{customer_id}/proposals/{proposal_id}/accept", page="/inbox")
    merge = db.session.query(Merge).one()
    assert "รวมข้อมูลไว้เมื่อ" in agent.get(f"/customers/{merge.kept_id}")
    agent.post(f"/customers/{customer_id}/merges/{merge.id}/undo", page="/inbox")
    db.session.expire_all()
    assert db.session.get_one(Customer, merge.absorbed_id).merged_into_id is None


def test_a_dead_key_says_who_must_do_what(
    log_in: Callable[[Role], Browser], talk_id: int, now: datetime
) -> None:
    admin = log_in(Role.ADMIN)
    with transaction():
        page = db.session.query(Page).one()
        page.health, page.health_since, page_id = "token", now, page.id
    assert "ต้องสร้างกุญแจใหม่" in admin.get("/admin/pages")
    admin.get(f"/admin/pages/{page_id}")
    admin.post(f"/admin/pages/{page_id}/key", {"token": "a new key"}, page="/inbox")
    assert db.session.query(Page).one().token == "a new key"


def test_a_page_is_told_how_to_speak(log_in: Callable[[Role], Browser], talk_id: int) -> None:
    admin = log_in(Role.ADMIN)
    page_id = db.session.query(Page).one().id
    fields = {"centre_name": "ศูนย์ฯ", "particle": "khrap", "reply_seconds": "5"}
    admin.post(f"/admin/pages/{page_id}", fields, page="/inbox")
    page = db.session.query(Page).one()
    assert (page.centre_name, page.particle, page.reply_seconds) == ("ศูนย์ฯ", "khrap", 5)
    refused = admin.post(f"/admin/pages/{page_id}", {"reply_seconds": "x"}, page="/inbox")
    assert refused.status_code == 400


def test_pages_are_for_administrators(agent: Browser) -> None:
    agent.get("/admin/pages", status=403)
