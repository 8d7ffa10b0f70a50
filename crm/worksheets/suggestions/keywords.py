"""Guess category, topics and flags from the keyword lists, which supervisors keep."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from crm import thai
from crm.db import db
from crm.worksheets.models import Tag, TagKind

NOT = "!"
MOST_TOPICS = 3
COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Guess:
    """One tag with the words that speak for it; `chance` (0 to 1) where a model guessed it."""

    tag: Tag
    words: tuple[str, ...]
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text seems to be; `confidence` is from 0 (nothing found) to 1."""

    category: Guess | None
    topics: list[Guess]
    flags: list[Guess]

    @property
    def confidence(self) -> float:
        """The chance of the first topic, or else of the category, where a model guessed it.

        By keywords it grows with the number of different words: one third each, at most 1.
        """
        leading = [*self.topics[:1], *([self.category] if self.category else [])]
        if leading and leading[0].chance is not None:
            return round(leading[0].chance, 2)
        words = {word for guess in self.guesses for word in guess.words}
        return round(min(len(words) / 3, 1.0), 2)

    @property
    def guesses(self) -> list[Guess]:
        """Everything that is suggested."""
        return [*([self.category] if self.category else []), *self.topics, *self.flags]


def vocabulary() -> list[Tag]:
    """The tags in use with their keywords; load once for many texts."""
    query = select(Tag).where(Tag.active).options(selectinload(Tag.keywords))
    return list(db.session.scalars(query.order_by(Tag.position, Tag.id)))


def suggest(text: str, tags: Sequence[Tag], *, topics: Sequence[Guess] | None = None) -> Suggestion:
    """Guess from the keyword lists; a problem without cue words is taken as a complaint.

    A question about a service (`city_services`) or with no topic is an inquiry; so is one that asks
    and names no trouble. Thanks that come with a trouble are manners, not praise. `topics` are
    taken as they are where they were guessed in another way.
    """
    folded = thai.fold(text)
    found = [guess for tag in tags if (guess := _match(folded, tag))]
    if topics is None:
        topics = sorted(_of_kind(found, TagKind.TOPIC), key=lambda guess: -_weight(guess))
    cues = {guess.tag.slug: guess for guess in _of_kind(found, TagKind.CATEGORY)}
    category = _category(topics, cues, tags)
    return Suggestion(category, list(topics[:MOST_TOPICS]), _of_kind(found, TagKind.FLAG))


def words_for(folded: str, tag: Tag) -> tuple[str, ...]:
    """The keywords of a tag that stand in a folded text.

    A keyword after `!` is a phrase in which the other words don't count (คลองเตย, บ่อย).
    """
    rest = folded
    for keyword in tag.keywords:
        if keyword.word.startswith(NOT):
            rest = rest.replace(keyword.word.removeprefix(NOT), " ")
    return tuple(k.word for k in tag.keywords if not k.word.startswith(NOT) and k.word in rest)


def _match(folded: str, tag: Tag) -> Guess | None:
    words = words_for(folded, tag)
    return Guess(tag, words) if words else None


def _of_kind(guesses: Sequence[Guess], kind: TagKind) -> list[Guess]:
    return [guess for guess in guesses if guess.tag.kind == kind]


def _weight(guess: Guess) -> int:
    return sum(len(word) for word in guess.words)


def _category(topics: Sequence[Guess], cues: dict[str, Guess], tags: Sequence[Tag]) -> Guess | None:
    troubles = [topic for topic in topics if topic.tag.slug != "city_services"]
    if COMPLAINT in cues:
        return cues[COMPLAINT]
    if "suggestion" in cues:
        return cues["suggestion"]
    if "inquiry" in cues and not troubles:
        return cues["inquiry"]
    if "praise" in cues and not troubles:
        return cues["praise"]
    if troubles:
        complaint = next((tag for tag in tags if tag.slug == COMPLAINT), None)
        return Guess(complaint, troubles[0].words) if complaint else None
    return cues.get("inquiry") or cues.get("praise")
