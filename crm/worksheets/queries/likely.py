"""Cases that may be about the same problem as something said, each with its reasons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import selectinload

from crm.customers.models import Identity
from crm.db import db
from crm.pagelink.models import Direction, Message
from crm.worksheets.likeness import likeness
from crm.worksheets.models import Tag, Worksheet, WorksheetMessage
from crm.worksheets.queries.nearby import inside, metres_between
from crm.worksheets.queries.proposals import refused_twins

WITHIN = timedelta(days=90)
SINCE_CLOSED = timedelta(days=60)
METRES = 250
MOST_LIKELY = 5
MOST_CANDIDATES = 50
LEAST_LIKENESS = 0.35
"""Neighbours' texts about different problems are this much alike once in twenty times."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared: the text, where it speaks of, and what it seems to be about."""

    text: str
    at: datetime
    topics: Collection[Tag] = ()
    latitude: float | None = None
    longitude: float | None = None
    soi: str = ""
    district: str | None = None
    post_ids: Sequence[int] = ()
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be meant; `reasons` go into a proposal's evidence."""

    worksheet: Worksheet
    reasons: dict[str, object]

    @property
    def is_near(self) -> bool:
        """Whether it lies within 250 metres or in the same soi."""
        return "metres" in self.reasons or "soi" in self.reasons

    @property
    def is_alike(self) -> bool:
        """Whether it is about the same topic, or says nearly the same."""
        return "topics" in self.reasons or "likeness" in self.reasons

    @property
    def weight(self) -> float:
        """By which the likeliest come first; each reason alone says about as much as another."""
        reasons = self.reasons
        metres = float(str(reasons.get("metres", METRES)))
        return (
            2 * float(str(reasons.get("likeness", 0)))
            + ("topics" in reasons)
            + ("soi" in reasons)
            + ("same_post" in reasons)
            + (1 - metres / METRES)
        )


def likely_twins(said: Said, *, besides: Collection[int]) -> list[Likely]:
    """At most five open cases of other people that may be about the same problem.

    Each lies near and is alike, or was told under the same post in nearly the same words.
    Restricted cases are left out: the proposal alone would tell of them.
    """
    found = _compared(said, _open_near_or_under_the_post(said, besides))
    fitting = [
        one
        for one in found
        if (one.is_near and one.is_alike)
        or ("same_post" in one.reasons and {"topics", "likeness"} <= one.reasons.keys())
    ]
    return sorted(fitting, key=lambda one: -one.weight)[:MOST_LIKELY]


def twins_of(sheet: Worksheet) -> list[Likely]:
    """The same for a case that is open, without those that somebody told apart from it."""
    if sheet.closed_at:
        return []
    return likely_twins(said_on(sheet), besides={sheet.id, *refused_twins(sheet)})


