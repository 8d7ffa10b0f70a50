"""Reads the Thai texts that the demo Page is filled with."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("texts")


@dataclass(frozen=True)
class Phrase:
    """One text, and what kind it is (`urgent`, `question`, ...)."""

    kind: str
    text: str


@cache
def load_phrases(name: str) -> tuple[Phrase, ...]:
    """Every text of one file under `texts/`."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(Phrase(row["kind"], row["text"]) for row in csv.DictReader(lines))


def of_kind(name: str, *kinds: str) -> tuple[Phrase, ...]:
    """The texts of a file that are of one of these kinds."""
    return tuple(phrase for phrase in load_phrases(name) if phrase.kind in kinds)
