"""Change the words that the centre avoids, and those that mean danger."""

from datetime import datetime

from crm import thai
from crm.auth import service as auth
from crm.auth.models import User
from crm.db import db
from crm.errors import N_, Conflict, CrmError, NotFound
from crm.worksheets import queries
from crm.worksheets.models import ForbiddenWord, TagKeyword
from crm.worksheets.suggestions.keywords import NOT

URGENT = "urgent"


class NoWord(CrmError):
    """Nothing was typed."""

    sentence = N_("กรุณาพิมพ์คำก่อนเพิ่ม")


class WordKnown(Conflict):
    """The word stands in the list already."""

    sentence = N_("มีคำนี้อยู่แล้ว")


def add_forbidden_word(word: str, instead: str, *, by: User, now: datetime) -> None:
    """Avoid a word from now on; raises NoWord, WordKnown."""
    word = word.strip()
    if not word:
        raise NoWord
    if any(known.word == word for known in queries.forbidden_words()):
        raise WordKnown
    added = ForbiddenWord(word=word, instead=instead.strip())
    db.session.add(added)
    db.session.flush()
    auth.audit("forbidden_word_added", added, by=by, now=now, word=word)


def remove_forbidden_word(word_id: int, *, by: User, now: datetime) -> None:
    """Let a word be used again; raises NotFound."""
    known = db.session.get(ForbiddenWord, word_id)
    if known is None:
        raise NotFound
    auth.audit("forbidden_word_removed", known, by=by, now=now, word=known.word)
    db.session.delete(known)


def add_danger_word(word: str, *, harmless: bool, by: User, now: datetime) -> None:
    """Let a word raise the proposal เร่งด่วน, or (harmless) keep one that holds it from doing so.

    Raises NoWord, WordKnown.
    """
    folded = thai.fold(word).lstrip(NOT)
    if not folded:
        raise NoWord
    tag = queries.get_tag(URGENT)
    kept = f"{NOT}{folded}" if harmless else folded
    if any(known.word == kept for known in tag.keywords):
        raise WordKnown
    tag.keywords.append(TagKeyword(word=kept))
    auth.audit("danger_word_added", tag, by=by, now=now, word=kept)


def remove_danger_word(word_id: int, *, by: User, now: datetime) -> None:
    """Take a word of danger off the list; raises NotFound."""
    tag = queries.get_tag(URGENT)
    found = next((known for known in tag.keywords if known.id == word_id), None)
    if found is None:
        raise NotFound
    auth.audit("danger_word_removed", tag, by=by, now=now, word=found.word)
    db.session.delete(found)