def likely_followed(said: Said) -> list[Likely]:
    """The open and lately closed cases of a person, the likeliest to be meant first."""
    if said.customer_id is None:
        return []
    joined = (
        select(WorksheetMessage.worksheet_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .join(Identity, Identity.id == Message.identity_id)
        .where(Identity.customer_id == said.customer_id)
    )
    theirs = or_(Worksheet.customer_id == said.customer_id, Worksheet.id.in_(joined))
    lately = or_(Worksheet.closed_at.is_(None), Worksheet.closed_at > said.at - SINCE_CLOSED)
    query = _with_topics().where(theirs, lately, Worksheet.opened_at <= said.at)
    newest = query.order_by(Worksheet.id.desc()).limit(MOST_LIKELY)
    return sorted(_compared(said, db.session.scalars(newest)), key=lambda one: -one.weight)


def said_on(sheet: Worksheet) -> Said:
    """A case as it is compared with others."""
    spoken = db.session.execute(
        select(Message.text, Message.post_id)
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .where(WorksheetMessage.worksheet_id == sheet.id, Message.direction == Direction.IN)
        .order_by(Message.id)
        .limit(MOST_CANDIDATES)
    ).all()
    return Said(
        text=max([sheet.title, *(text for text, _ in spoken)], key=len),
        at=sheet.opened_at,
        topics=sheet.topics,
        latitude=sheet.latitude,
        longitude=sheet.longitude,
        soi=sheet.soi,
        district=sheet.district,
        post_ids=[post_id for _, post_id in spoken if post_id],
        customer_id=sheet.customer_id,
    )


def _open_near_or_under_the_post(said: Said, besides: Collection[int]) -> Iterable[Worksheet]:
    """A bounded look into each index, the newest of each, so that 100,000 cases cost no more."""
    lately = (
        Worksheet.closed_at.is_(None),
        Worksheet.restricted.is_(False),
        Worksheet.opened_at.between(said.at - WITHIN, said.at + WITHIN),
    )
    looks = [
        select(Worksheet.id)
        .where(look, *lately)
        .order_by(Worksheet.id.desc())
        .limit(MOST_CANDIDATES)
        for look in _looks(said)
    ]
    ids = {found for look in looks for found in db.session.scalars(look)} - set(besides)
    if not ids:
        return []
    return db.session.scalars(_with_topics().where(Worksheet.id.in_(ids)).order_by(Worksheet.id))


def _looks(said: Said) -> list[ColumnElement[bool]]:
    looks: list[ColumnElement[bool]] = []
    if said.latitude is not None and said.longitude is not None:
        looks.append(inside(said.latitude, said.longitude, METRES))
    if said.soi and said.district:
        looks.append((Worksheet.district == said.district) & (Worksheet.soi == said.soi))
    if said.post_ids:
        under = (
            select(WorksheetMessage.worksheet_id)
            .join(Message, Message.id == WorksheetMessage.message_id)
            .where(Message.post_id.in_(said.post_ids))
        )
        looks.append(Worksheet.id.in_(under))
    return looks


def _compared(said: Said, sheets: Iterable[Worksheet]) -> list[Likely]:
    known = list(sheets)
    texts = _texts_of([sheet.id for sheet in known])
    return [Likely(sheet, _reasons(said, sheet, texts[sheet.id])) for sheet in known]


def _reasons(
    said: Said, sheet: Worksheet, spoken: Sequence[tuple[str, int | None]]
) -> dict[str, object]:
    texts = [sheet.title, *(text for text, _ in spoken)]
    alike = max((likeness(said.text, text) for text in texts), default=0.0)
    metres = _metres(said, sheet)
    shared = [tag for tag in said.topics if tag in sheet.topics]
    reasons: dict[str, object] = {"days": max((said.at - sheet.opened_at).days, 0)}
    if shared:
        reasons["topics"] = [[tag.name_th, tag.name_en] for tag in shared]
    if metres is not None and metres <= METRES:
        reasons["metres"] = round(metres)
    if said.soi and said.soi == sheet.soi and said.district == sheet.district:
        reasons["soi"] = said.soi
    if any(post_id in said.post_ids for _, post_id in spoken if post_id):
        reasons["same_post"] = True
    if alike >= LEAST_LIKENESS:
        reasons["likeness"] = round(alike, 2)
    return reasons


def _metres(said: Said, sheet: Worksheet) -> float | None:
    """How far a case lies off; None where either is known to a road or a district only."""
    if None in (said.latitude, said.longitude, sheet.latitude, sheet.longitude):
        return None
    if sheet.place_source == "text" and not (sheet.soi or sheet.landmark):
        return None
    return metres_between(
        (said.latitude or 0, said.longitude or 0), (sheet.latitude or 0, sheet.longitude or 0)
    )


def _texts_of(ids: Sequence[int]) -> dict[int, list[tuple[str, int | None]]]:
    """What citizens said on each case, with the post that it stands under."""
    rows = db.session.execute(
        select(WorksheetMessage.worksheet_id, Message.text, Message.post_id)
        .join(Message, Message.id == WorksheetMessage.message_id)
        .where(
            WorksheetMessage.worksheet_id.in_(ids),
            Message.direction == Direction.IN,
            Message.deleted_at.is_(None),
        )
    )
    found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for worksheet_id, text, post_id in rows:
        found[worksheet_id].append((text, post_id))
    return found


def _with_topics() -> Select[tuple[Worksheet]]:
    return select(Worksheet).options(selectinload(Worksheet.topics))
