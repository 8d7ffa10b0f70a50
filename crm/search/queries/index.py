"""The text index of each engine: which rows hold all the words.

SQLite: an FTS5 table of trigrams without positions finds candidates, LIKE decides; a word of two
letters is looked up among the index's own trigrams. PostgreSQL: LIKE, which pg_trgm serves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, column, text
from sqlalchemy.orm import InstrumentedAttribute

from crm.db import db, is_sqlite
from crm.search.words import like

TRIGRAM = 3
MOST_TRIGRAMS = 2000
LAST_LETTER = "\U0010ffff"
NO_TRIGRAM = LAST_LETTER * TRIGRAM


@dataclass(frozen=True)
class Index:
    """An FTS5 table beside the column whose text it holds."""

    name: str
    id: InstrumentedAttribute[int]
    text: InstrumentedAttribute[str]


def holds_all(index: Index, words: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition that decides: every word stands somewhere in the text."""
    return and_(*(index.text.like(like(word), escape="\\") for word in words))


def may_hold_all(index: Index, words: tuple[str, ...]) -> ColumnElement[bool] | None:
    """The condition by which SQLite's index narrows; None where it can't, or isn't needed."""
    if not is_sqlite():
        return None
    wanted = " AND ".join(f"({each})" for word in words if (each := _trigrams_of(index, word)))
    if not wanted:
        return None
    found = text(f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH :{index.name}_wanted")
    matching = found.bindparams(**{f"{index.name}_wanted": wanted})
    return index.id.in_(matching.columns(column("rowid")))


def _trigrams_of(index: Index, word: str) -> str | None:
    """What a text with this word has in the index; None if that narrows nothing."""
    if len(word) >= TRIGRAM:
        return " AND ".join(dict.fromkeys(map(_quoted, _trigrams(word))))
    if len(word) < TRIGRAM - 1:
        return None
    known = _trigrams_with(index, word)
    if len(known) > MOST_TRIGRAMS:
        return None
    return " OR ".join(map(_quoted, known)) or _quoted(NO_TRIGRAM)


def _trigrams(word: str) -> Iterator[str]:
    return (word[at : at + TRIGRAM] for at in range(len(word) - TRIGRAM + 1))


def _quoted(trigram: str) -> str:
    doubled = trigram.replace('"', '""')
    return f'"{doubled}"'


def _trigrams_with(index: Index, word: str) -> list[str]:
    """The index's own trigrams that begin with two letters, from its vocabulary.

    The index ends each text with a newline, so that two letters at its end begin one too.
    """
    vocabulary = f"{index.name}_vocabulary"
    db.session.execute(
        text(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{vocabulary} "
            f"USING fts5vocab('main', '{index.name}', 'row')"
        )
    )
    found = db.session.execute(
        text(f"SELECT term FROM temp.{vocabulary} WHERE term >= :word AND term < :end LIMIT :most"),
        {"word": word, "end": word + LAST_LETTER, "most": MOST_TRIGRAMS + 1},
    )
    return list(found.scalars())
