"""The command bar: every action and screen under its name in Thai and English, cases by number."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from crm.auth.models import Role
from crm.console.views.blueprint import blueprint
from crm.errors import N_
from crm.languages import language
from crm.worksheets import queries

KEYS = (
    ("KeyJ", "j", N_("รายการถัดไป")),
    ("KeyK", "k", N_("รายการก่อนหน้า")),
    ("KeyO", "o", N_("เปิดรายการที่เลือก")),
    ("KeyR", "r", N_("พิมพ์ตอบกลับ")),
    ("KeyN", "n", N_("บันทึกภายใน")),
    ("KeyT", "t", N_("ติดแท็ก พิมพ์สองตัวอักษรแล้วกด Enter")),
    ("KeyS", "s", N_("เปลี่ยนสถานะเรื่อง")),
    ("KeyA", "a", N_("รับเรื่องมาทำ")),
    ("KeyP", "p", N_("มอบหมายให้ผู้อื่น")),
    ("KeyE", "e", N_("ใส่ข้อความเหตุฉุกเฉิน")),
    ("KeyW", "w", N_("เปิดใบงาน")),
    ("KeyG", "g", N_("ออกเลขที่รับแจ้งและส่งให้ประชาชน")),
    ("KeyD", "d", N_("เสร็จแล้ว ไปรายการถัดไป")),
    ("KeyI", "i", N_("ไม่ต้องตอบ เลือกเหตุผลด้วยตัวเลข")),
    ("KeyZ", "z", N_("พักไว้ เลือกเวลาด้วยตัวเลข")),
    ("KeyU", "u", N_("เลิกทำสิ่งที่เพิ่งทำ")),
    ("KeyX", "x", N_("เลือกรายการนี้ไว้ทำพร้อมกัน")),
    ("Shift+KeyX", "Shift x", N_("เลือกตั้งแต่รายการที่เลือกล่าสุดถึงรายการนี้")),
    ("Shift+KeyA", "Shift a", N_("เลือกทุกรายการที่แสดง")),
    ("KeyM", "m", N_("ทำพร้อมกันทั้งหมดที่เลือก")),
    ("Slash", "/", N_("ค้นหา")),
    ("Shift+Slash", "?", N_("แสดงแป้นลัดนี้")),
)
TYPING_KEYS = (
    ("Ctrl Enter", N_("ส่งข้อความที่พิมพ์")),
    ("Ctrl Shift Enter", N_("ส่งแล้วไปรายการถัดไป")),
    ("Ctrl /", N_("ข้อความสำเร็จรูป")),
    ("Ctrl K", N_("แถบคำสั่ง")),
    ("Esc", N_("ออกจากช่องพิมพ์หรือปิดหน้าต่าง")),
)
SCREENS: tuple[tuple[str, dict[str, Any], Role, str], ...] = (
    ("console.inbox", {}, Role.VIEWER, N_("รายการรอตอบ")),
    ("console.inbox", {"tab": "mine"}, Role.VIEWER, N_("รายการของฉัน")),
    ("console.inbox", {"tab": "unassigned"}, Role.VIEWER, N_("รายการที่ยังไม่มีผู้รับ")),
    ("console.inbox", {"show": "snoozed"}, Role.VIEWER, N_("รายการที่พักไว้")),
    ("console.handover", {}, Role.AGENT, N_("ใบส่งเวร")),
    ("console.customers", {}, Role.VIEWER, N_("ฐานข้อมูลผู้ใช้บริการ")),
    ("console.worksheets", {}, Role.VIEWER, N_("ใบงาน")),
    ("console.filing", {}, Role.VIEWER, N_("รอบันทึกลงระบบ")),
    ("console.untellable", {}, Role.VIEWER, N_("แจ้งผลทางเพจไม่ได้")),
    ("console.posts", {}, Role.VIEWER, N_("โพสต์")),
    ("search.search", {}, Role.VIEWER, N_("ค้นหา")),
    ("maps.problem_map", {}, Role.VIEWER, N_("แผนที่")),
    ("reports.months", {}, Role.VIEWER, N_("รายงาน")),
    ("console.pages", {}, Role.ADMIN, N_("การดูแลระบบ")),
)


@dataclass(frozen=True)
class Command:
    """One line of the command bar; `words` are its names in both languages."""

    label: str
    words: str
    key: str = ""
    code: str = ""
    shift: bool = False
    url: str = ""


@blueprint.app_context_processor
def commands_for_templates() -> dict[str, object]:
    """Give the templates what the keys open, made only when asked for."""
    return {"key_lists": key_lists}


def key_lists() -> Markup:
    """The list of the keys and the command bar, as this person may use them."""
    return _key_lists(language(), current_user.role)


@cache
def _key_lists(_language: str, _role: Role) -> Markup:
    """Written once for each language and role, since it is the same on every page."""
    page = render_template(
        "console/_keys.html", commands=commands(), keys=KEYS, typing_keys=TYPING_KEYS
    )
    return Markup(page)  # noqa: S704 - a template of our own


def commands() -> list[Command]:
    """What this person may do and see."""
    acts = [_act(code, key, label) for code, key, label in KEYS]
    screens = [
        Command(_(label), _both_names()[label], url=url_for(endpoint, **parts))
        for endpoint, parts, role, label in SCREENS
        if current_user.may_act_as(role)
    ]
    return acts + screens


@blueprint.get("/worksheets/jump")
def jump() -> Any:
    """The case with the number that was typed, in whatever writing."""
    sheet = queries.get_by_number(request.args.get("number", ""))
    return redirect(url_for("console.worksheet", number=sheet.number), code=303)


def _act(code: str, key: str, label: str) -> Command:
    shift = code.startswith("Shift+")
    words = _both_names()[label]
    return Command(_(label), words, key=key, code=code.removeprefix("Shift+"), shift=shift)


@cache
def _both_names() -> dict[str, str]:
    """Each name's Thai and English form by its Thai one, worked out once."""
    labels = [row[-1] for row in (*KEYS, *SCREENS)]
    names = {}
    for spoken in ("th", "en"):
        with force_locale(spoken):
            names[spoken] = [_(label) for label in labels]
    return {
        thai: f"{thai}|{english}" for thai, english in zip(names["th"], names["en"], strict=True)
    }
