"""Take a person out of the cases when they are erased; the cases themselves stay, and count on."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, delete, or_, select

from crm import thai
from crm.customers.service import Erasure
from crm.db import db, one_of
from crm.pagelink.service.erasing import ErasedWords
from crm.worksheets.models import (
    ConversationTag,
    Dispatch,
    Photo,
    ProposalState,
    SurveyAnswer,
    Worksheet,
    WorksheetEvent,
    WorksheetMessage,
    WorksheetProposal,
)
from crm.worksheets.service.photos import PHOTOS

NOT_FIXED, PLACED = "not_fixed", "place"
SHORTEST_QUOTE = 8
"""Letters of a title below which it can't be told whether it repeats somebody's words."""


def erase_reporter(erasure: Erasure, erased: ErasedWords) -> None:
    """Blot a person out of their cases, and erase what they told there in private.

    Numbers of cases and agencies' references stay, even where one looks like a telephone number.
    """
    sheets = _cases(erasure, erased)
    own = [sheet.id for sheet in sheets if sheet.customer_id in erasure.customer_ids]
    for sheet in sheets:
        sheet.title = _title_without(sheet, erased.private_texts)
    _blot(erasure, sheets, "title", "place", "landmark", "soi", "road", "result", "outcome_reason")
    ids = [sheet.id for sheet in sheets]
    _erase_told_by_form(erasure, own)
    events = select(WorksheetEvent).where(one_of(WorksheetEvent.worksheet_id, ids))
    _blot(erasure, db.session.scalars(events), "note")
    placed = events.where(WorksheetEvent.kind == PLACED)
    _blot(erasure, db.session.scalars(placed), "old", "new")
    passed = select(Dispatch).where(one_of(Dispatch.worksheet_id, ids))
    _blot(erasure, db.session.scalars(passed), "how", "reason", "result")
    tags = select(ConversationTag).where(one_of(ConversationTag.conversation_id, erased.talks))
    _blot(erasure, db.session.scalars(tags), "reason")
    _erase_quotes(erased)
    erasure.counts["worksheets"] = len(sheets)


def _cases(erasure: Erasure, erased: ErasedWords) -> list[Worksheet]:
    told = select(WorksheetMessage.worksheet_id).where(
        one_of(WorksheetMessage.message_id, [*erased.private, *erased.public])
    )
    theirs = or_(Worksheet.customer_id.in_(erasure.customer_ids), Worksheet.id.in_(told))
    return list(db.session.scalars(select(Worksheet).where(theirs)))


def _title_without(sheet: Worksheet, texts: Sequence[str]) -> str:
    """A title that repeats what was said in private gives way to what the case is about."""
    title = thai.fold(sheet.title)
    if len(title) < SHORTEST_QUOTE or not any(title in thai.fold(text) for text in texts):
        return sheet.title
    return " · ".join(topic.name_th for topic in sheet.topics) or sheet.number


def _blot(erasure: Erasure, rows: Iterable[Any], *columns: str) -> None:
    for row in rows:
        for column in columns:
            if text := getattr(row, column):
                setattr(row, column, erasure.blot(text))


def _erase_told_by_form(erasure: Erasure, own: Sequence[int]) -> None:
    """Remarks of theirs, and their photos of the place but for those told with a result."""
    answers = select(SurveyAnswer).where(one_of(SurveyAnswer.worksheet_id, own))
    for answer in db.session.scalars(answers):
        answer.remark = ""
    remarks = select(WorksheetEvent).where(
        one_of(WorksheetEvent.worksheet_id, own), WorksheetEvent.kind == NOT_FIXED
    )
    for event in db.session.scalars(remarks):
        event.note = ""
    theirs = and_(
        one_of(Photo.worksheet_id, own), Photo.by_citizen.is_(True), Photo.told_at.is_(None)
    )
    photos = list(db.session.scalars(select(Photo.file_name).where(theirs)))
    erasure.files.extend((PHOTOS, name) for name in photos)
    erasure.counts["photos"] = len(photos)
    db.session.execute(delete(Photo).where(theirs))


def _erase_quotes(erased: ErasedWords) -> None:
    """A guess out of private words goes while nobody decided on it; evidence quotes no more."""
    undecided = WorksheetProposal.state == ProposalState.PROPOSED
    private = one_of(WorksheetProposal.message_id, erased.private)
    db.session.execute(delete(WorksheetProposal).where(private, undecided))
    messages = [*erased.private, *erased.public]
    made = select(WorksheetProposal).where(one_of(WorksheetProposal.message_id, messages))
    for proposal in db.session.scalars(made):
        proposal.evidence = {
            name: value for name, value in proposal.evidence.items() if name != "words"
        }
