"""Lists are read to their end, and no further than makes sense."""

from typing import Any

import pytest

from crm.graph.client import GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.listing import Listing, Stopped
from tests.graph.fake_facebook import FakeFacebook, Told, error


def page(facebook: FakeFacebook, ids: list[int], after: str | None) -> dict[str, Any]:
    paging = {"next": f"{facebook.url}/v25.0/1/feed?limit=2&after={after}"} if after else {}
    return {"data": [{"id": number} for number in ids], "paging": paging}


def read(client: GraphClient) -> tuple[list[int], Listing]:
    listing = Listing(client, client.versioned("1/feed", limit=2))
    return [row["id"] for rows in listing for row in rows.rows], listing


def test_short_and_empty_pages_do_not_end_a_list(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(page(facebook, [1], "a"), page(facebook, [], "b"), page(facebook, [2, 3], None))
    ids, listing = read(client)
    assert (ids, listing.stopped) == ([1, 2, 3], None)


def test_a_next_already_followed_ends_the_list_as_not_wholly_read(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(page(facebook, [1], "a"), page(facebook, [2], "b"), page(facebook, [3], "a"))
    ids, listing = read(client)
    assert (ids, listing.stopped) == ([1, 2, 3], Stopped.REPEATED)


def test_twenty_empty_pages_in_a_row_end_the_list_as_not_wholly_read(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(*[page(facebook, [], str(number)) for number in range(30)])
    _, listing = read(client)
    assert (len(facebook.asked), listing.stopped) == (20, Stopped.EMPTY)


def test_nineteen_empty_pages_do_not(facebook: FakeFacebook, client: GraphClient) -> None:
    empty = [page(facebook, [], str(number)) for number in range(19)]
    facebook.tell(*empty, page(facebook, [9], None))
    ids, listing = read(client)
    assert (ids, listing.stopped) == ([9], None)


def test_too_much_data_halves_the_page_at_once(facebook: FakeFacebook, client: GraphClient) -> None:
    too_much = Told(error(1, message="Please reduce the amount of data you're asking for"), 500)
    facebook.tell(too_much, page(facebook, [1], None))
    ids, _ = read(client)
    assert ids == [1]
    assert [asked.query["limit"] for asked in facebook.asked] == ["2", "1"]


def test_too_much_data_even_for_one_row_is_an_error(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(*[Told(error(-3), 500)] * 2)
    with pytest.raises(GraphError) as caught:
        read(client)
    assert caught.value.error_class is ErrorClass.TOO_MUCH


def test_where_facebook_leads_no_deeper_the_list_is_not_wholly_read(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(page(facebook, [1], "a"), Told(error(100), 400))
    ids, listing = read(client)
    assert (ids, listing.stopped) == ([1], Stopped.REFUSED)


def test_rows_that_are_no_objects_are_left_out(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell(
        {"data": [None, "x", {"id": 4}]},
    )
    assert read(client)[0] == [4]
