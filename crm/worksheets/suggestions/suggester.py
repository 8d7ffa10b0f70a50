"""Put the keyword lists and the models that are switched on together into one suggestion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from crm.db import db
from crm.worksheets.models import Tag, TagKind, TagModel
from crm.worksheets.suggestions.keywords import (
    MOST_TOPICS,
    Guess,
    Suggestion,
    suggest,
    vocabulary,
)
from crm.worksheets.suggestions.learning import Example
from crm.worksheets.suggestions.model import Asked, Model, unpack

# Measured (scripts/eval_suggestions.py): here three topics in four are right.
LEAST_CHANCE = {TagKind.TOPIC: 0.4, TagKind.CATEGORY: 0.5}


@dataclass(frozen=True, slots=True)
class Suggester:
    """What a text seems to be about; load once for many texts."""

    tags: Sequence[Tag]
    models: Mapping[TagKind, Model]

    def suggest(self, text: str) -> Suggestion:
        """Suggest by the model of each kind, or by the keywords where there is none that is on.

        Flags, and tags that are newer than the model, are always left to the keywords.
        """
        found = suggest(text, self.tags)
        if TagKind.TOPIC in self.models and text.strip():
            found = suggest(text, self.tags, topics=self._topics(text, found.topics))
        if TagKind.CATEGORY in self.models and text.strip():
            by_keywords = [found.category] if found.category else []
            guessed = self._guessed(TagKind.CATEGORY, text, by_keywords)
            found = replace(found, category=next(iter(guessed), found.category))
        return found

    def example(self, kind: TagKind, text: str, labels: frozenset[str]) -> Example:
        """A text with what people set on it, beside what the keywords say, to learn from."""
        said = suggest(text, self.tags)
        guesses = said.topics if kind == TagKind.TOPIC else [said.category] if said.category else []
        slugs = [guess.tag.slug for guess in guesses]
        return Example(Asked(text, slugs), labels, next(iter(slugs), None))

    def _topics(self, text: str, by_keywords: Sequence[Guess]) -> list[Guess]:
        known = self.models[TagKind.TOPIC].slugs
        newer = [guess for guess in by_keywords if guess.tag.slug not in known]
        return [*self._guessed(TagKind.TOPIC, text, by_keywords), *newer]

    def _guessed(self, kind: TagKind, text: str, by_keywords: Sequence[Guess]) -> list[Guess]:
        model = self.models[kind]
        asked = Asked(text, [guess.tag.slug for guess in by_keywords])
        known = {tag.slug: tag for tag in self.tags}
        chances = model.spoken_for(asked).items()
        likely = [(slug, chance) for slug, chance in chances if chance >= LEAST_CHANCE[kind]]
        return [
            Guess(known[slug], model.words(text, slug), chance)
            for slug, chance in likely[:MOST_TOPICS]
            if slug in known
        ]


def load(models: Mapping[TagKind, Model] | None = None) -> Suggester:
    """The keyword lists as they are now, and the models that are on, unless they are given."""
    return Suggester(vocabulary(), models_on() if models is None else models)


def models_on() -> dict[TagKind, Model]:
    """The newest model of each kind that does better than the keywords."""
    kept = db.session.scalars(select(TagModel).where(TagModel.weights.is_not(None)))
    return {TagKind(row.kind): unpack(row.weights or b"") for row in kept if row.is_on}
