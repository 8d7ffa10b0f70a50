"""The geocoder, asked over HTTP at a server that stands in for Nominatim."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from crm.auth.models import Role
from crm.db import db
from crm.maps.geocoder import Geocoder, GeocoderSilent
from crm.maps.models import GeocodeAnswer
from tests.conftest import PASSWORD

KNOWN = {"lat": "13.70", "lon": "100.50", "display_name": "ตลาดสมมุติ"}


class Server(ThreadingHTTPServer):
    """Knows one market; counts what it is asked."""

    asked: list[str]
    is_broken = False


class Answering(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        (question,) = parse_qs(urlsplit(self.path).query)["q"]
        self.server.asked.append(question)
        found = [KNOWN] if "ตลาดสมมุติ" in question else []
        self.send_response(500 if self.server.is_broken else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def nominatim() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Answering)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environ(environ, nominatim):
    return {**environ, "CRM_GEOCODER_URL": f"http://127.0.0.1:{nominatim.server_port}"}


@pytest.fixture
def viewer(browser, make_user):
    make_user(Role.VIEWER, "viewer@example.org")
    browser.login("viewer@example.org", PASSWORD)
    return browser


def test_what_the_gazetteer_doesnt_know_is_asked_once(viewer, nominatim):
    for _ in range(2):
        response = viewer.post("/map/find", {"place": "ตลาดสมมุติ"}, page="/map")
        assert response.location.endswith("at=13.700000,100.500000")
    assert nominatim.asked == ["ตลาดสมมุติ"]
    assert db.session.query(GeocodeAnswer).one().name == "ตลาดสมมุติ"


def test_that_there_is_no_answer_is_remembered_too(viewer, nominatim):
    for _ in range(2):
        viewer.post("/map/find", {"place": "ที่ไหนสักแห่ง"}, page="/map")
    assert nominatim.asked == ["ที่ไหนสักแห่ง"]
    assert "ไม่พบสถานที่นี้" in viewer.get("/map")


def test_our_own_gazetteer_is_asked_first(viewer, nominatim):
    viewer.post("/map/find", {"place": "ลาดพร้าว 71"}, page="/map")
    assert nominatim.asked == []


def test_a_broken_server_is_said_to_be_silent(viewer, nominatim):
    nominatim.is_broken = True
    response = viewer.post("/map/find", {"place": "ตลาดสมมุติ"}, page="/map")
    assert response.status_code == 502
    assert "ระบบค้นหาตำแหน่งไม่ตอบ" in response.text
    assert db.session.query(GeocodeAnswer).count() == 0


def test_a_server_that_isnt_there_is_silent():
    with pytest.raises(GeocoderSilent):
        Geocoder("http://127.0.0.1:9").look_up("ตลาด")
