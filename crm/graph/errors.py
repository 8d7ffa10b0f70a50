"""What went wrong at Facebook: ten classes, each with one behaviour and one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from crm.errors import N_, CrmError


class ErrorClass(StrEnum):
    """The classes of failure; everything that decides by a failure decides by one of these."""

    TRANSIENT = "transient"
    TOO_MUCH = "too_much"
    RATE = "rate"
    TOKEN = "token"
    PERMISSION = "permission"
    GONE = "gone"
    WINDOW = "window"
    POLICY = "policy"
    DUPLICATE = "duplicate"
    BUG = "bug"


class Behaviour(StrEnum):
    """What the program does about a failure, one for each class."""

    TRY_AGAIN = "try_again"
    ASK_FOR_LESS = "ask_for_less"
    PAUSE_PAGE = "pause_page"
    STOP_PAGE = "stop_page"
    DO_WITHOUT = "do_without"
    MARK_GONE = "mark_gone"
    TELL_STAFF = "tell_staff"
    STOP_SENDING = "stop_sending"
    LOOK_FIRST = "look_first"
    REPORT = "report"


BEHAVIOUR = {
    ErrorClass.TRANSIENT: Behaviour.TRY_AGAIN,
    ErrorClass.TOO_MUCH: Behaviour.ASK_FOR_LESS,
    ErrorClass.RATE: Behaviour.PAUSE_PAGE,
    ErrorClass.TOKEN: Behaviour.STOP_PAGE,
    ErrorClass.PERMISSION: Behaviour.DO_WITHOUT,
    ErrorClass.GONE: Behaviour.MARK_GONE,
    ErrorClass.WINDOW: Behaviour.TELL_STAFF,
    ErrorClass.POLICY: Behaviour.STOP_SENDING,
    ErrorClass.DUPLICATE: Behaviour.LOOK_FIRST,
    ErrorClass.BUG: Behaviour.REPORT,
}

ENDS_THE_PASS = {Behaviour.PAUSE_PAGE, Behaviour.STOP_PAGE}
"""What concerns the whole Page, so that nothing further is asked for in this pass."""

SENTENCES = {
    ErrorClass.TRANSIENT: N_("เฟซบุ๊กขัดข้องชั่วคราว ระบบจะลองใหม่เอง ยังไม่ต้องทำอะไร"),
    ErrorClass.TOO_MUCH: N_("ขอข้อมูลจากเฟซบุ๊กครั้งละมากเกินไป ระบบจะแบ่งขอทีละน้อยเอง ยังไม่ต้องทำอะไร"),
    ErrorClass.RATE: N_("เฟซบุ๊กขอให้พักการเรียกข้อมูลของเพจนี้ ระบบจะทำต่อเองเมื่อครบเวลา ผู้ดูแลระบบไม่ต้องกดซ้ำ"),
    ErrorClass.TOKEN: N_("กุญแจเชื่อมต่อเพจหมดอายุ ให้ผู้ดูแลระบบขอกุญแจใหม่จากเฟซบุ๊กแล้วเพิ่มเพจนี้อีกครั้ง"),
    ErrorClass.PERMISSION: N_("แอปยังไม่ได้รับสิทธิ์ที่ต้องใช้ ให้ผู้ดูแลระบบเปิดสิทธิ์ของแอปในเฟซบุ๊กแล้วเชื่อมต่อเพจใหม่"),
    ErrorClass.GONE: N_("ไม่พบรายการนี้บนเฟซบุ๊กแล้ว อาจถูกลบ ให้ผู้ดูแลเพจเปิดดูที่หน้าเพจ"),
    ErrorClass.WINDOW: N_("เฟซบุ๊กไม่ให้ส่งถึงผู้ใช้บริการทางนี้แล้ว ให้ผู้ดูแลเพจเลือกช่องทางอื่น"),
    ErrorClass.POLICY: N_("เฟซบุ๊กระงับการส่งของเพจ ให้ผู้ดูแลระบบตรวจคุณภาพเพจในเฟซบุ๊กก่อนเปิดการส่งอีกครั้ง"),
    ErrorClass.DUPLICATE: N_("เฟซบุ๊กเห็นว่าเป็นข้อความซ้ำ ให้ผู้ดูแลเพจดูที่หน้าเพจก่อน แล้วแก้ถ้อยคำหากยังไม่ได้ส่ง"),
    ErrorClass.BUG: N_("เฟซบุ๊กไม่รับคำขอนี้ ให้ผู้ดูแลเพจตรวจข้อความ หากยังไม่ได้ให้แจ้งผู้ดูแลระบบ"),
}

TOKEN_SENTENCES = {
    458: N_("เจ้าของกุญแจถอนแอปออกจากเฟซบุ๊ก ให้ผู้ดูแลระบบให้เจ้าของบัญชีเชื่อมต่อเพจใหม่"),
    459: N_("เฟซบุ๊กพักบัญชีเจ้าของกุญแจ ให้เจ้าของบัญชีเข้าเฟซบุ๊กเพื่อยืนยันตัวตน แล้วผู้ดูแลระบบเชื่อมต่อเพจใหม่"),
    460: N_("เจ้าของกุญแจเปลี่ยนรหัสผ่านเฟซบุ๊ก ให้ผู้ดูแลระบบขอกุญแจใหม่แล้วเพิ่มเพจนี้อีกครั้ง"),
    464: N_("บัญชีเจ้าของกุญแจยังไม่ได้ยืนยัน ให้เจ้าของบัญชีเข้าเฟซบุ๊กเพื่อยืนยัน แล้วผู้ดูแลระบบเชื่อมต่อเพจใหม่"),
    492: N_("เจ้าของกุญแจไม่มีหน้าที่ในเพจแล้ว ให้เจ้าของเพจคืนหน้าที่ให้ก่อน กุญแจใหม่อย่างเดียวไม่พอ"),
}

SERVER_STATUS = 500
NO_SUCH_OBJECT = 33
TRANSIENT_CODES = {1, 2, -1, -2, 341}
RATE_CODES = {4, 17, 32, 613} | set(range(80000, 80015))
TOKEN_CODES = {102, 104, 190}
TOKEN_SUBCODES = {458, 459, 460, 463, 464, 467, 492}
PERMISSION_CODES = {3, 10, 1705, 2018247} | set(range(200, 300))
GONE_CODES = {21, 803, 9000001}
WINDOW_CODES = {551, 10900, 10902, 10903, 2018300}

BY_CODE_AND_SUBCODE = {
    (1, 99): ErrorClass.PERMISSION,
    (10, 2018065): ErrorClass.WINDOW,
    (10, 2018108): ErrorClass.WINDOW,
    (10, 2018278): ErrorClass.WINDOW,
    (10, 2534022): ErrorClass.WINDOW,
    (10, 1893063): ErrorClass.POLICY,
    (100, NO_SUCH_OBJECT): ErrorClass.GONE,
    (100, 2018001): ErrorClass.WINDOW,
    (100, 2534025): ErrorClass.WINDOW,
    (100, 2018247): ErrorClass.PERMISSION,
    (200, 1545041): ErrorClass.WINDOW,
    (613, 2018338): ErrorClass.POLICY,
}

BY_SUBCODE = {
    2018300: ErrorClass.WINDOW,
    2018321: ErrorClass.TRANSIENT,
    9000001: ErrorClass.GONE,
}

BY_CODE = (
    *((code, ErrorClass.POLICY) for code in (368, 2022)),
    *((code, ErrorClass.RATE) for code in RATE_CODES),
    *((code, ErrorClass.TOKEN) for code in TOKEN_CODES),
    *((code, ErrorClass.WINDOW) for code in WINDOW_CODES),
    *((code, ErrorClass.PERMISSION) for code in PERMISSION_CODES),
    *((code, ErrorClass.GONE) for code in GONE_CODES),
    *((code, ErrorClass.TRANSIENT) for code in (*TRANSIENT_CODES, 2018321)),
    (-3, ErrorClass.TOO_MUCH),
    (506, ErrorClass.DUPLICATE),
)
CLASS_OF_CODE = dict(BY_CODE)


@dataclass(frozen=True)
class ErrorBody:
    """The parts of Facebook's error object that decide; its text is localized, so seldom used."""

    code: int | None = None
    subcode: int | None = None
    message: str = ""
    is_transient: bool = False
    trace: str = ""


