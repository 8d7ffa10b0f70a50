"""A person's name goes out of what others wrote, and nothing else does."""

import pytest

from crm.thai import blot_emails, blot_names

NAMES = ["สมใจ รักเมือง", "ดี", "Al Sample"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("โทรหาสมใจ  รักเมืองแล้ว", "โทรหา•••แล้ว"),
        ("เรียนคุณสมใจ รักเมือง ค่ะ", "เรียนคุณ••• ค่ะ"),
        ("เรียน คุณ สมใจค่ะ", "เรียน คุณ •••ค่ะ"),
        ("AL SAMPLE asked, Mr. Sample too", "••• asked, Mr. ••• too"),
        ("ฝากบอกคุณดีด้วย", "ฝากบอกคุณ•••ด้วย"),
        ("ดีมาก รักเมืองไทย", "ดีมาก รักเมืองไทย"),
    ],
)
def test_a_name_goes_whole_or_after_a_title(text: str, left: str) -> None:
    assert blot_names(text, NAMES) == left


def test_without_names_a_text_stays_as_it_is() -> None:
    assert blot_names("เรียนคุณสมใจ", []) == "เรียนคุณสมใจ"


def test_addresses_of_e_mail_go_even_where_thai_follows_at_once() -> None:
    assert blot_emails("ส่งมาที่ somjai@example.comครับ") == "ส่งมาที่ •••ครับ"
