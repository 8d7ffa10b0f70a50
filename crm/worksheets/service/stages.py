"""Take a case through its stages; each conversation on it wears the stage's tag."""

from datetime import datetime

from sqlalchemy import select

from crm.auth.models import User
from crm.db import db
from crm.worksheets import queries
from crm.worksheets.models import ConversationTag, Stage, Worksheet
from crm.worksheets.service.history import record
from crm.worksheets.service.tags import set_tag, take_off

ORDER = list(Stage)


def set_stage(
    sheet: Worksheet, stage: Stage | str, *, by: User | None, now: datetime, note: str = ""
) -> None:
    """Put a case at a stage, forward or back; nothing happens when it is there already."""
    stage = Stage(stage)
    if sheet.stage == stage:
        return
    before, sheet.stage = sheet.stage, stage
    record(sheet, "stage", by=by, now=now, old=before, new=stage, note=note)
    wear_stage(sheet, by=by, now=now)


def advance(sheet: Worksheet, stage: Stage, *, by: User | None, now: datetime) -> None:
    """Bring a case forward to a stage; one that is further on already only gets the tag's mark.

    A number may be told after the case was passed on; it then counts as having had the tag.
    """
    if ORDER.index(stage) > ORDER.index(Stage(sheet.stage)):
        set_stage(sheet, stage, by=by, now=now)
    elif stage != sheet.stage and not _ever_at(sheet, stage):
        record(sheet, "stage_passed", by=by, now=now, new=stage)
        _mark_as_passed(sheet, stage, by=by, now=now)


def wear_stage(sheet: Worksheet, *, by: User | None, now: datetime) -> None:
    """Let every conversation on the case, and on its duplicates, show the case's stage alone."""
    tag = queries.get_tag(sheet.stage)
    for mark in _stage_marks(sheet):
        if mark.tag_id != tag.id:
            take_off(mark, by=by, now=now)
    for conversation in queries.conversations_of(sheet):
        set_tag(conversation, tag, by=by, now=now, worksheet=sheet)


def take_off_stage(sheet: Worksheet, *, by: User | None, now: datetime) -> None:
    """Let no conversation show the stage of this case any more (it lives on in another)."""
    for mark in _stage_marks(sheet):
        take_off(mark, by=by, now=now)


def _mark_as_passed(sheet: Worksheet, stage: Stage, *, by: User | None, now: datetime) -> None:
    tag = queries.get_tag(stage)
    for conversation in queries.conversations_of(sheet):
        set_tag(conversation, tag, by=by, now=now, worksheet=sheet)
    for mark in _stage_marks(sheet):
        if mark.tag_id == tag.id:
            take_off(mark, by=by, now=now)


def _stage_marks(sheet: Worksheet) -> list[ConversationTag]:
    return list(
        db.session.scalars(
            select(ConversationTag).where(
                ConversationTag.worksheet_id == sheet.id, ConversationTag.unset_at.is_(None)
            )
        )
    )


def _ever_at(sheet: Worksheet, stage: Stage) -> bool:
    return any(event.new == stage for event in queries.stage_history(sheet))
