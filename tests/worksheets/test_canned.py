"""Canned replies."""

import pytest
from flask import Flask

from crm.worksheets import canned, queries
from crm.worksheets.variables import VARIABLES


def avoided() -> list[str]:
    """The words that a new installation avoids."""
    return [avoided.word for avoided in queries.forbidden_words()]


FILLED = {name: f"<{name}>" for name in VARIABLES}


def test_every_canned_reply_of_a_new_installation_keeps_the_rules_of_tone(app: Flask) -> None:
    for reply in queries.canned_replies():
        canned.check_texts(reply.private_text, reply.public_text, avoided())
        for text in filter(None, (reply.private_text, reply.public_text)):
            assert "{" not in canned.render(text, FILLED, particle="khrap")


@pytest.mark.parametrize(
    ("particle", "said"), [("kha", "ดีค่ะ ไหมคะ"), ("khrap", "ดีครับ ไหมครับ"), ("", "ดีค่ะ ไหมคะ")]
)
def test_the_particle_is_the_pages(particle: str, said: str) -> None:
    assert canned.render("ดี{kha} ไหม{khaq}", {}, particle=particle) == said


def test_an_unfilled_variable_stops_the_reply_and_is_named() -> None:
    with pytest.raises(canned.UnfilledVariable, match=r"\{number\} \{agency\}") as error:
        canned.render(
            "{number} {agency} {number} {page}", {"page": "ก", "agency": " "}, particle=""
        )
    assert error.value.names == ["number", "agency"]


def test_what_a_citizen_wrote_in_braces_is_not_filled_a_second_time() -> None:
    assert canned.fill("{name}", {"name": "{hotline}", "hotline": "1"}, particle="") == "{hotline}"


def test_what_is_only_said_once_it_is_done_is_left_out_before(app: Flask) -> None:
    text = queries.get_canned_reply("emergency").public_text or ""
    before = canned.render(text, {}, particle="kha")
    after = canned.render(text, {"agency": "ปภ.", "time": "14.05"}, particle="kha")
    assert before.endswith("โปรดอยู่ในที่ปลอดภัยค่ะ")
    assert after == f"{before} เจ้าหน้าที่ได้แจ้งเหตุนี้ไปยังปภ.แล้วเมื่อเวลา 14.05 น."


@pytest.mark.parametrize(
    "text",
    [
        "รอสักครู่นะค่ะ",
        "สะดวกไหมค่ะ",
        "สะดวกไหม{kha}",
        "นะ {kha}",
        "แอดมินรับเรื่องแล้ว",
        "ปิดเคสแล้ว",
        "เปิดทิกเก็ต",
        "เรียนลูกค้า",
        "ใต้คอมเม้นท์",
        "ทางเฟสบุ๊ค",
        "ขอบคุณค่ะ",
        "ขอบคุณครับ",
        "รับทราบ{kha}",
        "{nme}",
    ],
)
def test_words_against_the_tone_are_refused(app: Flask, text: str) -> None:
    with pytest.raises(canned.CannedTextRefused):
        canned.check_texts(text, None, avoided())


@pytest.mark.parametrize(
    "text", ["คุณ{name}", "{link_status}", "{link_pin}", "{link_details}", "{result}"]
)
def test_a_public_text_names_nobody(text: str) -> None:
    assert canned.lint(text, public=False) == []
    assert canned.lint(text, public=True)


def test_a_good_text_passes() -> None:
    assert canned.lint("รับทราบปัญหาแล้ว{kha} สะดวกไหม{khaq} รอสักครู่นะ{khaq}", public=True) == []
