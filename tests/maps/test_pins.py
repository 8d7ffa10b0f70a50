"""The citizen's pin page."""

import re

import pytest

from crm import web
from crm.db import db, transaction
from crm.maps.models import PlaceGuess
from crm.pagelink.models import Conversation
from crm.worksheets import service as worksheets
from crm.worksheets.models import Worksheet
from crm.worksheets.queries import conversations_of

POINT = {"latitude": "13.756300", "longitude": "100.501800", "accuracy": "12"}


def link(app, subject: str) -> str:
    with app.test_request_context():
        return f"/c/{web.make_token('pin', subject)}/pin"


def test_the_page_opens_without_logging_in(app, browser, open_case):
    page = browser.get(link(app, f"ws:{open_case().id}"))
    assert "ใช้ตำแหน่งของฉัน" in page
    assert "เลือกเขตที่พบปัญหา" in page


def test_the_link_brings_the_districts_as_a_base_map(app, browser, open_case):
    path = link(app, f"ws:{open_case().id}").replace("/pin", "/districts.json")
    assert len(browser.client.get(path).json["features"]) == 50
    assert browser.client.get(path.replace("/c/", "/c/x")).status_code == 404


def test_a_tap_puts_the_case_there_and_says_so(app, browser, open_case):
    sheet = open_case()
    path = link(app, f"ws:{sheet.id}")
    response = browser.post(path, POINT, page=path)
    assert response.status_code == 303
    kept = db.session.get(Worksheet, sheet.id)
    assert (kept.latitude, kept.longitude, kept.accuracy) == (13.7563, 100.5018, 12)
    assert (kept.district, kept.subdistrict, kept.place_source) == ("พระนคร", "บวรนิเวศ", "pin")
    page = browser.get(path)
    assert "อยู่ในแขวงบวรนิเวศ เขตพระนคร" in page
    assert "ศูนย์ฯ มีตำแหน่งที่ท่านแจ้งไว้แล้ว" in page


def test_a_second_pin_moves_the_first(app, browser, open_case):
    sheet = open_case()
    path = link(app, f"ws:{sheet.id}")
    browser.post(path, POINT, page=path)
    browser.post(path, {"latitude": "13.7649", "longitude": "100.5383"}, page=path)
    kept = db.session.get(Worksheet, sheet.id)
    assert (kept.latitude, kept.district, kept.accuracy) == (13.7649, "ราชเทวี", None)


def test_without_a_map_the_district_is_chosen(app, browser, open_case):
    sheet = open_case()
    path = link(app, f"ws:{sheet.id}")
    browser.post(path, {"district": "ดินแดง"}, page=path)
    assert db.session.get(Worksheet, sheet.id).district == "ดินแดง"
    assert "ได้รับแล้วว่าอยู่ในเขตดินแดง" in browser.get(path)


def test_a_pin_outside_the_city_is_kept_and_said_plainly(app, browser, open_case):
    sheet = open_case()
    path = link(app, f"ws:{sheet.id}")
    browser.post(path, {"latitude": "18.79", "longitude": "98.98"}, page=path)
    assert db.session.get(Worksheet, sheet.id).district is None
    assert "จุดนี้อยู่นอกพื้นที่ที่ศูนย์ฯ ดูแล" in browser.get(path)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"latitude": "91", "longitude": "100"},
        {"latitude": "nan", "longitude": "100"},
        {"latitude": "x", "longitude": ""},
        {"district": "เมืองลับแล"},
        {"district": ""},
    ],
)
def test_what_is_no_place_is_refused_in_words(app, browser, open_case, fields):
    sheet = open_case()
    path = link(app, f"ws:{sheet.id}")
    response = browser.post(path, fields, page=path)
    assert response.status_code == 400
    assert "กรุณาแตะบนแผนที่หรือเลือกพื้นที่" in response.text
    assert db.session.get(Worksheet, sheet.id).place_source is None


def test_a_pin_before_there_is_a_case_waits_for_it(app, browser, say, now):
    message = say("ไฟดับค่ะ")
    path = link(app, f"conv:{message.conversation_id}")
    browser.post(path, POINT, page=path)
    guess = db.session.query(PlaceGuess).one()
    assert (guess.message_id, guess.state, guess.district) == (message.id, "accepted", "พระนคร")
    with transaction():
        sheet = worksheets.open_worksheet(message.conversation, by=None, now=now)
    assert (sheet.latitude, sheet.district, sheet.place_source) == (13.7563, "พระนคร", "pin")


def test_a_pin_for_a_conversation_moves_its_only_case(app, browser, open_case):
    sheet = open_case()
    conversation_id = conversation_of(sheet)
    path = link(app, f"conv:{conversation_id}")
    browser.post(path, POINT, page=path)
    assert db.session.get(Worksheet, sheet.id).district == "พระนคร"
    assert db.session.get(Conversation, conversation_id).changed_seq > 0


def conversation_of(sheet: Worksheet) -> int:
    (conversation,) = conversations_of(sheet)
    return conversation.id


def test_a_changed_link_is_refused(app, browser, open_case):
    path = link(app, f"ws:{open_case().id}")
    browser.get(re.sub(r"/c/.", "/c/x", path), status=404)


def test_a_link_to_something_that_is_gone_says_so(app, browser):
    assert "กรุณาติดต่อเพจเพื่อขอลิงก์ใหม่" in browser.get(link(app, "ws:999"), status=404)


def test_a_link_for_another_purpose_opens_no_pin_page(app, browser, open_case):
    with app.test_request_context():
        token = web.make_token("status", f"ws:{open_case().id}")
    browser.get(f"/c/{token}/pin", status=404)
