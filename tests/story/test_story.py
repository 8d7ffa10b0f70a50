"""The main job, told once in a real browser: from a comment to the number, the map, the report."""

import re
from datetime import UTC, datetime

from playwright.sync_api import Page, expect

from crm.auth.models import Role
from tests.story.conftest import LONG_AGO, log_in
from tests.story.house import House

CITIZEN = "สมหญิง ทดสอบ"
COMPLAINT = "ไฟทางดับมา 3 วันแล้ว ซอยลาดพร้าว 71 เขตลาดพร้าว มืดมาก ช่วยมาซ่อมหน่อยค่ะ"
URGENT = "ไฟไหม้หลังตลาด มีคนติดอยู่ ช่วยด้วย"
MIS_NUMBER = "กทม-2569/00417"
PICTURES = [
    "1-inbox",
    "2-conversation",
    "3-filing",
    "4-on-the-page",
    "5-map",
    "5-pin",
    "6-status",
    "6-worksheet",
    "7-report",
]
RESULT = "เปลี่ยนหลอดไฟและซ่อมสายไฟเรียบร้อย"


def test_from_a_comment_to_the_number_the_map_and_the_report(house: House, screen: Page) -> None:
    comment = _a_comment_arrives_under_an_old_post(house, screen)
    sheet = _the_admin_opens_a_worksheet(house, screen)
    _the_case_is_filed_and_its_number_sent(house, screen, sheet, comment)
    _the_place_on_the_page_is_one_click_away(house, screen, sheet)
    _the_citizen_taps_the_place(house, screen, sheet)
    _the_case_is_passed_on_and_its_result_told(house, screen, sheet, comment)
    _the_citizen_says_it_is_not_mended_yet(house, screen, sheet)
    _the_supervisor_opens_the_month(house, screen)
    pictures = sorted(path.stem for path in house.pictures.glob("*.png"))
    assert pictures == PICTURES


def _a_comment_arrives_under_an_old_post(house: House, screen: Page) -> str:
    post = house.world.add_post("ประกาศปิดถนนลาดพร้าวช่วงกลางคืน", created_time=LONG_AGO)
    log_in(screen, Role.AGENT)
    comment = house.world.add_comment(post, COMPLAINT, author=CITIZEN, anonymous=False)
    row = screen.get_by_role("link", name=re.compile(CITIZEN))
    expect(row).to_be_visible(timeout=60_000)
    expect(row).to_contain_text("รอมาแล้ว")
    house.world.add_private_message("ผู้เห็นเหตุ ทดสอบ", URGENT)
    first = screen.locator("#rows li").first
    expect(first).to_contain_text("เร่งด่วน", timeout=60_000)
    expect(first).to_contain_text("ไฟไหม้")
    _photograph(house, screen, "1-inbox")
    return comment


def _the_admin_opens_a_worksheet(house: House, screen: Page) -> str:
    screen.get_by_role("link", name=re.compile(CITIZEN)).click()
    expect(screen.locator("#thread")).to_contain_text(COMPLAINT)
    expect(screen.get_by_text("ประกาศปิดถนนลาดพร้าว").first).to_be_visible()
    guess = screen.locator(".proposal", has_text="ไฟฟ้าส่องสว่างสาธารณะ").first
    guess.get_by_role("button", name="ใช่", exact=True).click()
    _photograph(house, screen, "2-conversation")
    screen.get_by_role("button", name="เปิดใบงาน", exact=True).click()
    link = screen.get_by_role("link", name=re.compile(r"^25\d\d-\d{6}$"))
    expect(link).to_be_visible()
    expect(screen.locator("#cases")).to_contain_text("รับเรื่อง")
    return link.inner_text()


def _the_case_is_filed_and_its_number_sent(
    house: House, screen: Page, sheet: str, comment: str
) -> None:
    screen.goto("/worksheets/filing")
    section = screen.locator("section", has_text=sheet)
    expect(section.locator("pre")).to_contain_text("จุดเกิดเหตุ")
    _photograph(house, screen, "3-filing")
    section.get_by_label(re.compile("เลขจากระบบ")).fill(MIS_NUMBER)
    section.get_by_role("button", name="บันทึกเลขและส่งให้ประชาชน").click()
    house.wait_until(
        lambda: MIS_NUMBER in _said_to_citizen(house), "the number reached the citizen"
    )
    house.wait_until(lambda: "ออกเลขแล้ว" in _stage(screen, sheet), "the stage follows")
    house.wait_until(lambda: _shows(screen, sheet, "ส่งเลขแล้วเมื่อ"), "the sending is noted")


def _the_place_on_the_page_is_one_click_away(house: House, screen: Page, sheet: str) -> None:
    screen.goto("/inbox?show=everything")
    screen.get_by_role("link", name=re.compile(CITIZEN)).first.click()
    with screen.context.expect_page() as opened:
        screen.get_by_role("link", name=re.compile("ไปยังโพสต์ต้นทาง")).first.click()
    expect(opened.value.locator("body")).to_contain_text(COMPLAINT)
    _photograph(house, opened.value, "4-on-the-page")
    opened.value.close()
    screen.goto("/posts")
    screen.get_by_role("link", name=re.compile("ประกาศปิดถนนลาดพร้าว")).first.click()
    expect(screen.locator("main")).to_contain_text(CITIZEN)
    expect(screen.locator("main")).to_contain_text(sheet)
    expect(screen.locator("main")).to_contain_text(MIS_NUMBER)


