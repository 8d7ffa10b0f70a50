"""How a query is read, and how its words are marked in the text as it was typed."""

import pytest

from crm.search.words import Word, excerpt, is_personal_number, like, read_words


def marked(text: str, query: str) -> str:
    pieces = excerpt(text, read_words(query))
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_words_are_folded_and_quotes_hold_them_together() -> None:
    assert read_words("ซอย ๕๒  ซอย") == (Word(("ซอย",)), Word(("52",)))
    assert read_words("“ไฟ ดับ” LED") == (Word(("ไฟ ดับ",)), Word(("led",)))
    assert read_words("  ") == ()


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("ไฟถนนดับทั้งซอย", "ดับ", "ไฟถนน[ดับ]ทั้งซอย"),
        ("ลาดพร้าว ซอย ๕๒", "52", "ลาดพร้าว ซอย [๕๒]"),
        ("มากกกกกๆ", "มาก", "[มากกกกก]ๆ"),
        ("เเถวนี้", "แถว", "[เเถว]นี้"),
        ("น\u0e49\u0e4dาท่วม", "น้ำ", "[น\u0e49\u0e4dา]ท่วม"),
        ("Street LIGHT ดับ", "light", "Street [LIGHT] ดับ"),
        ("ไฟ\u200bดับ", "ไฟดับ", "[ไฟ\u200bดับ]"),
        ("โทร ๐๘๑-๒๓๔ ๕๖๗๘ นะ", "+66812345678", "โทร [๐๘๑-๒๓๔ ๕๖๗๘] นะ"),
        ("ไม่มี", "ถนน", "ไม่มี"),
    ],
)
def test_hits_are_marked_as_they_were_typed(text: str, query: str, shown: str) -> None:
    assert marked(text, query) == shown


def test_a_long_text_is_cut_around_its_first_hit() -> None:
    shown = marked("ก ข " * 200 + "หลุม" + " ค ง" * 200, "หลุม")
    assert "[หลุม]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 500


def test_signs_that_sql_knows_are_taken_as_they_are() -> None:
    assert like("50%_\\") == "%50\\%\\_\\\\%"


@pytest.mark.parametrize("text", ["081-234-5678", "๐๘๑๒๓๔๕๖๗๘", "1 1017 00230 70 8"])
def test_personal_numbers_are_recognised(text: str) -> None:
    assert is_personal_number(text)
    assert not is_personal_number("ซอย 52 แยก 7")
