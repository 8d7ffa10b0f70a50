"""Keep a citizen's answer to the one question of the satisfaction survey."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from crm.db import db, is_sqlite
from crm.errors import N_, Conflict, CrmError
from crm.worksheets.models import SurveyAnswer, Worksheet

HIGHEST, LOWEST = 5, 1
LONGEST_REMARK = 2000


class AlreadyAnswered(Conflict):
    """One answer a case; the first one counts."""

    sentence = N_("ท่านตอบแบบประเมินของเรื่องนี้แล้ว ขอบคุณสำหรับความเห็น")


class NoSuchScore(CrmError):
    """Nothing was chosen, or something that isn't on the page."""

    sentence = N_("กรุณาเลือกระดับความพึงพอใจหนึ่งข้อ")


def answer_survey(sheet: Worksheet, *, score: int, remark: str, now: datetime) -> None:
    """Keep the answer, 5 (มากที่สุด) to 1 (น้อยที่สุด); raises AlreadyAnswered."""
    if not LOWEST <= score <= HIGHEST:
        raise NoSuchScore
    insert = (sqlite if is_sqlite() else postgresql).insert(SurveyAnswer)
    added = db.session.scalar(
        insert.values(
            worksheet_id=sheet.id,
            score=score,
            remark=remark.strip()[:LONGEST_REMARK],
            answered_at=now,
        )
        .on_conflict_do_nothing()
        .returning(SurveyAnswer.id)
    )
    if added is None:
        raise AlreadyAnswered
