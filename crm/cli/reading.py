"""`crm read-place` and `crm suggest-tags`: what the guesses make of texts from outside."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from crm.cli.context import in_app
from crm.maps.service import read_places
from crm.worksheets.suggestions import suggest_tags

Answers = Iterator[dict[str, object]]


@click.command("read-place")
@click.option("--input", "source", type=click.Path(path_type=Path, exists=True))
@in_app
def read_place(source: Path | None) -> None:
    """Read places out of JSON lines {"id", "text"}; null where the reader abstains."""
    _answer_lines(source, read_places)


@click.command("suggest-tags")
@click.option("--input", "source", type=click.Path(path_type=Path, exists=True))
@in_app
def suggest(source: Path | None) -> None:
    """Suggest a category and topics for JSON lines {"id", "text"}."""
    _answer_lines(source, suggest_tags)


def _answer_lines(source: Path | None, answer: Callable[[Iterable[str]], Answers]) -> None:
    if source is None:
        _echo(answer(sys.stdin))
        return
    with source.open(encoding="utf-8") as file:
        _echo(answer(file))


def _echo(answers: Answers) -> None:
    for one in answers:
        click.echo(json.dumps(one, ensure_ascii=False))


COMMANDS = (read_place, suggest)
