"""Whoever is held for one person and parted again has all that was theirs, and nothing else.

Two towns live through the same days. In one of them records are merged and parted in any order;
in the end, when all merges are undone, nobody can tell the two towns apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.auth.models import User
from crm.customers import queries, service
from crm.customers.models import Customer, Fact, Identity, IdentityChannel, Merge
from crm.customers.service import FactKind, FactSource, Ground, Origin, Seen, identify
from crm.db import db, transaction
from crm.pagelink.models import Page
from crm.worksheets import service as cases
from crm.worksheets.models import Worksheet
from tests.conftest import NOW
from tests.console.factories import make_conversation, make_page, say

PEOPLE = 4
_people = st.integers(0, PEOPLE - 1)
DAYS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), _people, _people),
        st.tuples(st.just("undo"), _people, st.just(0)),
        st.tuples(st.just("seen"), _people, st.integers(-3, 3)),
        st.tuples(st.just("writes in private"), _people, st.integers(-3, 3)),
        st.tuples(st.just("tells"), _people, st.integers(0, 2)),
        st.tuples(st.just("agrees"), _people, st.just(0)),
        st.tuples(st.just("reports"), _people, st.just(0)),
    ),
    max_size=12,
)
_towns = count(1)


@dataclass
class Town:
    """Some people on a Page of their own."""

    page: Page
    officer: User
    merges: list[Merge] = field(default_factory=list)
    sheets: dict[int, int] = field(default_factory=dict)

    def live(self, day: int, what: str, who: int, more: int) -> None:
        """Let one thing happen on a day."""
        now = NOW + timedelta(days=day)
        if what == "merge":
            self.merge(who, more, now)
        elif what == "undo":
            standing = [row for row in self.merges if row.undone_at is None]
            self.undo(standing[who % len(standing)] if standing else None, now)
        elif what in ("seen", "writes in private"):
            at = now + timedelta(days=10 * more)
            is_private = what != "seen"
            self.meet(who, f"คน {who} วัน {day}", at, is_private=is_private)
        else:
            self.tell(what, day, who, more, now)

    def meet(self, who: int, name: str, at: datetime, *, is_private: bool = False) -> None:
        """Somebody is seen under a name."""
        channel = IdentityChannel.MESSENGER if is_private else IdentityChannel.FACEBOOK_COMMENT
        identify(channel, self.page.external_id, {str(who): Seen(name, at, at)})

    def tell(self, what: str, day: int, who: int, more: int, now: datetime) -> None:
        """Somebody tells a number, agrees to a text, or reports a problem."""
        account = self.account(who)
        customer = queries.get_customer(account.customer_id)
        if what == "tells":
            origin = Origin(FactSource.MESSAGE, Ground.PUBLIC_TASK, account.id)
            phone = f"081234567{more}"
            service.add_fact(
                customer, kind=FactKind.PHONE, value=phone, origin=origin, by=None, now=now
            )
        elif what == "agrees":
            service.give_consent(
                customer, purpose="contact", text_version="1", now=now, identity_id=account.id
            )
        else:
            talk = make_conversation(self.page, now)
            say(talk, "ไฟดับ", now, by=account)
            sheet = cases.open_worksheet(talk, by=self.officer, now=now)
            self.sheets[sheet.id] = day

    def merge(self, one: int, other: int, now: datetime) -> None:
        """Take two records for one; what can't be is refused."""
        ids = [self.account(who).customer_id for who in (one, other)]
        kept, absorbed = (queries.get_customer(id_) for id_ in ids)
        if kept.id != absorbed.id:
            self.merges.append(service.merge(kept, absorbed, by=self.officer, now=now))

    def undo(self, row: Merge | None, now: datetime) -> None:
        """Part two records, if no later merge stands in the way."""
        if row is None:
            return
        if db.session.get_one(Customer, row.kept_id).merged_into_id is None:
            service.unmerge(row, by=self.officer, now=now)

    def account(self, who: int) -> Identity:
        """The account under which somebody comments."""
        return db.session.scalars(
            select(Identity).where(
                Identity.page == self.page.external_id,
                Identity.channel == IdentityChannel.FACEBOOK_COMMENT,
                Identity.external_id == str(who),
            )
        ).one()

    def picture(self) -> list[Any]:
        """Everything of everybody, without the numbers of the rows."""
        db.session.expire_all()
        return [self._person(self.account(who).customer) for who in range(PEOPLE)]

    def _person(self, customer: Customer) -> tuple[Any, ...]:
        facts = db.session.scalars(select(Fact).where(Fact.customer_id == customer.id)).all()
        sheets = db.session.scalars(
            select(Worksheet).where(Worksheet.customer_id == customer.id)
        ).all()
        consents = queries.card(customer.id).consents
        return (
            customer.merged_into_id,
            (customer.name, customer.first_seen_at, customer.last_seen_at),
            sorted(
                (each.channel, each.external_id, each.name or "") for each in customer.identities
            ),
            sorted({fact.value for fact in facts}),
            [fact.value for fact in facts if fact.superseded_at is None],
            [consent.text_version for consent in consents],
            sorted(self.sheets[sheet.id] for sheet in sheets),
        )


@pytest.fixture
def town(app: Flask, make_user: Callable[..., User]) -> Callable[[], Town]:
    """A town of four, each seen once."""
    officer = make_user()

    def settled() -> Town:
        with transaction():
            town = Town(make_page(NOW, f"เมือง {next(_towns)}"), officer)
            for who in range(PEOPLE):
                town.meet(who, f"คน {who}", NOW + timedelta(minutes=who))
        return town

    return settled


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=DAYS)
@example([("merge", 0, 1), ("writes in private", 1, 0), ("tells", 1, 1), ("reports", 1, 0)])
@example([("merge", 0, 1), ("seen", 1, 1), ("merge", 0, 2), ("undo", 0, 0), ("undo", 1, 0)])
@example([("tells", 1, 0), ("merge", 0, 1), ("tells", 0, 1), ("tells", 1, 2), ("agrees", 1, 0)])
@example([("reports", 1, 0), ("merge", 0, 1), ("merge", 2, 0), ("reports", 1, 0), ("undo", 1, 0)])
def test_people_merged_and_parted_are_as_if_they_never_had_been(
    town: Callable[[], Town], days: list[tuple[str, int, int]]
) -> None:
    merging, quiet = town(), town()
    for day, (what, who, more) in enumerate(days, start=100):
        with transaction():
            merging.live(day, what, who, more)
        if what not in ("merge", "undo"):
            with transaction():
                quiet.live(day, what, who, more)
    for row in reversed(merging.merges):
        if row.undone_at is None:
            with transaction():
                merging.undo(row, NOW + timedelta(days=999))
    assert all(row.undone_at for row in merging.merges)
    assert merging.picture() == quiet.picture()


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=DAYS)
def test_no_case_is_ever_lost_from_the_card_of_who_reported_it(
    town: Callable[[], Town], days: list[tuple[str, int, int]]
) -> None:
    merging = town()
    for day, (what, who, more) in enumerate(days, start=100):
        with transaction():
            merging.live(day, what, who, more)
    for sheet in db.session.scalars(select(Worksheet).where(Worksheet.id.in_(merging.sheets))):
        assert sheet.customer is not None
        assert sheet.customer.merged_into_id is None
