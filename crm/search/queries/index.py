"""The trigram indexes of both engines: what narrows a search to the rows that may hold its words.

SQLite: FTS5 tables, whose own vocabulary tells in which trigrams one or two letters begin.
PostgreSQL: GIN over lexemes, which knows prefixes. What is found is always decided by LIKE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, cast, column, func, or_, text, true
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute

from crm.customers.models import Customer, Identity
from crm.db import db, is_sqlite
from crm.pagelink.models import Message, Note, Post
from crm.search.words import Word, like
from crm.worksheets.models import Worksheet

TRIGRAM = 3
MOST_BEGINNINGS = 400
"""With more trigrams beginning in the letters asked for, these are common: nothing is narrowed."""
MOST_ROWS = 20_000
LAST_LETTER = "\U0010ffff"
NO_TRIGRAM = LAST_LETTER * TRIGRAM


@dataclass(frozen=True)
class Index:
    """An index on a column: the name of its FTS5 table, and what its key and text are."""

    name: str
    id: InstrumentedAttribute[int]
    text: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]

    @property
    def table(self) -> str:
        """The table whose column it is."""
        return str(self.id.class_.__tablename__)


MESSAGES = Index("message_index", Message.id, Message.search_text)
POSTS = Index("post_index", Post.id, Post.search_text)
NOTES = Index("note_index", Note.id, Note.search_text)
CUSTOMERS = Index("customer_index", Customer.id, Customer.name_folded)
IDENTITIES = Index("identity_index", Identity.id, Identity.name_folded)
WORKSHEETS = Index("worksheet_index", Worksheet.id, Worksheet.title_folded)
INDEXES = (MESSAGES, POSTS, NOTES, CUSTOMERS, IDENTITIES, WORKSHEETS)


def holds_all(index: Index, words: Iterable[Word]) -> ColumnElement[bool]:
    """The condition that decides: every word stands, in one of its forms, in the text."""
    return and_(
        true(),
        *(
            or_(*(index.text.like(like(form), escape="\\") for form in word.forms))
            for word in words
        ),
    )


def has_all(index: Index, words: tuple[Word, ...]) -> ColumnElement[bool]:
    """The same, narrowed by the index where that helps."""
    decided = holds_all(index, words)
    if not is_sqlite():
        trigrams = func.search_trigrams(index.text)
        return and_(trigrams.op("@@")(cast(lexemes(words), TSQUERY)), decided)
    wanted = match(index, words)
    if wanted is None:
        return decided
    found = text(f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH :{index.name}_wanted")
    matching = found.bindparams(**{f"{index.name}_wanted": wanted})
    return and_(index.id.in_(matching.columns(column("rowid"))), decided)


def lexemes(words: tuple[Word, ...]) -> str:
    """What PostgreSQL's index is asked for."""
    return _all(_any(_all(map(_lexeme, _parts(form))) for form in word.forms) for word in words)


def match(index: Index, words: tuple[Word, ...]) -> str | None:
    """What SQLite's index is asked for; None if that narrows nothing.

    Beginnings stand in for one or two letters only where they are rare: beside longer words, or
    many of them, the test by LIKE is cheaper.
    """
    long = [word for word in words if min(map(len, word.forms)) >= TRIGRAM]
    short = [word for word in words if word not in long]
    wanted = [_any(map(_trigrams, each.forms)) for each in long]
    wanted += [each for word in short if (each := _beginnings(index, word, alone=not long))]
    return _all(wanted, "AND") if wanted else None


def _trigrams(form: str) -> str:
    return _all(map(_quoted, _parts(form, 2)), "AND")


def _all(parts: Iterable[str], sign: str = "&") -> str:
    return f" {sign} ".join(f"({part})" for part in parts)


def _any(parts: Iterable[str]) -> str:
    return (" | " if not is_sqlite() else " OR ").join(f"({part})" for part in parts)


def _parts(form: str, step: int = 1) -> Iterator[str]:
    """The trigrams of a form, each once; less than three letters are one part.

    With a `step` of two, every second one and the last, which still hold all letters: each list of
    an FTS5 index that is walked costs more than the few rows that it would spare.
    """
    last = max(len(form) - TRIGRAM, 0)
    return iter(dict.fromkeys(form[at : at + TRIGRAM] for at in (*range(0, last, step), last)))


def _lexeme(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'" if len(part) == TRIGRAM else f"'{escaped}':*"


def _quoted(part: str) -> str:
    doubled = part.replace('"', '""')
    return f'"{doubled}"'


def _beginnings(index: Index, word: Word, *, alone: bool) -> str | None:
    """The trigrams of the index that begin with a short word; None if they are too many."""
    (form,) = word.forms
    vocabulary = f"{index.name}_vocabulary"
    db.session.execute(
        text(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{vocabulary} "
            f"USING fts5vocab('main', '{index.name}', 'row')"
        )
    )
    found = db.session.execute(
        text(f"SELECT term FROM temp.{vocabulary} WHERE term >= :form AND term < :end LIMIT :most"),
        {"form": form, "end": form + LAST_LETTER, "most": MOST_BEGINNINGS + 1},
    )
    known = list(found.scalars())
    if len(known) > (MOST_BEGINNINGS if alone else MOST_BEGINNINGS // 10):
        return None
    return " OR ".join(map(_quoted, known)) or _quoted(NO_TRIGRAM)
