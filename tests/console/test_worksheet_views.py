"""A case from the conversation to the result told, in the pages that agents use."""

from datetime import timedelta

import pytest

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.models import Conversation, Message, Page, Reply
from crm.worksheets.models import Agency, DispatchState, Stage, Worksheet
from tests.browser import Browser


@pytest.fixture
def number(agent: Browser, talk_id: int) -> str:
    """A case opened on the waiting comment."""
    fields = {"title": "ไฟทางดับ", "place": "หน้าซอย 5"}
    agent.post(f"/inbox/{talk_id}/worksheet", fields, page="/inbox")
    return sheet().number


def sheet() -> Worksheet:
    db.session.expire_all()
    return db.session.query(Worksheet).one()


def test_the_filing_queue_has_the_block_to_copy(agent: Browser, number: str) -> None:
    page = agent.get("/worksheets/filing")
    assert number in page
    assert "จุดเกิดเหตุ: หน้าซอย 5" in page


def test_filing_and_sending_the_number_is_one_action(agent: Browser, number: str) -> None:
    fields = {"mis_number": "กทม 1234/2569", "then": "send"}
    path = f"/worksheets/{number}/file?back=filing"
    assert agent.post(path, fields, page="/inbox").status_code == 303
    case, reply = sheet(), db.session.query(Reply).one()
    assert (case.case_number, case.stage) == ("กทม 1234/2569", Stage.NUMBER_ISSUED)
    assert reply.route == "private_reply"
    assert "กทม 1234/2569" in reply.text
    assert "สมหญิง ตัวอย่าง" in reply.text
    assert "{" not in reply.text
    assert number not in agent.get("/worksheets/filing")


def test_before_the_number_is_sent_each_text_and_route_is_shown(
    agent: Browser, number: str
) -> None:
    agent.post(f"/worksheets/{number}/file", {"mis_number": "M-7"}, page="/inbox")
    page = agent.get(f"/worksheets/{number}")
    assert "ดูข้อความที่จะส่ง" in page
    assert "เลขที่รับแจ้ง M-7" in page
    assert db.session.query(Reply).count() == 0


def test_without_a_city_system_the_number_is_made_here_and_sent(
    agent: Browser, number: str, talk_id: int
) -> None:
    with transaction():
        db.session.query(Page).one().filing_system = ""
    assert "ออกเลขที่รับแจ้งและส่งให้ประชาชน" in agent.get(f"/inbox/{talk_id}")
    path = f"/worksheets/{number}/own-number?back={talk_id}"
    response = agent.post(path, {"send": 1}, page="/inbox")
    assert response.headers["Location"] == f"/inbox/{talk_id}"
    assert sheet().case_number in db.session.query(Reply).one().text


def test_an_agency_returns_a_case_with_a_reason_and_another_takes_it(
    agent: Browser, number: str
) -> None:
    first, second = db.session.query(Agency).order_by(Agency.id).limit(2)
    path = f"/worksheets/{number}"
    agent.post(f"{path}/dispatch", {"agency": first.id, "how": "หนังสือ"}, page="/inbox")
    passed = f"{path}/dispatches/{sheet().dispatches[0].id}"
    assert agent.post(f"{passed}/return", {"reason": " "}, page="/inbox").status_code == 400
    agent.post(f"{passed}/return", {"reason": "ไม่ใช่ถนนของเขต"}, page="/inbox")
    agent.post(f"{passed}/pass-on", {"agency": second.id}, page="/inbox")
    taken = f"{path}/dispatches/{sheet().dispatches[1].id}"
    agent.post(f"{taken}/accept", page="/inbox")
    agent.post(f"{taken}/done", {"result": "ซ่อมไฟทางเรียบร้อย"}, page="/inbox")
    states = [dispatch.state for dispatch in sheet().dispatches]
    assert states == [DispatchState.RETURNED, DispatchState.DONE]
    page = agent.get(path)
    assert "ไม่ใช่ถนนของเขต" in page
    assert "ซ่อมไฟทางเรียบร้อย" in page


