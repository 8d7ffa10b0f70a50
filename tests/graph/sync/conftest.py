"""One pass of the poll over the simulated Page."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from crm.db import db
from crm.graph.client import GraphAddress
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PageRef, PassReport
from crm.pagelink.models import Message


@pytest.fixture
def read(page: PageRef, address: GraphAddress) -> Callable[[], PassReport]:
    """One pass of the poll over the Page."""
    return lambda: poll(page, address)


def stored(kind: str = "comment") -> dict[str, Message]:
    """What is stored of a kind, by key."""
    db.session.rollback()
    rows = db.session.scalars(select(Message).where(Message.kind == kind))
    return {row.key: row for row in rows}


def key_of(comment_id: str) -> str:
    """What tells a comment apart."""
    return comment_id.rpartition("_")[2]
