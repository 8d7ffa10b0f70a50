"""Ordered faults: each does what it says, for the calls that it is meant for, as often as told."""

import pytest
import requests

from crm.graph.simulator.server import RunningSimulator
from crm.graph.simulator.world import World

from .conftest import Graph


@pytest.fixture
def comment(world: World) -> str:
    return world.add_comment(world.add_post("ประกาศ"), "ไฟดับค่ะ")


@pytest.mark.parametrize(
    ("kind", "options", "status", "refusal"),
    [
        ("rate", {"code": 4}, 400, (4, None)),
        ("rate", {"code": 613, "subcode": 1996}, 400, (613, 1996)),
        ("rate", {}, 400, (80001, None)),
        ("token", {"subcode": 460}, 401, (190, 460)),
        ("reduce", {}, 500, (1, None)),
        ("transient", {"code": 2}, 500, (2, None)),
        ("policy", {}, 400, (368, None)),
        ("error", {"code": 10, "subcode": 1893063, "status": 403}, 403, (10, 1893063)),
    ],
)
def test_an_ordered_refusal_comes_once_and_nothing_is_written(
    graph: Graph,
    world: World,
    comment: str,
    kind: str,
    options: dict[str, int],
    status: int,
    refusal: tuple[int, int | None],
) -> None:
    world.faults.add(kind, times=1, method="POST", **options)
    assert graph.get("me").status == 200
    refused = graph.post(f"{comment}/comments", message="รับเรื่องค่ะ")
    assert (refused.status, refused.refusal) == (status, refusal)
    assert world.replies() == []
    assert graph.post(f"{comment}/comments", message="รับเรื่องค่ะ").status == 200
    assert world.faults.shown == {kind: 1}


def test_a_rate_refusal_says_how_many_minutes(graph: Graph, world: World) -> None:
    world.faults.add("rate", times=1, minutes=7)
    assert '"estimated_time_to_regain_access":7' in str(graph.get("me").headers)


def test_a_fault_is_for_a_part_of_the_path_only(graph: Graph, world: World, comment: str) -> None:
    world.faults.add("transient", path="/comments")
    assert graph.get("me").status == 200
    assert [graph.get(f"{comment}/comments").status for _ in range(3)] == [500] * 3
    world.faults.clear()
    assert graph.get(f"{comment}/comments").status == 200


def test_a_fault_by_chance_hits_some_calls(graph: Graph, world: World) -> None:
    world.faults.add("transient", chance=0.5)
    statuses = {graph.get("me").status for _ in range(60)}
    assert statuses == {200, 500}


def test_a_fault_hits_single_items_of_a_batch(graph: Graph, world: World) -> None:
    world.faults.add("transient", times=1)
    item = {"method": "GET", "relative_url": "me"}
    assert [one["code"] for one in graph.batch(item, item).body] == [500, 200]


def test_a_bad_gateway_is_html(graph: Graph, world: World) -> None:
    world.faults.add("html_502", times=1)
    answer = graph.get("me")
    assert answer.status == 502
    assert answer.headers["Content-Type"].startswith("text/html")


def test_truncated_json_comes_after_the_write(graph: Graph, world: World, comment: str) -> None:
    world.faults.add("truncated", times=1)
    answer = graph.post(f"{comment}/comments", message="รับเรื่องค่ะ")
    with pytest.raises(ValueError, match="Unterminated|Expecting"):
        answer.body  # noqa: B018 - reading it is what fails
    assert len(world.replies("api")) == 1


def test_an_unknown_fault_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="unknown fault"):
        world.faults.add("earthquake")


@pytest.mark.parametrize(("kind", "written"), [("timeout_after", 1), ("timeout_before", 0)])
def test_a_time_out_after_the_write_keeps_it_and_one_before_does_not(
    running: RunningSimulator, graph: Graph, comment: str, kind: str, written: int
) -> None:
    running.world.faults.add(kind, times=1, seconds=20)
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{running.url}/v25.0/{comment}/comments",
            data={"message": "รับเรื่องค่ะ", "access_token": graph.token},
            timeout=1.5,
        )
    assert len(running.world.replies("api")) == written


def test_a_connection_that_ends_in_the_middle(running: RunningSimulator, graph: Graph) -> None:
    running.world.faults.add("cut", times=1)
    with pytest.raises(requests.RequestException):
        requests.get(f"{running.url}/v25.0/me?access_token={graph.token}", timeout=10)
    assert running.world.faults.shown == {"cut": 1}
