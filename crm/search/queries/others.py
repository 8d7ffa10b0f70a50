"""Finds posts, notes, people, tags, agencies, and worksheets by their numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from crm import thai
from crm.auth.models import User
from crm.customers.models import Customer, Fact, Identity
from crm.customers.service.facts import FactKind, fact_key
from crm.db import db, is_sqlite
from crm.pagelink.models import Note, Page, Post
from crm.search.queries.filters import may_read
from crm.search.queries.index import (
    CUSTOMERS,
    IDENTITIES,
    NOTES,
    POSTS,
    WORKSHEETS,
    Index,
    has_all,
)
from crm.search.queries.messages import is_masked_for, masked
from crm.search.words import Piece, Word, excerpt, folded_name, like
from crm.worksheets import numbers
from crm.worksheets.models import Agency, Stage, Tag, Worksheet
from crm.worksheets.queries.sheets import visible_to

MOST = 10
NEWEST = 300


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
class FoundTag:
    """A tag by its name."""

    slug: str
    name_th: str
    name_en: str


@dataclass(frozen=True)
class FoundAgency:
    """An agency by its name."""

    id: int
    name_th: str
    name_en: str


@dataclass(frozen=True)
class FoundWorksheet:
    """A case whose number was typed, or in whose title all the words stand."""

    number: str
    case_number: str | None
    pieces: list[Piece]
    stage: Stage
    opened_at: datetime


def find_posts(words: tuple[Word, ...], user: User) -> list[FoundPost]:
    """The newest posts that hold all the words."""
    rows = db.session.execute(
        select(Post.id, Page.name, Post.created_at, Post.text)
        .join(Page, Page.id == Post.page_id)
        .where(Post.id.in_(_newest(POSTS, words)))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(MOST)
    )
    hidden = is_masked_for(user)
    return [
        FoundPost(row.id, row.name, row.created_at, pieces)
        for row in rows
        if (pieces := _pieces(row.text, words, hidden))
    ]


def find_notes(words: tuple[Word, ...], user: User) -> list[FoundNote]:
    """The newest notes that hold all the words."""
    notes = db.session.scalars(
        select(Note)
        .options(joinedload(Note.author))
        .where(
            Note.id.in_(_newest(NOTES, words)),
            *may_read(user, Note.conversation_id, beside=Note),
        )
        .order_by(Note.created_at.desc(), Note.id.desc())
        .limit(MOST)
    )
    hidden = is_masked_for(user)
    return [
        FoundNote(note.conversation_id, note.author.name, note.created_at, pieces)
        for note in notes
        if (pieces := _pieces(note.text, words, hidden))
    ]


def find_people(words: tuple[Word, ...]) -> list[FoundPerson]:
    """People whose name begins with the first word, then those who have all words in a name.

    Each of the two the last seen first. A name that a person used once counts too.
    """
    ids = {*_newest(CUSTOMERS, words), *_customers_of(_newest(IDENTITIES, words))}
    begins = Customer.name_folded.like(like(words[0].forms[-1])[1:], escape="\\")
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.last_seen_at)
        .where(Customer.merged_into_id.is_(None), Customer.id.in_(ids))
        .order_by(begins.desc(), Customer.last_seen_at.desc(), Customer.id.desc())
        .limit(MOST)
    )
    return [FoundPerson(row.id, excerpt(row.name or "", words), row.last_seen_at) for row in rows]


def find_people_by_phone(text: str) -> list[FoundPerson]:
    """The people of whom a telephone number in the text is known."""
    hashes = [fact_key(FactKind.PHONE, phone.national) for phone in thai.find_phones(text)]
    if not hashes:
        return []
    known = select(Fact.customer_id).where(
        Fact.value_hash.in_(hashes), Fact.superseded_at.is_(None)
    )
    rows = db.session.execute(
        select(Customer.id, Customer.name, Customer.last_seen_at)
        .where(Customer.merged_into_id.is_(None), Customer.id.in_(known))
        .order_by(Customer.last_seen_at.desc(), Customer.id.desc())
        .limit(MOST)
    )
    return [FoundPerson(row.id, [Piece(row.name or "", False)], row.last_seen_at) for row in rows]


def find_tags(words: tuple[Word, ...]) -> list[FoundTag]:
    """The tags in whose Thai or English name all the words stand."""
    rows = db.session.execute(
        select(Tag.slug, Tag.name_th, Tag.name_en).where(Tag.active).order_by(Tag.position, Tag.id)
    ).tuples()
    return [FoundTag(*names) for names in rows if _is_called(words, *names)][:MOST]


def find_agencies(words: tuple[Word, ...]) -> list[FoundAgency]:
    """The agencies in whose name all the words stand."""
    rows = db.session.execute(
        select(Agency.id, Agency.name_th, Agency.name_en)
        .where(Agency.active)
        .order_by(Agency.name_th, Agency.id)
    )
    return [
        FoundAgency(row.id, row.name_th, row.name_en)
        for row in rows
        if _is_called(words, row.name_th, row.name_en)
    ][:MOST]


def _newest(index: Index, words: tuple[Word, ...]) -> list[int]:
    """The newest records of a kind that hold all the words, by the order in which they came."""
    statement = select(index.id).where(has_all(index, words))
    by_age = index.id.desc() if is_sqlite() else (index.id + 0).desc()
    return list(db.session.scalars(statement.order_by(by_age).limit(NEWEST)))


def _customers_of(identities: list[int]) -> Sequence[int]:
    rows = db.session.scalars(select(Identity.customer_id).where(Identity.id.in_(identities)))
    return rows.all()


def _is_called(words: tuple[Word, ...], *names: str) -> bool:
    return any(_holds(words, folded_name(name)) for name in names)


def _holds(words: tuple[Word, ...], folded: str) -> bool:
    return all(any(form in folded for form in word.forms) for word in words)


def _pieces(text: str, words: tuple[Word, ...], hidden: bool) -> list[Piece]:
    """What is shown of a text; nothing if only a number matches that this person sees masked."""
    if not hidden:
        return excerpt(text, words)
    shown = masked(text)
    return excerpt(shown, words) if _holds(words, thai.fold(shown)) else []


def find_worksheets(words: tuple[Word, ...], user: User) -> list[FoundWorksheet]:
    """The newest cases in whose title all the words stand."""
    sheets = db.session.scalars(
        select(Worksheet)
        .where(Worksheet.id.in_(_newest(WORKSHEETS, words)), visible_to(user))
        .order_by(Worksheet.id.desc())
        .limit(MOST)
    )
    hidden = is_masked_for(user)
    return [
        _worksheet(sheet, pieces)
        for sheet in sheets
        if (pieces := _pieces(sheet.title, words, hidden))
    ]


def find_numbered(text: str, user: User) -> list[FoundWorksheet]:
    """The cases that bear the number typed, ours, the citizen's or the city's, in any writing."""
    key = numbers.fold(text)
    if not any(letter.isdigit() for letter in key):
        return []
    own = numbers.as_worksheet_number(text) or text
    found: Sequence[Worksheet] = db.session.scalars(
        select(Worksheet)
        .where(
            or_(Worksheet.number == own, Worksheet.case_key == key, Worksheet.mis_key == key),
            visible_to(user),
        )
        .order_by(Worksheet.id.desc())
        .limit(MOST)
    ).all()
    hidden = is_masked_for(user)
    return [_worksheet(sheet, _pieces(sheet.title, (), hidden)) for sheet in found]


def _worksheet(sheet: Worksheet, pieces: list[Piece]) -> FoundWorksheet:
    return FoundWorksheet(
        sheet.number, sheet.case_number, pieces, Stage(sheet.stage), sheet.opened_at
    )
