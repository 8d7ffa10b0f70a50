"""A photo that goes along with the result: chosen, seen by all or behind the citizen's own link."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image

from crm import clock
from crm.db import db, transaction
from crm.pagelink.models import Message, Reply
from crm.worksheets import service
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


@pytest.fixture
def before(path: str, app: Flask) -> int:
    """A photo that the citizen left, wider than high and red."""
    drawn = BytesIO()
    Image.new("RGB", (640, 320), "red").save(drawn, "JPEG")
    folder = app.config["SETTINGS"].data_dir / "photos"
    with transaction():
        sheet = db.session.query(Worksheet).one()
        picture = service.redraw(drawn.getvalue())
        return service.add_photo(sheet, picture, folder=folder, by=None, now=clock.now()).id


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


def test_before_and_after_go_out_as_one_picture_with_a_caption(
    agent: Browser, app: Flask, path: str, before: int, only_public: None
) -> None:
    assert send(agent, path, photo=before, new_photo=file()) == 303
    assert reply().text.endswith("(ภาพซ้าย ก่อนดำเนินการ ภาพขวา หลังดำเนินการ)")
    folder = app.config["SETTINGS"].data_dir / "photos"
    with Image.open(folder / str(reply().photo_file)) as together:
        assert together.size == (1608, 800)
        left, right = together.getpixel((400, 400)), together.getpixel((1208, 400))
    assert left[0] > 200 > left[1] and right[1] > 100 > right[0]  # type: ignore[index,operator]
    assert agent.client.get(f"/replies/{reply().id}/photo").mimetype == "image/jpeg"
    assert all(photo.told_at for photo in db.session.query(Photo))


def test_the_citizens_page_shows_before_and_after_each_by_itself(
    agent: Browser, app: Flask, path: str, before: int
) -> None:
    assert send(agent, path, photo=before, new_photo=file()) == 303
    link = re.search(r"ดูภาพได้ที่ (\S+/status)", reply().text)
    assert link and reply().photo_file is None
    with transaction():
        db.session.query(Worksheet).one().stage = "result_told"
    shown = Browser(app).get(urlsplit(link[1]).path)
    assert shown.index("ภาพจากผู้แจ้ง") < shown.index("ภาพจากเจ้าหน้าที่")


def test_more_photos_than_can_be_made_out_are_refused_and_none_is_kept(
    agent: Browser, path: str, before: int, only_public: None
) -> None:
    colours = ("blue", "green", "yellow", "black")
    assert send(agent, path, photo=before, new_photo=[file(drawn(one)) for one in colours]) == 400
    assert db.session.query(Photo).count() == 1
    assert db.session.query(Reply).count() == 0


def drawn(colour: str) -> bytes:
    """A picture of one colour."""
    content = BytesIO()
    Image.new("RGB", (80, 60), colour).save(content, "JPEG")
    return content.getvalue()


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
