"""Places read out of texts, on the gazetteer that ships."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.maps.files import read_gazetteer
from crm.maps.reading.gazetteer import Gazetteer
from crm.maps.reading.places import PlaceReading, read_place


@cache
def gazetteer() -> Gazetteer:
    return read_gazetteer()


def read(text: str) -> PlaceReading:
    return read_place(text, gazetteer()) or PlaceReading()


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("ไฟดับเขตดินแดง", "ดินแดง"),
        ("ข.ดินแดง ไม่มาเก็บขยะเลย", "ดินแดง"),
        ("เขต ดิน แดง", "ดินแดง"),
        ("เขต: ลาดกระบัง", "ลาดกระบัง"),
        ("ในพื้นที่เขตราษฏร์บูรณะ", "ราษฎร์บูรณะ"),
        ("เขตสาธร", "สาทร"),
        ("เขตป้อมปราบ", "ป้อมปราบศัตรูพ่าย"),
        ("Khet Din Daeng", "ดินแดง"),
        ("เขตบางกะปิ", "บางกะปิ"),
        ("แขวงบางกะปิ", "ห้วยขวาง"),
        ("แขวงยานนาวา", "สาทร"),
        ("แขวงบางนา", "บางนา"),
        ("แขวงบางมด เขตทุ่งครุ", "ทุ่งครุ"),
        ("เขต: วังทองหลาง ถนน: ลาดพร้าว", "วังทองหลาง"),
    ],
)
def test_a_district_is_read_as_it_is_written(text, district):
    assert read(text).district == district
    assert read(text).confidence >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ขอบคุณครับ",
        "ถนนเป็นหลุม",
        "ในเขตพื้นที่ของท่าน",
        "แขวงบางจาก น้ำท่วม",
        "ลาดพร้าว",
        "ถนนพหลโยธิน",
        "จากเขตบางกะปิถึงเขตวังทองหลาง",
        "จ.นนทบุรี เขตดินแดง",
        "รถติดยาวมุ่งหน้าบางกะปิ",
        "คลองพระโขนงน้ำเน่า",
    ],
)
def test_what_doesnt_say_which_district_has_none(text):
    assert read(text).district is None


@pytest.mark.parametrize(
    "text",
    [
        "ลาดพร้าว 71 น้ำท่วม",
        "ลาดพร้าว71",
        "ซ.ลาดพร้าว ๗๑",
        "ซอยลาดพร้าว 71",
        "ซอย ลาดพร้าว ซอย 71",
        "ซอย: ลาดพร้าว 71",
        "บ้านอยู่ลาดพร้าว ซ.71ครับ",
    ],
)
def test_a_soi_is_read_however_it_is_written(text):
    reading = read(text)
    assert (reading.soi, reading.district) == ("ลาดพร้าว 71", "วังทองหลาง")
    assert reading.latitude == pytest.approx(13.791, abs=0.003)
    assert reading.longitude == pytest.approx(100.608, abs=0.003)


@pytest.mark.parametrize(
    ("text", "soi"),
    [
        ("ซอยสุขุมวิท 101/1 ท่อตัน", "สุขุมวิท 101/1"),
        ("พระราม 2 ซอย 82", "พระราม 2 ซอย 82"),
        ("รัชดา 32", "รัชดาภิเษก 32"),
        ("จรัญฯ 31/3", "จรัญสนิทวงศ์ 31/3"),
        ("สุวินทวงค์ 36", "สุวินทวงศ์ 36"),
        ("อ่อนนุช 65 แยก 15-2", "อ่อนนุช 65 แยก 15-2"),
        ("ซอยศาลาครืน 15", "ศาลาครืน 15"),
        ("ซอย: หิรัญรูจี 3 (ทะลุได้)", "หิรัญรูจี 3"),
    ],
)
def test_the_name_of_a_soi_is_its_proper_one(text, soi):
    assert read(text).soi == soi


@pytest.mark.parametrize(
    "text", ["สุขุมวิท 3 วันแล้ว", "พระราม 9", "ลาดพร้าว 2 คัน", "รามคำแหง 24 ชั่วโมง", "โทร 1555"]
)
def test_a_number_that_counts_something_else_is_no_soi(text):
    assert read(text).soi is None


def test_an_unknown_soi_lies_between_its_known_neighbours():
    known = gazetteer().sois_named
    missing = next(
        number
        for number in range(3, 140, 2)
        if f"ลาดพราว{number}" not in known
        and all(f"ลาดพราว{beside}" in known for beside in (number - 2, number + 2))
    )
    reading = read(f"ซอยลาดพร้าว {missing}")
    ends = [known[f"ลาดพราว{beside}"].longitude for beside in (missing - 2, missing + 2)]
    assert min(ends) <= (reading.longitude or 0) <= max(ends)
    assert reading.confidence < read("ซอยลาดพร้าว 71").confidence


@pytest.mark.parametrize(
    ("text", "landmark", "district"),
    [
        ("หน้าโรงพยาบาลตากสินมีหลุม", "โรงพยาบาลตากสิน", "คลองสาน"),
        ("รพ.ตากสิน", "โรงพยาบาลตากสิน", "คลองสาน"),
        ("แยกอุรุพงษ์ ไฟแดงเสีย", "แยกอุรุพงษ์", "ราชเทวี"),
        ("ตรงbtsหมอชิต", "BTS หมอชิต", "จตุจักร"),
        ("บีทีเอส หมอชิต", "BTS หมอชิต", "จตุจักร"),
    ],
)
def test_a_landmark_stands_for_its_place(text, landmark, district):
    assert (read(text).landmark, read(text).district) == (landmark, district)


@pytest.mark.parametrize(
    ("text", "district"),
    [
        ("ถนนลูกหลวง มืดมาก", "ดุสิต"),
        ("แถว ท่าแร้ง ไฟดับ", "บางเขน"),
        ("ปากซอยสุขุมวิท 31 น้ำขัง", "วัฒนา"),
        ("ปากซอยสุขุมวิท 22 น้ำขัง", "คลองเตย"),
    ],
)
def test_a_place_that_lies_in_one_district_tells_it(text, district):
    assert read(text).district == district
    assert read(text).confidence < 0.9


def test_a_soi_beyond_a_known_number_is_not_that_number():
    assert (read("ไฟดับ รามคำแหง 24").soi, read("ไฟดับ รามคำแหง 24").road) == ("รามคำแหง 24", None)


@pytest.mark.parametrize(
    "text",
    [
        "เก็บขยะทุกวันจันทร์-ศุกร์",
        "รถของ บ.วังทองหลางทรานสปอร์ต จอดขวาง",
        "บริษัทดินแดงก่อสร้าง ทำฝุ่น",
        "เคยแจ้ง สน.บางชัน แล้ว",
        "หน้าคอนโดลุมพินีพาร์คปิ่นเกล้า",
        "แถว อนุสาวรีย์ ไฟดับ",
    ],
)
def test_a_name_that_means_something_else_is_no_place(text):
    assert read_place(text, gazetteer()) is None


def test_road_and_district_together_narrow_the_point():
    reading = read("ถนนลาดพร้าว เขตวังทองหลาง")
    district = gazetteer().districts_named["วังทองหลาง"]
    assert (reading.district, reading.road) == ("วังทองหลาง", "ลาดพร้าว")
    assert (reading.latitude, reading.longitude) != (district.latitude, district.longitude)
    assert gazetteer().locator.codes_of(reading.latitude, reading.longitude)[0] == district.code


def test_a_subdistrict_of_two_districts_is_told_apart_by_the_district():
    assert read("แขวงบางจาก เขตพระโขนง").subdistrict_code.startswith("1009")
    assert read("แขวงบางจาก เขตภาษีเจริญ").subdistrict_code.startswith("1022")


def test_coordinates_in_the_text_are_the_point():
    reading = read("อยู่ตรงนี้ครับ 13.7563, 100.5018")
    assert (reading.latitude, reading.longitude) == (13.7563, 100.5018)
    assert (reading.district, reading.subdistrict) == ("พระนคร", "บวรนิเวศ")


def test_the_words_are_those_of_the_text():
    assert read("น้ำท่วม ซ.ลาดพร้าว ๗๑ ครับ").words == ("ลาดพร้าว ๗๑",)


def test_a_form_is_read_by_its_labels():
    reading = read(
        "ปัญหา: ไฟดับ\nซอย: อินทาปัจ 9\nถนน: เพชรเกษม 69\nจุดสังเกต: หน้าตลาดเก่า\n"
        "แขวง : หลักสอง เขต : บางแค\n"
    )
    assert (reading.soi, reading.road) == ("อินทาปัจ 9", "เพชรเกษม 69")
    assert (reading.landmark, reading.district) == ("หน้าตลาดเก่า", "บางแค")
    assert reading.subdistrict == "หลักสอง"


ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"))
PLACE_LIKE = st.text(alphabet="ซอยถนเขตลาดพร้าว.0๗1/ :แขวง\n")


@given(ANY_TEXT | PLACE_LIKE)
def test_no_text_is_too_strange_to_be_read(text):
    reading = read(text)
    assert 0 <= reading.confidence <= 1
    assert (reading.latitude is None) == (reading.longitude is None)
