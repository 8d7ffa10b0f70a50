"""What the poll reads comes out in our words, however little Facebook says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crm.graph.translate import reads
from crm.graph.translate.reading import Author, moment, text
from crm.pagelink.incoming import IncomingAttachment, IncomingMessage
from crm.pagelink.models import Direction

PAGE = "111222333"
ASKED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
AL = Author("7100000000000001", "Al Sample")


def comment(**row: Any) -> IncomingMessage:
    full = {"id": "5550001_90001", "message": "ไฟดับ", "created_time": "2026-09-30T08:01:44+0000"}
    told = reads.comment(full | row, page=PAGE, post_id=f"{PAGE}_5550001", observed_at=ASKED)
    assert told is not None
    return told


def message(**row: Any) -> IncomingMessage | None:
    return reads.private_message(
        {"id": "m_1", **row}, page=PAGE, thread="t_1", person=AL, link=None, observed_at=ASKED
    )


def test_a_comment_keeps_its_author_its_place_and_the_time_it_was_read() -> None:
    told = comment(parent={"id": "5550001_90000"}, **{"from": {"id": AL.id, "name": AL.name}})
    assert (told.author_external_id, told.author_name) == (AL.id, AL.name)
    assert told.parent_external_id == "5550001_90000"
    assert told.created_at == datetime(2026, 9, 30, 8, 1, 44, tzinfo=UTC)
    assert told.observed_at == ASKED


def test_a_comment_without_author_is_a_citizens() -> None:
    told = comment()
    assert (told.direction, told.author_external_id) == (Direction.IN, None)


def test_the_pages_own_comment_goes_out() -> None:
    assert comment(**{"from": {"id": PAGE, "name": "Page"}}).direction == Direction.OUT


def test_a_comment_with_a_picture_only_has_an_empty_text() -> None:
    picture = {"type": "photo", "media": {"image": {"src": "https://example.org/p.jpg"}}}
    told = comment(message=None, attachment=picture)
    assert told.text == ""
    assert told.attachments == (IncomingAttachment("image", "https://example.org/p.jpg"),)


def test_an_unknown_attachment_is_shown_as_unsupported() -> None:
    assert comment(attachment={"type": "hologram"}).attachments[0].kind == "unsupported"


def test_a_missing_permalink_is_made() -> None:
    assert comment().permalink == f"https://www.facebook.com/{PAGE}_5550001?comment_id=90001"


def test_what_has_no_id_is_not_a_comment() -> None:
    assert reads.comment({"message": "x"}, page=PAGE, post_id="1_2", observed_at=ASKED) is None


def test_a_post_of_somebody_else_is_a_visitors() -> None:
    row = {"id": f"{PAGE}_1", "message": "ถนนทรุด", "from": {"id": AL.id, "name": AL.name}}
    told = reads.post(row, page=PAGE, observed_at=ASKED)
    assert told is not None
    assert (told.by_visitor, told.author_name) == (True, AL.name)


def test_a_nameless_post_is_a_visitors_unless_the_author_was_not_asked_for() -> None:
    asked = reads.post({"id": "1_2"}, page=PAGE, observed_at=ASKED)
    not_asked = reads.post({"id": "1_2"}, page=PAGE, observed_at=ASKED, is_author_asked=False)
    assert asked is not None
    assert not_asked is not None
    assert (asked.by_visitor, not_asked.by_visitor) == (True, False)


def test_each_picture_of_an_album_is_an_attachment() -> None:
    pictures = [{"type": "photo", "media": {"image": {"src": f"https://e.org/{n}"}}} for n in "12"]
    album = {"type": "album", "subattachments": {"data": pictures}}
    told = reads.post({"id": "1_2", "attachments": {"data": [album]}}, page=PAGE, observed_at=ASKED)
    assert told is not None
    assert [one.url for one in told.attachments] == ["https://e.org/1", "https://e.org/2"]


def test_a_message_beyond_the_twentieth_is_not_taken_for_an_empty_one() -> None:
    assert message(created_time="2026-09-30T08:01:44+0000") is None


def test_a_message_of_the_page_keeps_whom_it_went_to() -> None:
    told = message(message="ขอบคุณค่ะ", **{"from": {"id": PAGE, "name": "Page"}})
    assert told is not None
    assert (told.direction, told.person_external_id) == (Direction.OUT, AL.id)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-09-30T08:01:44+0000", datetime(2026, 9, 30, 8, 1, 44, tzinfo=UTC)),
        (1790755304, datetime(2026, 9, 30, 8, 1, 44, tzinfo=UTC)),
        (1790755304000, datetime(2026, 9, 30, 8, 1, 44, tzinfo=UTC)),
        ("1790755304", datetime(2026, 9, 30, 8, 1, 44, tzinfo=UTC)),
        ("not a time", None),
        ({}, None),
        (10**30, None),
    ],
)
def test_times_are_read_in_every_shape(value: object, expected: datetime | None) -> None:
    assert moment(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("\ud83d\ude21", "😡"),
        ("cut \ud83d", "cut \ufffd"),
        ("nul\x00l", "null"),
        (None, ""),
        (7, ""),
    ],
)
def test_texts_are_made_fit_for_a_database(value: object, expected: str) -> None:
    assert text(value) == expected


def test_a_comment_that_names_its_admin_is_the_pages_own() -> None:
    assert comment(admin_creator={"id": "7"}).direction == Direction.OUT
    assert comment().direction == Direction.IN
