"""Finds posts, notes, people, and worksheets by their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, true

from crm import thai
from crm.auth.models import User
from crm.customers.models import Customer, Identity
from crm.db import db
from crm.pagelink.models import Note, Page, Post
from crm.pagelink.queries.restricted import hidden_from
from crm.search.queries.index import Index, holds_all, may_hold_all
from crm.search.words import Piece, Query, excerpt, like
from crm.worksheets import numbers
from crm.worksheets.models import Stage, Worksheet
from crm.worksheets.queries.sheets import visible_to

POSTS = Index("post_index", Post.id, Post.search_text)
MOST = 10


@dataclass(frozen=True)
class FoundPost:
    """A post that holds all the words."""

    id: int
    page: str
    at: datetime | None
    pieces: list[Piece]


@dataclass(frozen=True)
class FoundNote:
    """A colleague's note that holds all the words."""

    conversation_id: int
    author: str
    at: datetime
    pieces: list[Piece]


@dataclass(frozen=True)
class FoundPerson:
    """A person of whose name the words are part."""

    id: int
    pieces: list[Piece]
    last_seen_at: datetime


@dataclass(frozen=True)
class FoundWorksheet:
    """A case whose number was typed."""

    number: str
    case_number: str | None
    title: str
    stage: Stage
    opened_at: datetime


def find_posts(query: Query, *, masked: bool) -> list[FoundPost]:
    """The newest posts that hold all the words."""
    narrowed = may_hold_all(POSTS, query.words)
    rows = db.session.execute(
        select(Post.id, Page.name, Post.created_at, Post.text)
        .join(Page, Page.id == Post.page_id)
        .where(true() if narrowed is None else narrowed, holds_all(POSTS, query.words))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(MOST)
    )
    return [
        FoundPost(row.id, row.name, row.created_at, excerpt(_text(row.text, masked), query))
        for row in rows
    ]


def find_notes(query: Query, user: User, *, masked: bool) -> list[FoundNote]:
    """The newest notes that hold all the words, in Arabic or Thai digits."""
    holds = (
        or_(*(Note.text.ilike(like(way), escape="\\") for way in (word, thai.thai_digits(word))))
        for word in query.words
    )
    notes = db.session.scalars(
        select(Note)
        .where(and_(*holds), Note.conversation_id.not_in(hidden_from(user)))
        .order_by(Note.id.desc())
        .limit(MOST)
    )
    return [
        FoundNote(
            note.conversation_id,
            note.author.name,
            note.created_at,
            excerpt(_text(note.text, masked), query),
        )
        for note in notes
    ]


def find_people(query: Query) -> list[FoundPerson]:
    """The people last seen of whose names the words are part, in any order."""
    own = and_(*(Customer.name_folded.like(like(word), escape="\\") for word in query.words))
    used = select(Identity.customer_id).where(
        and_(*(Identity.name_folded.like(like(word), escape="\\") for word in query.words))
    )
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.last_seen_at)
        .where(Customer.merged_into_id.is_(None), or_(own, Customer.id.in_(used)))
        .order_by(Customer.last_seen_at.desc(), Customer.id.desc())
        .limit(MOST)
    )
    return [FoundPerson(row.id, excerpt(row.name or "", query), row.last_seen_at) for row in rows]


def find_worksheets(query: Query, user: User) -> list[FoundWorksheet]:
    """The cases that bear the number typed, ours, the citizen's or the city's, in any writing."""
    key = numbers.fold(query.text)
    if not any(letter.isdigit() for letter in key):
        return []
    own = numbers.as_worksheet_number(query.text) or query.text
    found: Sequence[Worksheet] = db.session.scalars(
        select(Worksheet)
        .where(
            or_(Worksheet.number == own, Worksheet.case_key == key, Worksheet.mis_key == key),
            visible_to(user),
        )
        .order_by(Worksheet.id.desc())
        .limit(MOST)
    ).all()
    return [
        FoundWorksheet(
            sheet.number,
            sheet.case_number,
            sheet.title,
            Stage(sheet.stage),
            sheet.opened_at,
        )
        for sheet in found
    ]


def _text(text: str, masked: bool) -> str:
    return thai.mask_phones(thai.mask_national_ids(text)) if masked else text
