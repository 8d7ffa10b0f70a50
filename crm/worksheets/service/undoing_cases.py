"""Take back the step of a case that one person took at one moment, unless it went on since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db
from crm.pagelink import service as pagelink
from crm.pagelink.models import Conversation, Reply
from crm.worksheets import queries
from crm.worksheets.models import (
    ConversationTag,
    Outcome,
    Worksheet,
    WorksheetEvent,
    WorksheetMessage,
    WorksheetProposal,
)
from crm.worksheets.service.history import record
from crm.worksheets.service.stages import wear_stage

# What every signed link of a citizen holds.
LINK = "/c/"
ENDINGS = ("closed", "outcome")
MOVES = ("stage", "stage_passed", "stage_undone", "close_undone", "reopened", "merged", *ENDINGS)


def undo_stages(*, at: datetime, by: User, now: datetime) -> list[Worksheet]:
    """Put cases back at the stage from which they were moved at that moment by nothing else."""
    moved = [event for event in _steps(("stage",), at, by) if _is_last(event) and _is_alone(event)]
    sheets = []
    for event in moved:
        sheet = db.session.get_one(Worksheet, event.worksheet_id)
        sheet.stage = event.old or sheet.stage
        record(sheet, "stage_undone", by=by, now=now, old=event.new, new=event.old)
        wear_stage(sheet, by=by, now=now)
        sheets.append(sheet)
    return sheets


def undo_closing(*, at: datetime, by: User, now: datetime) -> list[Worksheet]:
    """Give cases the outcome back that they had, mostly none; they don't count as reopened."""
    sheets = []
    for event in filter(_is_last, _steps(ENDINGS, at, by)):
        sheet = db.session.get_one(Worksheet, event.worksheet_id)
        earlier = _standing_before(event, sheet)
        before = earlier[-1] if earlier else None
        sheet.closed_at = None
        sheet.outcome = before.new if before else None
        sheet.outcome_reason = before.note if before else ""
        sheet.outside_authority = any(one.new == Outcome.OUTSIDE_AUTHORITY for one in earlier)
        record(sheet, "close_undone", by=by, now=now, old=event.new)
        sheets.append(sheet)
    return sheets


def undo_openings(*, at: datetime, by: User, now: datetime) -> list[int]:
    """Let cases go that were opened at that moment and to which nothing happened since.

    Nobody was told of them, so that they needn't be kept; the log keeps their numbers, which are
    given to no other case. Returns the conversations.
    """
    conversations = []
    for event in _steps(("opened",), at, by):
        sheet = db.session.get_one(Worksheet, event.worksheet_id)
        talks = queries.conversations_of(sheet)
        if _is_untouched(sheet, talks, at):
            conversations += [talk.id for talk in talks]
            _forget(sheet)
            for talk in talks:
                audit("opening_undone", talk, by=by, now=now, number=sheet.number)
                _let_read(talk, by=by, now=now)
                pagelink.touch(talk, now)
    return conversations


def _steps(kinds: Sequence[str], at: datetime, by: User) -> Sequence[WorksheetEvent]:
    steps = select(WorksheetEvent).where(
        WorksheetEvent.kind.in_(kinds), WorksheetEvent.at == at, WorksheetEvent.by_id == by.id
    )
    return db.session.scalars(steps.order_by(WorksheetEvent.id)).all()


def _is_last(event: WorksheetEvent) -> bool:
    """Whether the case was neither moved nor ended again."""
    return not _others(event, WorksheetEvent.id > event.id, WorksheetEvent.kind.in_(MOVES))


def _is_alone(event: WorksheetEvent) -> bool:
    """Whether the stage was all that was changed; a number that was given moves it, too."""
    return not _others(event, WorksheetEvent.at == event.at)


def _others(event: WorksheetEvent, *which: ColumnElement[bool]) -> bool:
    others = select(WorksheetEvent.id).where(
        WorksheetEvent.worksheet_id == event.worksheet_id, WorksheetEvent.id != event.id, *which
    )
    return db.session.scalar(others.limit(1)) is not None


def _standing_before(event: WorksheetEvent, sheet: Worksheet) -> list[WorksheetEvent]:
    """The outcomes before this one that were neither taken back nor ended by taking it up again."""
    standing: list[WorksheetEvent] = []
    for one in queries.history(sheet):
        if one.id >= event.id:
            break
        if one.kind in ENDINGS:
            standing.append(one)
        elif one.kind == "close_undone" and standing:
            standing.pop()
        elif one.kind == "reopened":
            standing.clear()
    return standing


def _is_untouched(sheet: Worksheet, talks: Sequence[Conversation], at: datetime) -> bool:
    """Whether nothing happened to the case, and no link to its pages was written to anybody."""
    if any(event.at != at for event in queries.history(sheet)):
        return False
    written = select(Reply.id).where(
        Reply.conversation_id.in_([talk.id for talk in talks]),
        Reply.created_at >= at,
        Reply.text.contains(LINK),
    )
    return db.session.scalar(written.limit(1)) is None


def _let_read(talk: Conversation, *, by: User, now: datetime) -> None:
    """A conversation without a restricted case is for everybody again."""
    left = queries.marks_of([talk.id])[talk.id].worksheets
    if talk.restricted and not any(sheet.restricted for sheet in left):
        pagelink.undo_restrict(talk, by=by, now=now)


def _forget(sheet: Worksheet) -> None:
    guesses = or_(
        WorksheetProposal.worksheet_id == sheet.id, WorksheetProposal.subject_id == sheet.id
    )
    db.session.execute(delete(WorksheetProposal).where(guesses))
    for table in (ConversationTag, WorksheetMessage, WorksheetEvent):
        db.session.execute(delete(table).where(table.worksheet_id == sheet.id))
    db.session.delete(sheet)
    db.session.flush()