class GraphError(CrmError):
    """Facebook refused, or could not be reached.

    `may_have_happened`: whether a write may have been carried out all the same, so that it must
    be looked for before it is tried again. `wait` is how long Facebook asks us to stay away.
    """

    status = 502

    def __init__(
        self,
        error_class: ErrorClass,
        body: ErrorBody | None = None,
        *,
        may_have_happened: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        self.error_class = error_class
        self.body = body or ErrorBody()
        self.may_have_happened = may_have_happened
        self.wait = wait
        super().__init__(_sentence(error_class, self.body.subcode))

    @property
    def behaviour(self) -> Behaviour:
        """The one thing to do about it."""
        return BEHAVIOUR[self.error_class]

    @property
    def is_facebooks(self) -> bool:
        """Whether Facebook said so, rather than we ourselves held the call back."""
        return self.body.code is not None

    @property
    def log_line(self) -> str:
        """Numbers and the trace for the log; never a text, since it may hold a name or token."""
        body = self.body
        return f"{self.error_class} code={body.code} subcode={body.subcode} trace={body.trace}"


def read_body(answer: object) -> ErrorBody:
    """The error object of an answer; tolerates numbers as text, strings as errors, and nothing."""
    error = answer.get("error") if isinstance(answer, Mapping) else None
    if not isinstance(error, Mapping):
        return ErrorBody(message=str(error or ""))
    return ErrorBody(
        code=_number(error.get("code")),
        subcode=_number(error.get("error_subcode")),
        message=str(error.get("message") or ""),
        is_transient=error.get("is_transient") in (True, "true"),
        trace=str(error.get("fbtrace_id") or ""),
    )


def classify(body: ErrorBody, *, http_status: int = 400) -> ErrorClass:
    """The class of an error, by code and subcode (GRAPH_API.md §9, from Meta's error pages).

    Three cases can only be told by their English text: "reduce the amount of data", "Missing
    Permission" and the missing token of code 2500. The HTTP status decides only where there is
    no code.
    """
    if body.code is None:
        return _without_code(body, http_status)
    by_text = _by_text(body)
    if by_text:
        return by_text
    exact = BY_CODE_AND_SUBCODE.get((body.code, body.subcode or 0))
    known = exact or BY_SUBCODE.get(body.subcode or 0) or CLASS_OF_CODE.get(body.code)
    if known:
        return known
    is_passing = body.is_transient or http_status >= SERVER_STATUS
    return ErrorClass.TRANSIENT if is_passing else ErrorClass.BUG


def is_passing_status(http_status: int) -> bool:
    """Whether an answer that isn't JSON is a passing trouble; a cut-off 200 is one too."""
    is_refusal = 400 <= http_status < SERVER_STATUS
    return not is_refusal or http_status in (408, 429)


def _without_code(body: ErrorBody, http_status: int) -> ErrorClass:
    if body.subcode in TOKEN_SUBCODES:
        return ErrorClass.TOKEN
    is_passing = body.is_transient or is_passing_status(http_status)
    return ErrorClass.TRANSIENT if is_passing else ErrorClass.BUG


def _by_text(body: ErrorBody) -> ErrorClass | None:
    message = body.message.lower()
    if body.code == 1 and "reduce the amount of data" in message:
        return ErrorClass.TOO_MUCH
    if body.code == 100 and "missing permission" in message:
        # The text of 100/33 speaks of "missing permissions" too, but tells of a gone object.
        return ErrorClass.GONE if body.subcode == NO_SUCH_OBJECT else ErrorClass.PERMISSION
    if body.code == 2500 and "access token" in message:
        return ErrorClass.TOKEN
    return None


def _sentence(error_class: ErrorClass, subcode: int | None) -> str:
    if error_class is ErrorClass.TOKEN and subcode in TOKEN_SENTENCES:
        return TOKEN_SENTENCES[subcode]
    return SENTENCES[error_class]


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
