"""Learn from what people set, each example judged before it is learned from (test, then train)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm.worksheets.suggestions.model import Asked, Model, features

CHUNK = 50
PASSES = 3
LEAST_OFTEN = 10
"""A tag that was set more rarely is left to the keywords."""
JUDGED = 500
"""Accuracy is that of the newest so many examples: what was hard long ago says little of today."""


@dataclass(frozen=True, slots=True)
class Example:
    """What somebody wrote, the tags that a person set on it, and what the keywords had said."""

    asked: Asked
    labels: Collection[str]
    first_keyword: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether each way had its first guess right before the example was learned from."""

    model: bool
    keywords: bool
    frequent: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """A trained model with the outcome of every example, in their order."""

    model: Model
    outcomes: list[Outcome]

    @property
    def newest(self) -> list[Outcome]:
        """The outcomes by which the ways are compared."""
        return self.outcomes[-JUDGED:]


def learn(examples: Sequence[Example]) -> Learned | None:
    """Walk through the examples in the order in which people decided, in chunks of 50.

    None where no tag was set often enough to be learned.
    """
    slugs = _often_set(examples)
    if not slugs:
        return None
    classifiers = [_classifier() for _ in slugs]
    counted: Counter[str] = Counter()
    outcomes: list[Outcome] = []
    for chunk in _chunks(examples):
        model = _model_of(classifiers, slugs) if outcomes else None
        outcomes += _judge(chunk, model, counted)
        _train(classifiers, chunk, slugs)
        counted.update(label for example in chunk for label in example.labels)
    return Learned(_model_of(classifiers, slugs), outcomes)


def _often_set(examples: Sequence[Example]) -> list[str]:
    counted = Counter(label for example in examples for label in example.labels)
    return sorted(slug for slug, times in counted.items() if times >= LEAST_OFTEN)


def _chunks(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    return (examples[start : start + CHUNK] for start in range(0, len(examples), CHUNK))


def _classifier() -> Any:
    from sklearn.linear_model import SGDClassifier

    return SGDClassifier(loss="log_loss", alpha=1e-5, random_state=0)


def _train(classifiers: Sequence[Any], chunk: Sequence[Example], slugs: Sequence[str]) -> None:
    rows = features([example.asked for example in chunk], slugs)
    for classifier, slug in zip(classifiers, slugs, strict=True):
        has_it = [slug in example.labels for example in chunk]
        for _ in range(PASSES):
            classifier.partial_fit(rows, has_it, classes=[False, True])


def _judge(chunk: Sequence[Example], model: Model | None, counted: Counter[str]) -> list[Outcome]:
    frequent = counted.most_common(1)[0][0] if counted else None
    guesses: list[str | None] = [None] * len(chunk)
    if model:
        best = model.chances([example.asked for example in chunk]).argmax(axis=1)
        guesses = [model.slugs[column] for column in best]
    return [
        Outcome(guess in one.labels, one.first_keyword in one.labels, frequent in one.labels)
        for guess, one in zip(guesses, chunk, strict=True)
    ]


def _model_of(classifiers: Sequence[Any], slugs: Sequence[str]) -> Model:
    import numpy as np

    weights = np.vstack([classifier.coef_ for classifier in classifiers])
    bias = np.concatenate([classifier.intercept_ for classifier in classifiers])
    return Model(list(slugs), weights, bias)
