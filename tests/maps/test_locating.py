"""Points and the areas they lie in, on the polygons that ship."""

import pytest

from crm.maps.files import SHIPPED, read_areas, read_gazetteer

LOCATOR = read_gazetteer().locator


@pytest.mark.parametrize(
    ("latitude", "longitude", "district"),
    [(13.7563, 100.5018, "1001"), (13.7649, 100.5383, "1037"), (13.8080, 100.5600, "1030")],
)
def test_a_point_lies_in_its_district(latitude, longitude, district):
    assert LOCATOR.codes_of(latitude, longitude)[0] == district


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(13.6900, 100.7501), (13.8468, 100.4870), (18.79, 98.98), (0, 0)]
)
def test_a_point_outside_the_city_lies_in_no_district(latitude, longitude):
    assert LOCATOR.codes_of(latitude, longitude) is None


def test_every_subdistrict_has_its_label_inside():
    areas = [each.area for each in read_areas(SHIPPED, "subdistricts")]
    found = [LOCATOR.codes_of(area.latitude, area.longitude) for area in areas]
    assert len(areas) == 180
    assert found == [(area.district_code, area.code) for area in areas]


def test_the_districts_ship_whole():
    districts = read_areas(SHIPPED, "districts")
    assert len(districts) == 50
    assert all(each.area.name_th and each.area.name_en for each in districts)
    assert all(each.full != each.display for each in districts)