def test_the_result_goes_to_the_citizen_or_is_told_otherwise(agent: Browser, number: str) -> None:
    path = f"/worksheets/{number}"
    agent.post(f"{path}/file", {"mis_number": "M-7"}, page="/inbox")
    agent.post(f"{path}/send-result", {"result": "ซ่อมไฟทางเรียบร้อย"}, page="/inbox")
    assert "ซ่อมไฟทางเรียบร้อย" in db.session.query(Reply).one().text
    agent.post(f"{path}/told", {"told_how": "phone", "result": "ซ่อมแล้ว"}, page="/inbox")
    case = sheet()
    assert (case.stage, case.told_how) == (Stage.RESULT_TOLD, "phone")
    assert "โทรศัพท์" in agent.get(path)


def test_a_result_that_all_would_see_names_nobody(agent: Browser, number: str) -> None:
    path = f"/worksheets/{number}"
    agent.post(f"{path}/file", {"mis_number": "M-7"}, page="/inbox")
    with transaction():
        said = db.session.query(Message).first()
        said.created_at -= timedelta(days=30)
    named = {"result": "ซ่อมแล้ว โทร 081-234-5678"}
    refused = agent.post(f"{path}/send-result", named, page="/inbox")
    assert refused.status_code == 400
    assert "081-234-5678" in refused.text
    assert db.session.query(Reply).count() == 0


def test_a_case_is_closed_with_an_outcome_and_taken_up_again(agent: Browser, number: str) -> None:
    path = f"/worksheets/{number}"
    agent.post(f"{path}/close", {"outcome": "fixed"}, page="/inbox")
    assert sheet().closed_at
    assert number in agent.get("/worksheets?state=closed")
    assert number not in agent.get("/worksheets")
    agent.post(f"{path}/reopen", {"note": "ยังดับอยู่"}, page="/inbox")
    assert (sheet().closed_at, sheet().times_reopened) == (None, 1)


@pytest.mark.parametrize(
    ("step", "fields"),
    [("close", {"outcome": "?"}), ("told", {"told_how": "?"}), ("file", {"mis_number": " "})],
)
def test_a_form_that_makes_no_sense_is_refused_with_a_sentence(
    agent: Browser, number: str, step: str, fields: dict[str, str]
) -> None:
    response = agent.post(f"/worksheets/{number}/{step}", fields, page="/inbox")
    assert response.status_code == 400
    assert "data-error-sentence" in response.text


def test_the_place_can_be_put_right_and_a_word_is_no_coordinate(
    agent: Browser, number: str
) -> None:
    path = f"/worksheets/{number}/place"
    agent.post(path, {"place": "หน้าซอย 7", "latitude": "", "longitude": ""}, page="/inbox")
    assert sheet().place == "หน้าซอย 7"
    wrong = agent.post(path, {"latitude": "ซอย", "longitude": "100.5"}, page="/inbox")
    assert wrong.status_code == 400


def test_a_restricted_case_is_not_for_every_agent(agent: Browser, number: str) -> None:
    with transaction():
        case = sheet()
        case.restricted, case.opened_by_id, case.assignee_id = True, None, None
    agent.get("/inbox")
    agent.get(f"/worksheets/{number}", status=403)
    assert number not in agent.get("/worksheets")


def test_an_unknown_number_is_told_so(agent: Browser) -> None:
    assert "9999-000001" in agent.get("/worksheets/9999-000001", status=404)


def test_from_a_post_to_its_conversations_and_cases(
    agent: Browser, number: str, talk_id: int
) -> None:
    post_id = db.session.get_one(Conversation, talk_id).post_id
    assert "แจ้งไฟทางดับได้ที่นี่" in agent.get("/posts")
    page = agent.get(f"/posts/{post_id}")
    assert number in page
    assert f'href="/inbox/{talk_id}"' in page


def test_the_menu_counts_what_waits(agent: Browser, number: str) -> None:
    me = db.session.query(User).one()
    page = agent.get("/worksheets")
    assert me.name in page
    assert 'รายการรอตอบ <span class="count" data-count="/inbox">1</span>' in page
    assert 'ใบงาน <span class="count" data-count="/worksheets">1</span>' in page
