"""Strikes a person out of the raw webhook bodies when the people database erases the person."""

from datetime import datetime
from typing import Any

from crm.customers.events import person_erased
from crm.customers.service import Erasure
from crm.graph.forgetting import forget_accounts


def listen() -> None:
    """Connect; called once by wiring."""
    person_erased.connect(_forget)


def _forget(erasure: Erasure, *, now: datetime, **_: Any) -> None:
    erasure.counts["webhook_bodies"] = forget_accounts([one.number for one in erasure.accounts])
