"""The inbox's filter lives in the address and survives the way there and back."""

from datetime import timedelta

import pytest

from crm.console.filters import InboxFilter


def test_a_filter_comes_back_from_its_address_as_it_was() -> None:
    view = InboxFilter(tab="mine", tag="rubbish", hours="4", since="2026-10-01")
    assert InboxFilter.from_address(view.to_address()) == view


def test_the_usual_view_needs_no_address() -> None:
    assert InboxFilter().to_address() == {}
    assert not InboxFilter(tab="mine").is_narrowed


@pytest.mark.parametrize(
    ("name", "typed"),
    [("tab", "yours"), ("show", "x"), ("page", "1a"), ("hours", "-4"), ("since", "2026-13-01")],
)
def test_what_is_not_understood_counts_as_not_said(name: str, typed: str) -> None:
    assert InboxFilter.from_address({name: typed}) == InboxFilter()


def test_the_least_wait_is_in_hours() -> None:
    assert InboxFilter(hours="4").least_wait == timedelta(hours=4)
