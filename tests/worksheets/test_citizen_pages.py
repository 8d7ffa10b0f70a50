"""What citizens see and do behind their signed links."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from PIL import Image
from sqlalchemy import select

from crm import web
from crm.auth.models import Role, User
from crm.customers import queries as customers
from crm.customers.models import Consent, Fact
from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.worksheets import queries, service
from crm.worksheets.links import citizen_links
from crm.worksheets.models import Agency, Outcome, Photo, SurveyAnswer, Worksheet
from tests.browser import Browser
from tests.conftest import PASSWORD

GPS = 0x8825


@pytest.fixture
def told(sheet: Worksheet, officer: User, now: datetime) -> Worksheet:
    """A case whose result has been told."""
    with transaction():
        service.file_in_mis(sheet, "MIS-77", by=officer, now=now)
        agency = db.session.scalars(select(Agency).where(Agency.phone == "1130")).one()
        service.dispatch(sheet, agency, by=officer, now=now)
        service.tell_otherwise(sheet, how="phone", result="เปลี่ยนหลอดแล้ว", by=officer, now=now)
        service.close(sheet, Outcome.FIXED, by=officer, now=now)
    return sheet


def test_the_status_page_tells_the_progress_in_the_citizens_words(
    told: Worksheet, browser: Browser
) -> None:
    page = browser.get(path_of(told, "status"))
    assert "MIS-77" in page
    assert (
        page.index("รับเรื่องไว้แล้ว")
        < page.index("ประสานหน่วยงานให้แก้ไขแล้ว")
        < page.index("เปลี่ยนหลอดแล้ว")
    )
    assert "การไฟฟ้านครหลวง" in page
    assert "5 ต.ค. 2569 10.00 น." in page
    assert "สมใจ" not in page
    assert told.number not in page


def test_not_fixed_reopens_the_case_and_saying_it_twice_does_no_harm(
    told: Worksheet, browser: Browser
) -> None:
    path = path_of(told, "status")
    for _ in range(2):
        answer = browser.post(f"{path}/not-fixed", {"remark": "ยังดับอยู่"}, page=path)
        assert answer.status_code == 303
    db.session.expire_all()
    assert (told.stage, told.closed_at, told.times_reopened) == ("checking", None, 1)
    assert "ยังดับอยู่" in [event.note for event in queries.history(told)]
    assert "อยู่ระหว่างตรวจสอบ" in browser.get(path)


def test_a_photo_is_kept_without_what_hides_in_it(
    sheet: Worksheet, browser: Browser, tmp_path: Path
) -> None:
    path = path_of(sheet, "status")
    answer = send_photo(browser, path, picture("JPEG", with_place=True))
    assert answer == 303
    photo = db.session.scalars(select(Photo)).one()
    kept = Image.open(tmp_path / "photos" / photo.file_name)
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (1600, 800), {})
    assert photo.by_citizen
    assert "ได้รับภาพแล้ว 1 ภาพ" in browser.get(path)
    assert send_photo(browser, path, picture("JPEG", with_place=True)) == 409


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"<svg onload=alert(1)>", 400), (b"\xff\xd8\xff\xe0 broken", 400)],
)
def test_what_is_no_photo_is_refused_clearly(
    sheet: Worksheet, browser: Browser, content: bytes, status: int
) -> None:
    assert send_photo(browser, path_of(sheet, "status"), content) == status
    assert db.session.scalars(select(Photo)).all() == []


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    drawn = BytesIO()
    Image.new("1", (9000, 9000)).save(drawn, "PNG")
    with pytest.raises(service.PhotoTooLarge):
        service.redraw(drawn.getvalue())


def test_staff_see_a_photo_and_strangers_don_t(
    sheet: Worksheet, browser: Browser, make_user: Callable[..., User]
) -> None:
    send_photo(browser, path_of(sheet, "status"), picture("PNG"))
    photo = db.session.scalars(select(Photo)).one()
    path = f"/worksheets/photos/{photo.id}"
    assert browser.client.get(path).status_code == 302
    viewer = make_user(Role.VIEWER)
    browser.login(viewer.email, PASSWORD)
    assert browser.client.get(path).mimetype == "image/jpeg"
    with transaction():
        sheet.restricted = True
    assert browser.client.get(path).status_code == 403


def test_the_survey_is_answered_once(sheet: Worksheet, browser: Browser) -> None:
    path = path_of(sheet, "survey")
    browser.get(path)
    assert browser.post(path, {}, page=path).status_code == 400
    page_before = {"score": "4", "remark": "ดี"}
    assert browser.post(path, page_before, page=path).status_code == 303
    assert "ได้รับคำตอบของท่านแล้ว" in browser.get(path)
    again = browser.post(path, {"score": "1"}, page=path)
    assert (again.status_code, "ตอบแบบประเมินของเรื่องนี้แล้ว" in again.text) == (409, True)
    answer = db.session.scalars(select(SurveyAnswer)).one()
    assert (answer.score, answer.remark) == (4, "ดี")


def test_details_are_kept_with_consent_and_withdrawn_again(
    sheet: Worksheet, browser: Browser
) -> None:
    path = path_of(sheet, "details")
    fields = {"name": "สมใจ", "phone": "๐๘๑-๒๓๔-๕๖๗๘", "wish": "yes", "withhold": "y"}
    refused = browser.post(path, fields, page=path)
    assert (refused.status_code, "ยินยอมก่อนส่ง" in refused.text) == (400, True)
    assert browser.post(path, fields | {"consent": "y"}, page=path).status_code == 303
    db.session.expire_all()
    consent = db.session.scalars(select(Consent)).one()
    assert (consent.customer_id, consent.text_version) == (sheet.customer_id, "2569-2")
    assert customers.may_be_called(sheet.customer_id)
    assert sheet.name_withheld
    assert "checked" in browser.get(path)
    assert "0812345678" not in (page := browser.get(path))
    assert "ข้อมูลที่ฝากไว้แล้ว" in page
    browser.post(f"{path}/withdraw", page=path)
    assert db.session.scalars(select(Fact)).all() == []
    assert "ข้อมูลที่ฝากไว้แล้ว" not in browser.get(path)


def test_what_is_left_says_where_it_came_from_and_is_said_to_be_there_not_shown(
    sheet: Worksheet, browser: Browser
) -> None:
    path = path_of(sheet, "details")
    told = {"email": "somjai@example.com", "birth_year": "๒๕๓๐", "gender": "หญิง", "consent": "y"}
    for _twice in range(2):
        assert browser.post(path, told, page=path).status_code == 303
    facts = db.session.scalars(select(Fact).order_by(Fact.kind)).all()
    assert [(fact.kind, fact.value) for fact in facts] == [
        ("birth_year", "2530"),
        ("email", "somjai@example.com"),
        ("gender", "หญิง"),
    ]
    assert {(fact.source, fact.ground) for fact in facts} == {("form", "consent")}
    assert all(fact.identity_id for fact in facts)
    assert len(db.session.scalars(select(Consent)).all()) == 1
    assert "somjai@example.com" not in browser.get(path)


def test_taking_the_consent_back_twice_does_no_harm(sheet: Worksheet, browser: Browser) -> None:
    path = path_of(sheet, "details")
    browser.post(path, {"phone": "0812345678", "consent": "y"}, page=path)
    for _twice in range(2):
        assert browser.post(f"{path}/withdraw", page=path).status_code == 303
    assert "ถอนความยินยอมแล้ว" in browser.get(path)
    assert db.session.scalars(select(Fact)).all() == []
    assert [row.withdrawn_at is None for row in db.session.scalars(select(Consent))] == [False]


@pytest.mark.parametrize("wrong", [{"email": "somjai"}, {"birth_year": "35"}])
def test_what_is_wrongly_written_is_said_at_its_field(
    sheet: Worksheet, browser: Browser, wrong: dict[str, str]
) -> None:
    path = path_of(sheet, "details")
    refused = browser.post(path, wrong | {"consent": "y"}, page=path)
    assert (refused.status_code, "invalid-feedback" in refused.text) == (400, True)
    assert db.session.scalars(select(Fact)).all() == []


def test_a_wrong_telephone_number_is_said_at_its_field(sheet: Worksheet, browser: Browser) -> None:
    path = path_of(sheet, "details")
    page = browser.post(path, {"phone": "12345", "consent": "y"}, page=path)
    assert page.status_code == 400
    assert "หมายเลขโทรศัพท์ไม่ถูกต้อง" in page.text
    assert 'value="12345"' in page.text


def test_a_name_withheld_before_there_is_a_case_is_withheld_in_the_case(
    say: Callable[..., Message], browser: Browser, officer: User, now: datetime
) -> None:
    message = say(author=None)
    path = path_of(message.conversation, "details")
    browser.post(path, {"withhold": "y", "phone": "0812345678", "consent": "y"}, page=path)
    db.session.expire_all()
    with transaction():
        sheet = service.open_worksheet(message.conversation, by=officer, now=now)
    assert sheet.name_withheld
    assert len(db.session.scalars(select(Fact)).all()) == 1


@pytest.mark.parametrize("purpose", ["status", "survey", "details"])
def test_a_changed_or_old_link_says_so_kindly(
    app: Flask, sheet: Worksheet, browser: Browser, purpose: str, now: datetime
) -> None:
    path = path_of(sheet, purpose)
    changed = path.replace("/c/", "/c/x")
    assert "ลิงก์นี้ไม่ถูกต้อง" in browser.get(changed, status=404)
    other = web.make_token("pin", f"ws:{sheet.id}")
    browser.get(f"/c/{other}/{purpose}", status=404)
    assert "ลิงก์นี้หมดอายุแล้ว" in browser.get(old_path(app, purpose, sheet, now), status=410)
    for subject in ("ws:999999", "ws:x", "customer:1", ""):
        browser.get(f"/c/{web.make_token(purpose, subject)}/{purpose}", status=404)


def path_of(about: object, page: str) -> str:
    """The path of a citizen's page."""
    return "/" + citizen_links(about)[f"link_{page}"].split("/", 3)[3]


def old_path(app: Flask, page: str, sheet: Worksheet, now: datetime) -> str:
    """A link that was signed long ago."""

    class OldSigner(URLSafeTimedSerializer.default_signer):  # type: ignore[misc]
        def get_timestamp(self) -> int:
            return int((now - timedelta(days=800)).timestamp())

    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=f"link:{page}")
    signer.signer = OldSigner
    return f"/c/{signer.dumps(f'ws:{sheet.id}')}/{page}"


def picture(form: str, *, with_place: bool = False) -> bytes:
    """A picture as a phone takes it."""
    drawn, exif = BytesIO(), Image.Exif()
    if with_place:
        exif.get_ifd(GPS)[1] = "N"
        exif[0x0110] = "somebody's phone"
    Image.new("RGB", (2000, 1000), "orange").save(drawn, form, exif=exif)
    return drawn.getvalue()


def send_photo(browser: Browser, path: str, content: bytes) -> int:
    """Send a file from the status page; the answer's status."""
    fields = {"photo": (BytesIO(content), "photo.jpg")}
    sent = browser.post(f"{path}/photo", fields, page=path, content_type="multipart/form-data")
    return sent.status_code
