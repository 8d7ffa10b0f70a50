"""Reads what a caller sent: query parameters and JSON bodies, with a sentence for what's wrong."""

from collections.abc import Mapping
from typing import Any

from flask import request

from crm.errors import N_, CrmError
from crm.pagelink import outbox
from crm.pagelink.receive.intake import clean_text

MOST_ROWS = 500
USUAL_ROWS = 100
LONGEST_KEY = 255
MOST_DIGITS = 18
NO_OBJECT = N_("เนื้อหาต้องเป็น JSON object ที่มีค่าเป็นข้อความ")


class BadRequest(CrmError):
    """A call that can't be understood."""

    status = 400


class Unprocessable(CrmError):
    """A body that is understood, and can't be done."""

    status = 422


def limit() -> int:
    """The `limit` parameter, 1 to 500."""
    given = request.args.get("limit", str(USUAL_ROWS))
    if not _is_number(given) or not 1 <= int(given) <= MOST_ROWS:
        raise BadRequest(N_("limit ต้องเป็นจำนวนเต็ม 1 ถึง %(most)s"), most=MOST_ROWS)
    return int(given)


def cursor() -> int | None:
    """The `cursor` parameter of a list by id, as the list before gave it."""
    given = request.args.get("cursor")
    if not given:
        return None
    if not _is_number(given):
        raise BadRequest(N_("cursor ไม่ถูกต้อง ให้ใช้ค่า next ที่ได้รับมา"))
    return int(given)


def _is_number(given: str) -> bool:
    """Whether it is a number that a column holds."""
    return given.isdecimal() and len(given) <= MOST_DIGITS


def idempotency_key() -> str:
    """The `Idempotency-Key` header, without which a repeated call would answer twice."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadRequest(N_("ต้องส่งส่วนหัว Idempotency-Key ยาวไม่เกิน %(n)s ตัวอักษร"), n=LONGEST_KEY)
    return key


def fields(allowed: tuple[str, ...]) -> Mapping[str, str]:
    """The JSON body: an object of these fields alone, each a text that can be stored."""
    body = _json()
    if not isinstance(body, dict) or not all(isinstance(each, str) for each in body.values()):
        raise Unprocessable(NO_OBJECT)
    unknown = ", ".join(sorted(set(body) - set(allowed)))
    if unknown:
        raise Unprocessable(N_("ไม่รู้จักฟิลด์ %(names)s"), names=unknown)
    if any(clean_text(each) != each for each in body.values()):
        raise Unprocessable(outbox.BrokenText.sentence)
    return body


def _json() -> Any:
    """Whatever the body holds; objects nested by the thousand are no object of ours."""
    try:
        return request.get_json()
    except RecursionError as error:
        raise Unprocessable(NO_OBJECT) from error
