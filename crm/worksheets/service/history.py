"""Write the next step into the history of a case, and keep a restricted one closed."""

from datetime import datetime

from crm.auth.models import User
from crm.db import db
from crm.pagelink import service as pagelink
from crm.worksheets import events, queries
from crm.worksheets.models import Worksheet, WorksheetEvent


def keep_closed(sheet: Worksheet, *, by: User | None, now: datetime) -> None:
    """What was said in a restricted case is for few eyes too."""
    if sheet.restricted:
        for conversation in queries.conversations_of(sheet):
            pagelink.restrict(conversation, by=by, now=now)


def record(
    sheet: Worksheet,
    kind: str,
    *,
    by: User | None,
    now: datetime,
    old: object = None,
    new: object = None,
    note: str = "",
) -> WorksheetEvent:
    """Add an event to a case, and let every console that shows it look again.

    `by` None means the citizen or the software.
    """
    event = WorksheetEvent(
        worksheet_id=sheet.id,
        at=now,
        by_id=by.id if by else None,
        kind=kind,
        old=None if old is None else str(old),
        new=None if new is None else str(new),
        note=note,
    )
    db.session.add(event)
    db.session.flush()
    for conversation in queries.conversations_of(sheet):
        pagelink.touch(conversation, now)
    events.worksheet_changed.send(sheet, event=event, now=now)
    return event
