"""Erases a person's words when the people database erases the person."""

from datetime import datetime
from typing import Any

from crm.customers.events import person_erased
from crm.customers.service import Erasure
from crm.pagelink.service.erasing import erase_words


def listen() -> None:
    """Connect; called once by wiring."""
    person_erased.connect(_erase_words)


def _erase_words(erasure: Erasure, *, now: datetime, **_: Any) -> None:
    erase_words(erasure, now=now)
