"""A field that a token may not see costs one refusal, not the whole reading."""

import pytest

from crm.graph.client import GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.sync.asking import Asking
from tests.graph.fake_facebook import FakeFacebook, Told, error

EMPTY = {"data": []}
UNKNOWN_FIELD = Told(error(100, message="Tried accessing nonexisting field"), 400)


def test_a_forbidden_field_is_left_out_and_not_asked_for_again(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    asking = Asking(client, "1")
    facebook.tell(UNKNOWN_FIELD, EMPTY, EMPTY)
    asking.comments("1_2")
    asking.comments("1_3")
    asked = ["attachment" in one.query["fields"] for one in facebook.asked]
    assert asked == [True, False, False]


def test_where_the_author_was_left_out_nobody_is_taken_for_nameless(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    asking = Asking(client, "1")
    assert asking.names_post_authors
    facebook.tell(UNKNOWN_FIELD, UNKNOWN_FIELD, EMPTY)
    asking.feed()
    assert not asking.names_post_authors


def test_an_object_that_refuses_every_field_is_an_error(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(UNKNOWN_FIELD, UNKNOWN_FIELD, UNKNOWN_FIELD)
    with pytest.raises(GraphError) as caught:
        Asking(client, "1").comments("1_2")
    assert caught.value.error_class is ErrorClass.BUG


def test_a_smaller_page_is_remembered(facebook: FakeFacebook, client: GraphClient) -> None:
    asking = Asking(client, "1")
    facebook.tell(Told(error(-3), 500), EMPTY, EMPTY)
    asking.comments("1_2")
    asking.comments("1_3")
    assert [one.query["limit"] for one in facebook.asked] == ["100", "50", "50"]


def test_before_nobody_is_named_the_bare_number_and_the_pages_own_people_are_asked_for(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(*[UNKNOWN_FIELD] * 4, EMPTY)
    Asking(client, "1").comments("1_2")
    ends = [one.query["fields"].rpartition("parent{id}")[2] for one in facebook.asked]
    assert ends[1:] == [",from{id,name}", ",from{id}", ",admin_creator{id}", ""]
