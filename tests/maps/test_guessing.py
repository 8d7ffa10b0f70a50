"""Guesses about the places of messages, and what becomes of them."""

import json

import pytest

from crm.db import db, transaction
from crm.maps import service
from crm.maps.models import PlaceGuess
from crm.pagelink.models import Attachment
from crm.worksheets import service as worksheets


def guess(message, now) -> PlaceGuess | None:
    with transaction():
        return service.guess_place(message, now)


def test_a_place_in_the_text_is_proposed_with_its_words(say, now):
    proposed = guess(say("น้ำท่วมซอยลาดพร้าว ๗๑ ค่ะ"), now)
    assert (proposed.soi, proposed.district, proposed.state) == (
        "ลาดพร้าว 71",
        "วังทองหลาง",
        "proposed",
    )
    assert proposed.words == "ลาดพร้าว ๗๑"


def test_a_message_without_a_place_gets_no_guess(say, now):
    assert guess(say("ขอบคุณค่ะ"), now) is None
    assert db.session.query(PlaceGuess).count() == 0


def test_an_edited_message_is_read_anew(say, now):
    message = say("เขตดินแดง")
    first = guess(message, now).id
    message.text = "ขออภัย เขตบางรักค่ะ"
    db.session.commit()
    assert (guess(message, now).id, guess(message, now).district) == (first, "บางรัก")
    message.text = "ขอบคุณค่ะ"
    db.session.commit()
    assert guess(message, now) is None
    assert db.session.query(PlaceGuess).count() == 0


def test_what_was_decided_isnt_read_anew(say, now):
    message = say("เขตดินแดง")
    decided = guess(message, now)
    with transaction():
        service.refuse_guess(decided, by=None, now=now)
    assert (guess(message, now).id, guess(message, now).state) == (decided.id, "refused")


def test_a_point_that_the_citizen_sent_is_surer_than_words(say, now):
    message = say("แถวเขตดินแดง")
    with transaction():
        point = {"latitude": 13.7563, "longitude": 100.5018}
        db.session.add(Attachment(message_id=message.id, position=0, kind="location", **point))
    db.session.refresh(message)
    proposed = guess(message, now)
    assert (proposed.latitude, proposed.district, proposed.confidence) == (13.7563, "พระนคร", 1.0)


def test_accepting_a_guess_puts_the_case_there(say, make_user, now):
    message, officer = say("หน้าโรงพยาบาลตากสิน"), make_user()
    proposed = guess(message, now)
    with transaction():
        sheet = worksheets.open_worksheet(message.conversation, by=officer, now=now)
        service.accept_guess(proposed, sheet, by=officer, now=now)
    assert (sheet.district, sheet.landmark, sheet.place_source) == (
        "คลองสาน",
        "โรงพยาบาลตากสิน",
        "text",
    )
    assert (sheet.place, sheet.latitude) == ("โรงพยาบาลตากสิน", proposed.latitude)
    assert sheet.cell is not None
    assert (proposed.state, proposed.decided_by_id) == ("accepted", officer.id)


def test_a_guess_is_decided_once(say, make_user, now):
    officer = make_user()
    proposed = guess(say("เขตดินแดง"), now)
    with transaction():
        service.refuse_guess(proposed, by=officer, now=now)
    with pytest.raises(service.GuessDecided), transaction():
        service.refuse_guess(proposed, by=officer, now=now)


def test_lines_are_read_one_by_one_and_bad_ones_stop_nothing(app):
    lines = ['{"id": "1", "text": "เขตดินแดง"}', "not json", "", '{"id": 2}', '["x"]']
    rows = list(service.read_places(lines))
    assert [(row["id"], row["district"]) for row in rows] == [
        ("1", "ดินแดง"),
        (None, None),
        (2, None),
        (None, None),
    ]
    assert {"subdistrict", "soi", "road", "landmark", "latitude", "confidence"} < set(rows[0])
    assert json.loads(json.dumps(rows[0]))["words"] == ["เขตดินแดง"]


def test_a_point_has_a_district_or_none(app):
    assert service.district_of(13.7563, 100.5018) == "พระนคร"
    assert service.district_of(18.79, 98.98) is None
