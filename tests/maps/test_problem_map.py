"""The problem map and what it loads."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from crm.auth.models import Role
from crm.db import db, transaction
from crm.maps import jobs, queries, service
from crm.maps.cells import cell_of
from crm.maps.models import CellCount
from crm.worksheets import service as worksheets
from crm.worksheets.models import Tag
from tests.conftest import PASSWORD

CITY = "100.3,13.5,100.9,14.0"
PALACE, STATION = (13.7500, 100.4913), (13.8030, 100.5400)


@pytest.fixture
def viewer(browser, make_user):
    make_user(Role.VIEWER, "viewer@example.org")
    browser.login("viewer@example.org", PASSWORD)
    return browser


def asked(browser, **more) -> dict:
    return browser.client.get(
        "/map/cells.json", query_string={"bbox": CITY, "zoom": 11, **more}
    ).json


def test_the_page_shows_the_map_and_the_districts_in_words(viewer, open_case):
    open_case(PALACE)
    page = viewer.get("/map")
    assert 'id="map_problems"' in page
    assert "พระนคร" in page
    assert "รับเรื่อง" in page


def test_the_districts_have_their_english_names_on_an_english_page(viewer, open_case):
    open_case(PALACE)
    viewer.post("/language", {"language": "en"}, page="/map")
    page = viewer.get("/map")
    assert "Phra Nakhon" in page
    assert "<td>พระนคร" not in page


def test_the_map_loads_nothing_from_elsewhere(viewer):
    page, script = viewer.get("/map"), viewer.get("/map/frame.js")
    assert "http://" not in page + script
    assert "https://" not in page + script
    assert "/vendor/leaflet/leaflet.js" in page


def test_an_empty_map_says_what_to_do(viewer):
    assert "ยังไม่มีใบงาน" in viewer.get("/map")
    assert asked(viewer) == {"kind": "cases", "things": [], "total": 0}


def test_a_case_stands_at_its_point_with_its_stage(viewer, open_case):
    sheet = open_case(PALACE, title="ฝาท่อหาย ${alert(1)}")
    open_case()
    found = asked(viewer)
    assert found["total"] == 1
    assert found["things"] == [[*PALACE, sheet.number, "ฝาท่อหาย ${alert(1)}", "grey", "received"]]


def test_cases_can_be_narrowed_by_tag_and_month(viewer, open_case, now):
    palace = open_case(PALACE)
    open_case(STATION, at=now - timedelta(days=60))
    with transaction():
        worksheets.set_stage(db.session.merge(palace), "checking", by=None, now=now)
    assert asked(viewer)["total"] == 2
    assert asked(viewer, tag="checking")["total"] == 1
    assert asked(viewer, month="2026-10")["total"] == 1
    assert asked(viewer, month="2569-08")["total"] == 1
    assert asked(viewer, month="2026-01")["total"] == 0


def test_restricted_and_merged_cases_stay_off_the_map(viewer, open_case):
    sheets = [open_case(PALACE), open_case(PALACE), open_case(STATION)]
    with transaction():
        restricted, merged, kept = map(db.session.merge, sheets)
        restricted.restricted = True
        merged.duplicate_of_id = kept.id
    assert [thing[2] for thing in asked(viewer)["things"]] == [sheets[2].number]


@pytest.mark.parametrize(
    "wrong", [{"bbox": "x"}, {"bbox": "1,2,3"}, {"tag": "no-such"}, {"month": "2026-13"}]
)
def test_a_wrong_question_gets_a_clear_sentence(viewer, wrong):
    query = {"bbox": CITY, "zoom": 11, **wrong}
    response = viewer.client.get("/map/cells.json", query_string=query)
    assert response.status_code == 400
    assert "คำขอของแผนที่ไม่ถูกต้อง" in response.text


def test_the_districts_are_the_base_map(viewer):
    assert len(viewer.client.get("/map/districts.json").json["features"]) == 50


def test_squares_are_counted_by_tag_and_month(app, open_case, now):
    open_case(PALACE)
    open_case(PALACE)
    open_case(STATION, at=now - timedelta(days=60))
    counts = jobs.count_squares(app.config["SETTINGS"].timezone)
    assert counts == {"months": 2, "cases": 3}
    square = db.session.get_one(CellCount, (15, cell_of(*PALACE, 15), 0, now.date().replace(day=1)))
    assert square.count == 2
    received = db.session.query(Tag).filter_by(slug="received").one()
    assert db.session.query(CellCount).filter_by(tag_id=received.id, zoom=15).count() == 2


def test_counting_again_changes_nothing(app, open_case, now):
    open_case(PALACE)
    month = queries.Month(2026, 10, app.config["SETTINGS"].timezone)
    for _ in range(2):
        with transaction():
            assert service.count_month(month) == 1
    assert {row.count for row in db.session.query(CellCount)} == {1}


def test_many_cases_come_as_at_most_two_thousand_squares(viewer, app):
    fill_squares(3_000)
    found = asked(viewer, zoom=15)
    assert found["kind"] == "squares"
    assert len(found["things"]) == 2_000
    assert found["total"] == 3_000 * 5


def fill_squares(number: int) -> None:
    with transaction() as session:
        session.add_all(
            CellCount(
                zoom=15,
                cell=f"{n}/0",
                tag_id=0,
                month=queries.Month(2026, 10, None).start.date(),
                count=5,
                latitude=13.5 + n / 10_000,
                longitude=100.5,
            )
            for n in range(number)
        )


def test_what_lies_in_view_takes_few_statements(viewer, open_case):
    for _ in range(5):
        open_case(PALACE)
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    asked(viewer, tag="received")
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([s for s in statements if s.startswith("SELECT")]) <= 4


def test_a_place_is_looked_for_in_our_own_gazetteer(viewer):
    response = viewer.post("/map/find", {"place": "ลาดพร้าว 71"}, page="/map")
    assert response.status_code == 303
    assert "at=13.79" in response.location


def test_an_unknown_place_is_said_to_be_unknown(viewer):
    viewer.post("/map/find", {"place": "ที่ไหนสักแห่ง"}, page="/map")
    assert "ไม่พบสถานที่นี้" in viewer.get("/map")


def test_the_names_in_view_help_to_find_the_way(viewer):
    names = viewer.client.get("/map/names.json?bbox=100.55,13.73,100.57,13.75").json
    assert 0 < len(names) <= 60
    assert "BTS อโศก" in [name for *_point, kind, name in names if kind == "station"]
