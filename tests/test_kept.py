"""Answers that are kept for a moment."""

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask

from crm import kept as keeping
from crm.db import transaction
from crm.kept import forget, kept


@pytest.fixture
def numbers() -> Callable[[], int]:
    """Another answer each time that it is asked."""
    return count().__next__


def test_an_answer_is_found_once_in_its_time(app: Flask, numbers: Callable[[], int]) -> None:
    assert [kept("how many", 60, numbers) for _ in range(3)] == [0, 0, 0]
    assert kept("how many else", 60, numbers) == 1
    assert kept("how many", 0, numbers) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_answer_outlives_a_write_of_this_process(app: Flask, numbers: Callable[[], int]) -> None:
    kept("how many", 60, numbers)
    with transaction():
        pass
    assert kept("how many", 60, numbers) == 1


def test_what_is_written_while_an_answer_is_found_makes_it_old(
    app: Flask, numbers: Callable[[], int]
) -> None:
    def overtaken() -> int:
        found = numbers()
        forget()
        return found

    assert kept("how many", 60, overtaken) == 0
    assert kept("how many", 60, numbers) == 1


def test_no_more_is_kept_than_has_room(
    app: Flask, numbers: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 2)
    for question in "abc":
        kept(question, 60, numbers)
    assert kept("c", 60, numbers) == 2
    assert kept("a", 60, numbers) == 3
