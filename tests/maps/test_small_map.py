"""The small picture of where a case is."""

from xml.etree import ElementTree

from crm.maps.queries.small import HEIGHT, WIDTH, small_map
from tests.browser import Browser
from tests.console.conftest import agent as agent
from tests.console.conftest import log_in as log_in

SIAM = (13.7460, 100.5340)


def test_the_names_near_by_lie_apart_from_each_other_and_from_the_pin(browser: Browser) -> None:
    drawn = small_map(*SIAM)
    assert drawn.outlines and drawn.names
    for x, y, name in drawn.names:
        assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT and name
    middle = [name for x, y, name in drawn.names if abs(x - WIDTH / 2) < 8 and abs(y - 80) < 6]
    assert middle == []


def test_it_is_a_picture_for_staff_and_kept_a_day(agent: Browser) -> None:
    answer = agent.client.get("/map/small.svg?at=13.7460,100.5340")
    assert answer.mimetype == "image/svg+xml"
    assert "max-age=86400" in answer.headers["Cache-Control"]
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")


def test_a_place_that_is_none_is_refused_in_words(agent: Browser) -> None:
    for at in ("", "x,y", "nan,1", "95,100", "13.7"):
        answer = agent.client.get(f"/map/small.svg?at={at}")
        assert answer.status_code == 400
        assert "คำขอของแผนที่ไม่ถูกต้อง" in answer.text
