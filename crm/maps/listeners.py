"""Places a new case where its citizen has pinned it; forgets the places of erased messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.customers.service import Erasure
from crm.db import db
from crm.maps.models import PlaceGuess
from crm.maps.service import forget_guesses, place_of
from crm.pagelink.events import messages_erased
from crm.pagelink.service.erasing import ErasedWords
from crm.worksheets import events
from crm.worksheets import service as worksheets
from crm.worksheets.models import ProposalState, Worksheet, WorksheetMessage


def listen() -> None:
    """Connect; called once by wiring."""
    events.worksheet_opened.connect(_place_by_pin)
    messages_erased.connect(_forget_words)


def _place_by_pin(sheet: Worksheet, *, now: datetime, **_: Any) -> None:
    pin = db.session.scalar(
        select(PlaceGuess)
        .join(WorksheetMessage, WorksheetMessage.message_id == PlaceGuess.message_id)
        .where(
            WorksheetMessage.worksheet_id == sheet.id,
            PlaceGuess.state == ProposalState.ACCEPTED,
            PlaceGuess.decided_by_id.is_(None),
        )
        .order_by(PlaceGuess.decided_at.desc())
        .limit(1)
    )
    if pin:
        worksheets.set_place(sheet, place_of(pin, source="pin"), by=None, now=now)


def _forget_words(erasure: Erasure, *, erased: ErasedWords, **_: Any) -> None:
    forget_guesses(erasure, erased)
