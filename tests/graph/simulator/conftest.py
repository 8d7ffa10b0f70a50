"""A simulated Page with nothing on it but what a test puts there."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.world import DEFAULT_PAGE, World, default_token

NOON = datetime(2026, 10, 5, 12, 0, 0, tzinfo=UTC)


class Answer:
    """What came back: the status, the body and the headers."""

    def __init__(self, response: Any) -> None:
        self.status = response.status_code
        self.text = response.get_data(as_text=True)
        self.headers = response.headers

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def rows(self) -> list[Any]:
        rows: list[Any] = self.body["data"]
        return rows

    @property
    def refusal(self) -> tuple[int, int | None]:
        """Code and subcode of the error."""
        error = self.body["error"]
        return error["code"], error.get("error_subcode")


class Graph:
    """Speaks to the simulated Graph API as the Page, or with another token."""

    def __init__(self, client: FlaskClient, world: World) -> None:
        self.client = client
        self.world = world
        self.page = DEFAULT_PAGE
        self.token: str | None = default_token(DEFAULT_PAGE)

    def get(self, path: str, **values: Any) -> Answer:
        address = f"/v25.0/{path}"
        return Answer(self.client.get(address, query_string=values, headers=self._headers()))

    def post(self, path: str, **values: Any) -> Answer:
        return Answer(self.client.post(f"/v25.0/{path}", data=values, headers=self._headers()))

    def delete(self, path: str) -> Answer:
        return Answer(self.client.delete(f"/v25.0/{path}", headers=self._headers()))

    def follow(self, link: str) -> Answer:
        """A `paging.next`, exactly as it was given."""
        assert link.startswith(self.world.base_url)
        address = link[len(self.world.base_url) :]
        return Answer(self.client.get(address, headers=self._headers()))

    def batch(self, *items: dict[str, Any]) -> Answer:
        return self.post("", batch=json.dumps(items))

    def send(self, person: str, text: str = "สวัสดีค่ะ", **values: Any) -> Answer:
        """A message to a person, by the Send API."""
        return self.post(
            f"{self.page}/messages",
            recipient=json.dumps({"id": person}),
            message=json.dumps({"text": text}),
            **{"messaging_type": "RESPONSE", **values},
        )

    def private_reply(self, text: str = "ได้รับเรื่องแล้วค่ะ", **recipient: str) -> Answer:
        return self.post(
            f"{self.page}/messages",
            recipient=json.dumps(recipient),
            message=json.dumps({"text": text}),
        )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def simulator(tmp_path: Path) -> Flask:
    return create_simulator(tmp_path / "state.db", posts=0, comments=0, conversations=0)


@pytest.fixture
def world(simulator: Flask) -> Iterator[World]:
    world: World = simulator.extensions["world"]
    world.now = NOON
    yield world
    world.close()


@pytest.fixture
def graph(simulator: Flask, world: World) -> Graph:
    return Graph(simulator.test_client(), world)


@pytest.fixture
def running(simulator: Flask, world: World) -> Iterator[RunningSimulator]:
    """The same simulator, served over HTTP."""
    with start(simulator) as running:
        yield running
