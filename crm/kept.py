"""Answers that are kept for a moment, in this process, since many ask for the same at once."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import current_app

Answer = TypeVar("Answer")

MOST_KEPT = 1000


@dataclass
class _Store:
    """By question, when an answer was found and what it is; `writes` counts what changed it."""

    writes: int = 0
    answers: dict[Hashable, tuple[int, float, Any]] = field(default_factory=dict)


def kept(question: Hashable, seconds: float, find: Callable[[], Answer]) -> Answer:
    """What `find` gives, or gave to whoever asked the same within the last `seconds`.

    No answer is kept beyond a transaction of this process; what another one writes is known after
    `seconds` at the latest. The answer is shared: nobody may change it.
    """
    store = _store()
    writes, now = store.writes, time.monotonic()
    known_writes, at, answer = store.answers.get(question, (-1, 0.0, None))
    if known_writes == writes and now - at < seconds:
        return cast(Answer, answer)
    found = find()
    if len(store.answers) >= MOST_KEPT:
        store.answers.clear()
    store.answers[question] = writes, now, found
    return found


def forget() -> None:
    """Something was written: every answer is asked for anew, even one that is being found now."""
    _store().writes += 1


def _store() -> _Store:
    store: _Store = current_app.extensions.setdefault("kept", _Store())
    return store
