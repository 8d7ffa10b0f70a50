"""The application around a command, and the language that it speaks."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from babel.support import Translations

from crm import config, create_app

CATALOGUES = Path(__file__).resolve().parents[1] / "translations"


def in_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command's body inside the application that the environment describes."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            return command(*args, **kwargs)

    return run


def say(sentence: str, **params: object) -> str:
    """A Thai sentence in the language of CRM_LOCALE, its places filled in.

    It needs no application: some commands end after theirs is gone, and `crm simulate` has none.
    """
    spoken: str = Translations.load(CATALOGUES, [config.language()]).gettext(sentence)
    return spoken % params if params else spoken