def _the_citizen_taps_the_place(house: House, screen: Page, sheet: str) -> None:
    log_in(screen, Role.AGENT)
    screen.goto(f"/worksheets/{sheet}")
    address = screen.locator("#link_pin").get_attribute("href")
    screen.context.clear_cookies()
    screen.set_viewport_size({"width": 390, "height": 800})
    screen.goto(address)
    expect(screen.locator("path.leaflet-interactive").first).to_be_attached()
    screen.locator(".leaflet-container").click(position={"x": 150, "y": 150})
    expect(screen.get_by_role("button", name="ส่งตำแหน่งนี้")).to_be_enabled()
    _photograph(house, screen, "5-pin")
    screen.get_by_role("button", name=re.compile("ส่งตำแหน่ง|บันทึกตำแหน่ง|ยืนยัน")).click()
    expect(screen.locator("main")).to_contain_text("ขอบคุณ")
    screen.set_viewport_size({"width": 1280, "height": 900})
    log_in(screen, Role.AGENT)
    screen.goto("/map")
    marker = screen.locator(".leaflet-marker-icon.map-case")
    expect(marker).to_have_attribute("aria-label", re.compile("ไฟทางดับ.*ออกเลขแล้ว"))
    expect(marker.locator(".dot-teal")).to_be_attached()
    _photograph(house, screen, "5-map")


def _the_case_is_passed_on_and_its_result_told(
    house: House, screen: Page, sheet: str, comment: str
) -> None:
    screen.goto(f"/worksheets/{sheet}")
    screen.locator("#dispatch-agency").select_option(label="ฝ่ายโยธา สำนักงานเขตลาดพร้าว")
    screen.get_by_role("button", name="ส่งเรื่อง", exact=True).click()
    expect(screen.locator("[aria-current=step]")).to_contain_text("ประสานแก้ไขแล้ว")
    screen.locator("summary", has_text="หน่วยงานตอบกลับ").click()
    screen.get_by_label("เหตุผลที่ส่งคืน").fill("ถนนสายนี้อยู่ในความดูแลของหน่วยงานอื่น")
    screen.get_by_role("button", name=re.compile("^ส่งคืน")).click()
    expect(screen.locator("#dispatches")).to_contain_text("ถนนสายนี้อยู่ในความดูแล")
    screen.locator("summary", has_text="ส่งต่อให้หน่วยงานอื่น").click()
    screen.locator("select[id^=pass-on]").select_option(label="สำนักการโยธา")
    screen.get_by_role("button", name="ส่งต่อให้หน่วยงานอื่น", exact=True).click()
    screen.get_by_role("button", name="หน่วยงานรับแล้ว").click()
    screen.get_by_label("ผลที่แจ้งประชาชน").fill(RESULT)
    _photograph(house, screen, "6-worksheet")
    screen.get_by_role("button", name="แจ้งผลทางเพจ").click()
    house.wait_until(
        lambda: RESULT in _said_to_citizen(house) + _said_under(house, comment),
        "the result is told",
    )
    house.wait_until(lambda: "แจ้งผลแก้ไขแล้ว" in _stage(screen, sheet), "the stage follows")


def _the_citizen_says_it_is_not_mended_yet(house: House, screen: Page, sheet: str) -> None:
    address = screen.locator("#link_status").get_attribute("href")
    screen.context.clear_cookies()
    screen.goto(address)
    expect(screen.locator("main")).to_contain_text("แจ้งผลการแก้ไขแล้ว")
    _photograph(house, screen, "6-status")
    screen.get_by_role("button", name=re.compile("ยังไม่เรียบร้อย")).click()
    log_in(screen, Role.AGENT)
    screen.goto(f"/worksheets/{sheet}")
    expect(screen.locator("main")).to_contain_text("เปิดเรื่องต่อ")


def _the_supervisor_opens_the_month(house: House, screen: Page) -> None:
    log_in(screen, Role.SUPERVISOR)
    month = datetime.now(UTC).strftime("%Y-%m")
    screen.goto(f"/reports/{month}")
    for words in ("จำนวนผู้ใช้บริการ", "เวลาตอบครั้งแรก", "มัธยฐาน", "ผู้ติดตาม", "ออกเลขแล้ว"):
        expect(screen.locator("main")).to_contain_text(words)
    _photograph(house, screen, "7-report")
    with screen.expect_download() as download:
        screen.get_by_role("link", name=re.compile("XLSX|Excel")).first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def _told(house: House, comment: str) -> str:
    return _said_to_citizen(house) + _said_under(house, comment)


def _shows(screen: Page, sheet: str, words: str) -> bool:
    screen.goto(f"/worksheets/{sheet}")
    return words in screen.locator("main").inner_text()


def _stage(screen: Page, sheet: str) -> str:
    screen.goto(f"/worksheets/{sheet}")
    return screen.locator("[aria-current=step]").inner_text()


def _said_to_citizen(house: House) -> str:
    return "\n".join(row["text"] for row in house.world.messages_with(CITIZEN))


def _said_under(house: House, comment: str) -> str:
    return "\n".join(row["message"] for row in house.world.comments_under(comment))


def _photograph(house: House, page: Page, name: str) -> None:
    page.screenshot(path=house.pictures / f"{name}.png", full_page=True)
