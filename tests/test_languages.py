"""A template's sentence comes in the language of the page, with what people wrote escaped."""

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from markupsafe import escape

from crm.languages import language, said

SENTENCE = "เลือกรายการของ %(name)s"


@pytest.mark.parametrize(
    ("wanted", "shown"), [("th", "เลือกรายการของ ก้อย"), ("en", "Select ก้อย's item")]
)
def test_a_sentence_is_said_in_the_language_of_the_page(
    app: Flask, wanted: str, shown: str
) -> None:
    with app.test_request_context(), force_locale(wanted):
        assert said(SENTENCE, name="ก้อย") == shown


def test_what_fills_a_place_is_escaped(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string("{{ _('เลือกรายการของ %(name)s', name=name) }}", name="<b>")
    assert page == "เลือกรายการของ &lt;b&gt;"


def test_a_place_in_a_sentence_may_have_any_name(app: Flask) -> None:
    with app.test_request_context():
        assert said("เลือก %(text)s", text="ก้อย") == "เลือก ก้อย"


def test_a_sentence_keeps_its_percent_sign(app: Flask) -> None:
    with app.test_request_context():
        assert said("ร้อยละ 100%%") == escape("ร้อยละ 100%")


def test_two_languages_can_be_spoken_one_after_the_other(app: Flask) -> None:
    spoken = []
    with app.test_request_context():
        for wanted in ("th", "en", "th"):
            with force_locale(wanted):
                spoken.append(language())
    assert spoken == ["th", "en", "th"]


def test_thai_is_spoken_where_nobody_asks() -> None:
    assert language() == "th"
