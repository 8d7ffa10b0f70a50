"""Our own copies of what citizens attached: fetched once, shown to staff."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from crm.db import db
from crm.pagelink.incoming import IncomingAttachment
from crm.pagelink.jobs import FOLDER, Fetched, fetch_attachments
from crm.pagelink.models import Attachment
from crm.web import settings
from tests.browser import Browser
from tests.conftest import PASSWORD
from tests.factories import make_comment, make_page

PICTURE = Fetched(b"\x89PNG picture", "image/png")


@pytest.fixture
def folder(app: Flask) -> Path:
    """Where the copies lie."""
    make_comment(
        make_page(),
        attachments=(
            IncomingAttachment("image", url="https://cdn.example/a"),
            IncomingAttachment("link", url="https://elsewhere.example/"),
        ),
    )
    return settings().data_dir / FOLDER


def test_a_picture_is_fetched_once_and_a_link_never(folder: Path, now: datetime) -> None:
    asked: list[str] = []

    def fetch(url: str, limit: int) -> Fetched:
        asked.append(url)
        return PICTURE

    assert fetch_attachments(fetch, folder, now=now) == {"fetched": 1}
    assert fetch_attachments(fetch, folder, now=now) == {}
    row = db.session.query(Attachment).filter_by(kind="image").one()
    assert (asked, row.content_type) == (["https://cdn.example/a"], "image/png")
    assert (folder / (row.file_name or "")).read_bytes() == PICTURE.content


def test_what_is_gone_is_not_asked_for_again(folder: Path, now: datetime) -> None:
    assert fetch_attachments(lambda url, limit: None, folder, now=now) == {"failed": 1}
    assert fetch_attachments(lambda url, limit: PICTURE, folder, now=now) == {}
    assert db.session.query(Attachment).filter_by(kind="image").one().file_name is None


def test_a_network_failure_is_tried_again(folder: Path, now: datetime) -> None:
    def fail(url: str, limit: int) -> None:
        raise ConnectionError

    assert fetch_attachments(fail, folder, now=now) == {"failed": 1}
    assert fetch_attachments(lambda url, limit: PICTURE, folder, now=now) == {"fetched": 1}


def test_staff_see_a_picture_and_strangers_do_not(
    folder: Path, browser: Browser, make_user, now: datetime
) -> None:
    fetch_attachments(lambda url, limit: PICTURE, folder, now=now)
    path = f"/attachments/{db.session.query(Attachment).filter_by(kind='image').one().id}"
    assert browser.client.get(path).status_code == 302
    browser.login(make_user().email, PASSWORD)
    answer = browser.client.get(path)
    assert (answer.data, answer.mimetype) == (PICTURE.content, "image/png")
    assert browser.client.get("/attachments/999").status_code == 404


def test_what_is_no_picture_is_saved_and_never_shown(
    folder: Path, browser: Browser, make_user, now: datetime
) -> None:
    page = Fetched(b"<script>", "text/html")
    fetch_attachments(lambda url, limit: page, folder, now=now)
    browser.login(make_user().email, PASSWORD)
    row = db.session.query(Attachment).filter_by(kind="image").one()
    answer = browser.client.get(f"/attachments/{row.id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
