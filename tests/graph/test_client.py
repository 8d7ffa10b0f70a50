"""The client against a fake server: what leaves us, and what comes out of each kind of answer."""

import json
import socket

import pytest

from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.wire import appsecret_proof
from tests.graph.conftest import APP_SECRET, TOKEN
from tests.graph.fake_facebook import FakeFacebook, Told, error

HTML_502 = Told("<html>Bad gateway</html>", 502, "text/html")


def refused(client: GraphClient) -> GraphError:
    with pytest.raises(GraphError) as caught:
        client.get("1_2")
    return caught.value


def test_the_token_travels_in_a_header_only(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell({"id": "1"}, {"id": "2"}, {"success": True})
    client.get("me", fields="id")
    client.post("1_2/comments", message="ขอบคุณค่ะ")
    client.delete("1_2")
    assert [asked.headers["Authorization"] for asked in facebook.asked] == [f"Bearer {TOKEN}"] * 3
    assert not any("access_token" in {**asked.query, **asked.form} for asked in facebook.asked)


def test_each_call_names_the_version_and_proves_the_app_secret(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell({"id": "1"}, {"id": "2"})
    client.get("me")
    client.post("me/messages", recipient={"id": "7"}, is_hidden=True)
    assert [asked.path for asked in facebook.asked] == ["/v25.0/me", "/v25.0/me/messages"]
    proof = appsecret_proof(TOKEN, APP_SECRET)
    assert [asked.query["appsecret_proof"] for asked in facebook.asked] == [proof, proof]
    assert facebook.asked[1].form == {"recipient": '{"id": "7"}', "is_hidden": "true"}


def test_a_passing_trouble_is_read_again(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell(HTML_502, Told('{"id": "1', 200), Told(error(2), 500), {"id": "1"})
    assert client.get("1").body == {"id": "1"}
    assert client.calls == 4


def test_a_read_that_never_succeeds_ends_as_transient(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell(*[HTML_502] * 4)
    assert refused(client).error_class is ErrorClass.TRANSIENT
    assert len(facebook.asked) == 4


def test_a_refusal_is_not_asked_again(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell(Told(error(190, 460), 401))
    caught = refused(client)
    assert (caught.error_class, caught.body.subcode) == (ErrorClass.TOKEN, 460)
    assert len(facebook.asked) == 1


@pytest.mark.parametrize(
    ("answer", "may_have_happened"),
    [
        (HTML_502, True),
        (Told(error(1, 1357046), 500), True),
        (Told('{"id": "', 200), True),
        (Told(error(10, 2018278), 400), False),
        (Told(error(4), 400), False),
    ],
)
def test_a_write_is_never_repeated_and_says_whether_it_may_have_happened(
    facebook: FakeFacebook, client: GraphClient, answer: Told, may_have_happened: bool
) -> None:
    facebook.tell(answer)
    with pytest.raises(GraphError) as caught:
        client.post("1_2/comments", message="x")
    assert caught.value.may_have_happened is may_have_happened
    assert len(facebook.asked) == 1


def test_a_write_that_found_no_server_did_not_happen() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = GraphAddress(f"http://127.0.0.1:{closed.getsockname()[1]}", "v25.0")
        with pytest.raises(GraphError) as caught:
            GraphClient(address, TOKEN).post("1/comments", message="x")
    assert caught.value.error_class is ErrorClass.TRANSIENT
    assert caught.value.may_have_happened is False


def test_usage_headers_reach_the_meter_and_the_wait_the_error(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    usage = {"7": [{"type": "pages", "call_count": 101, "estimated_time_to_regain_access": 9}]}
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    facebook.tell(Told(error(80001), 400, headers=headers))
    caught = refused(client)
    assert caught.error_class is ErrorClass.RATE
    assert caught.wait is not None
    assert caught.wait.total_seconds() == 9 * 60


def test_the_answered_version_is_known(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell(Told({"id": "1"}, headers={"facebook-api-version": "v24.0"}))
    client.get("me")
    assert client.session.answered_version == "v24.0"


def item(body: object, code: int = 200) -> dict[str, object]:
    return {"code": code, "body": json.dumps(body)}


def test_a_batch_answers_in_order_and_asks_again_what_came_as_null(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    facebook.tell([item({"id": "a"}), None, item(error(100, 33), 400)], [item({"id": "b"})])
    first, second, third = client.batch(["v25.0/a", "v25.0/b", "v25.0/c"])
    assert not isinstance(first, GraphError)
    assert not isinstance(second, GraphError)
    assert (first.body, second.body) == ({"id": "a"}, {"id": "b"})
    assert isinstance(third, GraphError)
    assert third.error_class is ErrorClass.GONE
    assert json.loads(facebook.asked[1].form["batch"]) == [
        {"method": "GET", "relative_url": "v25.0/b"}
    ]
    assert client.calls == 4


def test_a_batch_is_cut_into_fifties(facebook: FakeFacebook, client: GraphClient) -> None:
    facebook.tell([item({})] * 50, [item({})] * 10)
    assert len(client.batch([f"v25.0/{number}" for number in range(60)])) == 60
    assert [len(json.loads(asked.form["batch"])) for asked in facebook.asked] == [50, 10]
    assert client.calls == 60


def test_a_link_to_another_host_is_refused(client: GraphClient) -> None:
    with pytest.raises(GraphError) as caught:
        client.relative("https://evil.example/v25.0/1?after=x")
    assert caught.value.error_class is ErrorClass.BUG


def test_a_link_is_followed_as_given_less_its_token(
    facebook: FakeFacebook, client: GraphClient
) -> None:
    link = f"{facebook.url}/v25.0/1/feed?access_token=t&after=QVFI%3D&limit=2"
    assert client.relative(link) == "v25.0/1/feed?after=QVFI%3D&limit=2"
