"""A photo that goes along with the result: chosen, seen by all or behind the citizen's own link."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image

from crm.db import db, transaction
from crm.pagelink.models import Message, Reply
from crm.worksheets.models import Photo, Worksheet
from tests.browser import Browser

WORDS = "ซ่อมไฟทางเรียบร้อย"


@pytest.fixture
def path(agent: Browser, talk_id: int) -> str:
    """A filed case on the waiting comment."""
    agent.post(f"/inbox/{talk_id}/worksheet", {"title": "ไฟทางดับ"}, page="/inbox")
    path = f"/worksheets/{db.session.query(Worksheet).one().number}"
    agent.post(f"{path}/file", {"mis_number": "M-7"}, page="/inbox")
    return path


@pytest.fixture
def only_public() -> None:
    """Too late for a private reply."""
    with transaction():
        db.session.query(Message).first().created_at -= timedelta(days=30)


def send(agent: Browser, path: str, **fields: object) -> int:
    """Press แจ้งผลทางเพจ; the answer's status."""
    form = {"result": WORDS, **fields}
    kind = "multipart/form-data"
    sent = agent.post(f"{path}/send-result", form, page=path, content_type=kind)
    return int(sent.status_code)


def file(content: bytes = b"") -> tuple[BytesIO, str]:
    drawn = BytesIO(content)
    if not content:
        exif = Image.Exif()
        exif[0x0110] = "somebody's phone"
        Image.new("RGB", (400, 300), "green").save(drawn, "JPEG", exif=exif)
    return BytesIO(drawn.getvalue()), "after.jpg"


def reply() -> Reply:
    return db.session.query(Reply).one()


def test_a_new_photo_goes_along_in_public_and_is_seen_in_the_thread(
    agent: Browser, app: Flask, path: str, talk_id: int, only_public: None
) -> None:
    assert "ภาพที่ส่งไปกับผล" in agent.get(path)
    assert send(agent, path, new_photo=file()) == 303
    photo = db.session.query(Photo).one()
    assert (reply().route, reply().photo_file) == ("comment", photo.file_name)
    kept = Image.open(app.config["SETTINGS"].data_dir / "photos" / photo.file_name)
    assert dict(kept.getexif()) == {}
    shown = f"/replies/{reply().id}/photo"
    assert shown in agent.get(f"/inbox/{talk_id}")
    assert agent.client.get(shown).mimetype == "image/jpeg"


def test_a_photo_of_the_case_can_be_chosen_and_none_goes_unasked(
    agent: Browser, path: str, only_public: None
) -> None:
    send(agent, path, new_photo=file())
    photo = db.session.query(Photo).one()
    assert f'value="{photo.id}"' in agent.get(path)
    send(agent, path, photo=photo.id)
    send(agent, path, photo="")
    sent = [row.photo_file for row in db.session.query(Reply).order_by(Reply.id)]
    assert sent == [photo.file_name, photo.file_name, None]


def test_a_private_text_leads_to_the_citizens_page_where_the_photo_stands(
    agent: Browser, app: Flask, path: str
) -> None:
    assert send(agent, path, new_photo=file()) == 303
    assert (reply().route, reply().photo_file) == ("private_reply", None)
    link = re.search(r"ดูภาพได้ที่ (\S+/status)", reply().text)
    assert link
    address = urlsplit(link[1]).path
    with transaction():
        db.session.query(Worksheet).one().stage = "result_told"
    citizen = Browser(app)
    photo = f"{address}/photo/{db.session.query(Photo).one().id}"
    assert photo in citizen.get(address)
    assert citizen.client.get(photo).mimetype == "image/jpeg"


def test_citizens_see_no_photo_that_was_not_told(agent: Browser, app: Flask, path: str) -> None:
    send(agent, path, new_photo=file())
    link = re.search(r"ดูภาพได้ที่ (\S+/status)", reply().text)
    assert link
    photo = db.session.query(Photo).one()
    with transaction():
        photo.told_at = None
    address = f"{urlsplit(link[1]).path}/photo/{photo.id}"
    assert Browser(app).client.get(address).status_code == 404


def test_what_is_no_photo_is_refused_in_words_and_nothing_is_sent(
    agent: Browser, path: str
) -> None:
    form = {"result": WORDS, "new_photo": file(b"<svg/>")}
    kind = "multipart/form-data"
    refused = agent.post(f"{path}/send-result", form, page=path, content_type=kind)
    assert refused.status_code == 400
    assert "ไม่ใช่ภาพถ่ายที่เปิดได้" in refused.text
    assert db.session.query(Reply).count() == 0


def test_the_photo_of_another_case_is_not_found(agent: Browser, path: str) -> None:
    assert send(agent, path, photo=987) == 404
    assert db.session.query(Reply).count() == 0
