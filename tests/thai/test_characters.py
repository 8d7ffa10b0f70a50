"""Parts of Thai texts that can be read."""

import pytest

from crm import thai


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("ไฟดับ", 1, 5, "ไฟดับ"),
        ("น้ำท่วม", 0, 4, "น้ำท่"),
        ("น้ำท่วม", 1, 3, "น้ำ"),
        ("ถนนเป็นหลุม", 0, 4, "ถนน"),
        ("มืด", 0, 3, "มืด"),
    ],
)
def test_no_written_character_is_torn(text: str, start: int, end: int, whole: str) -> None:
    assert thai.whole_characters(text, start, end) == whole
