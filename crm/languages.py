"""Which language is spoken to whoever asks, and its sentences, found quickly."""

from collections.abc import Mapping
from functools import lru_cache

from flask import Flask, g
from flask_babel import get_locale, get_translations, gettext
from markupsafe import Markup

KEPT = 4096
"""More sentences than all templates hold, in both languages."""
NOTHING: Mapping[str, object] = {}


def install(app: Flask) -> None:
    """Let the templates look up each sentence once in the life of the process.

    A page says hundreds of sentences, and Flask-Babel asks anew for each who is asking; that was a
    tenth of the work of the inbox.
    """
    app.jinja_env.globals.update(_=said, gettext=said)


def language() -> str:
    """`th` or `en`; Thai where nobody asks.

    Looks first where Flask-Babel keeps what it found, since a page asks some hundred times.
    """
    try:
        return str(g._flask_babel.babel_locale.language)
    except (AttributeError, RuntimeError):
        locale = get_locale()
        return str(locale.language) if locale else "th"


def is_thai() -> bool:
    """Whether the page is shown in Thai."""
    return language() == "th"


def said(text: str, /, **params: object) -> Markup:
    """A template's sentence in the language of the page; what fills its places is escaped."""
    if params:
        return _translated(language(), text) % params
    return _filled(language(), text)


def sentence(text: str, /, **params: object) -> str:
    """Translate a sentence that was marked with `N_` where it was written."""
    return str(gettext(text, **params))


@lru_cache(KEPT)
def _translated(_language: str, text: str) -> Markup:
    return Markup(get_translations().ugettext(text))  # noqa: S704 - our own words


@lru_cache(KEPT)
def _filled(language: str, text: str) -> Markup:
    return _translated(language, text) % NOTHING
