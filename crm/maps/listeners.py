"""Gives a new case the place that its citizen has pinned before it was opened."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.db import db
from crm.maps.models import PlaceGuess
from crm.maps.service import place_of
from crm.worksheets import events
from crm.worksheets import service as worksheets
from crm.worksheets.models import ProposalState, Worksheet, WorksheetMessage


def listen() -> None:
    """Connect; called once by wiring."""
    events.worksheet_opened.connect(_place_by_pin)


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
