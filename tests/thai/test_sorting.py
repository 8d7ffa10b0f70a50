import pytest

from crm.thai import sort_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["กะ", "กา", "ก่า", "ก้า", "เก", "แก", "โก", "ใกล้", "ไก่", "ขา"],
        ["คลองเตย", "ดินแดง", "ดุสิต", "บางแค", "บางรัก", "พระนคร", "ลาดพร้าว", "สาทร"],
        ["ชุมชน 2", "ชุมชน ๙", "ชุมชน 10"],
        ["Anong", "bangkok", "ก"],
        ["เก็ง", "เก่ง", "เก้ง"],
        ["เขต", "เขตดินแดง"],
    ],
)
def test_names_stand_in_dictionary_order(in_order):
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order
