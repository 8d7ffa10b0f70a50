"""Every template is short, speaks two languages, and runs under a strict content policy."""

import re

from .sources import ROOT, templates

THAI = re.compile(r"[\u0e01-\u0e5b]+")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']?post.*?</form>", re.DOTALL | re.IGNORECASE)
CSRF = ("csrf()", "hidden_tag()", "csrf_token()")
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\b(src|type=\"application/json\"))", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']|javascript:", re.IGNORECASE)
FOREIGN_ASSET = re.compile(
    r"<(script|link|img|source|iframe)\b[^>]*(src|href)=[\"'](https?:)?//", re.IGNORECASE
)


def test_templates_are_short_enough_to_read() -> None:
    lengths = {path: len(text.splitlines()) for path, text in templates().items()}
    assert {path: length for path, length in lengths.items() if length > 100} == {}


def test_every_sentence_in_a_template_can_be_translated() -> None:
    bare = {path: THAI.findall(JINJA.sub("", text)) for path, text in templates().items()}
    assert {path: words for path, words in bare.items() if words} == {}


def test_every_form_that_posts_is_guarded_against_forgery() -> None:
    offenders = [
        f"{path}: {form[:80]}"
        for path, text in templates().items()
        for form in POST_FORM.findall(text)
        if not any(mark in form for mark in CSRF)
    ]
    assert not offenders, "\n".join(offenders)


def test_no_script_stands_inside_a_page() -> None:
    offenders = [
        f"{path}: {match.group().strip()}"
        for path, text in templates().items()
        for pattern in (INLINE_SCRIPT, INLINE_HANDLER)
        for match in pattern.finditer(text)
    ]
    assert not offenders, "\n".join(offenders)


def test_assets_come_from_our_own_server() -> None:
    offenders = [
        f"{path}: {match.group()}"
        for path, text in templates().items()
        for match in FOREIGN_ASSET.finditer(text)
    ]
    assert not offenders, "\n".join(offenders)


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    fetch = re.compile(r"(url\(\s*[\"']?|@import\s+[\"'])(https?:)?//")
    sheets = (ROOT / "crm" / "static").rglob("*.css")
    assert [sheet.name for sheet in sheets if fetch.search(sheet.read_text("utf-8"))] == []
