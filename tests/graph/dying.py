"""Lets a worker die at a chosen commit, as a power cut would."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from crm.db import db


class Died(BaseException):
    """The end of a worker; not an Exception, so that nothing in the program takes it for one."""


@contextmanager
def dying_at_commit(number: int) -> Iterator[list[bool]]:
    """Die right before the n-th commit for odd numbers, right after it for even ones.

    Yields a list that is empty as long as nobody died.
    """
    died: list[bool] = []
    left = (number + 1) // 2
    hook = "before_commit" if number % 2 else "after_commit"

    def count(_session: Session) -> None:
        nonlocal left
        left -= 1
        if left == 0 and number % 2:
            die()

    def end(_session: Session, _ended: SessionTransaction) -> None:
        if left == 0 and not died:
            die()

    def die() -> None:
        died.append(True)
        raise Died

    event.listen(Session, hook, count)
    event.listen(Session, "after_transaction_end", end)
    try:
        yield died
    except Died:
        db.session.remove()
    finally:
        event.remove(Session, hook, count)
        event.remove(Session, "after_transaction_end", end)
