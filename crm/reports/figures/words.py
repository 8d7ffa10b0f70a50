"""The Thai words for the parts that a figure is divided into."""

from crm.errors import N_
from crm.pagelink.ledger import WITHDRAWN
from crm.pagelink.models import AnswerState, Kind
from crm.worksheets.models import Outcome, Source, TagKind

UNKNOWN = N_("ไม่ระบุ")

KINDS: dict[str, str] = {
    Kind.COMMENT: N_("ความคิดเห็น"),
    Kind.POST: N_("โพสต์จากผู้เยี่ยมชม"),
    Kind.MESSAGE: N_("ข้อความ"),
}
ANSWER_STATES: dict[str, str] = {
    AnswerState.OPEN: N_("รอตอบ"),
    AnswerState.ANSWERED: N_("ตอบแล้ว"),
    AnswerState.ANSWERED_ELSEWHERE: N_("ตอบนอกระบบแล้ว"),
    AnswerState.NEEDS_NONE: N_("ไม่ต้องตอบ"),
    AnswerState.IMPOSSIBLE: N_("ตอบไม่ได้"),
}
REASONS: dict[str, str] = {WITHDRAWN: N_("ผู้เขียนถอนข้อความแล้ว")}
OUTCOMES: dict[str, str] = {
    Outcome.FIXED: N_("แก้ไขแล้วเสร็จ"),
    Outcome.PLANNED: N_("อยู่ในแผน/รองบประมาณ"),
    Outcome.NOT_POSSIBLE: N_("ดำเนินการไม่ได้"),
    Outcome.OUTSIDE_AUTHORITY: N_("นอกอำนาจหน้าที่ ส่งต่อแล้ว"),
    Outcome.NOTHING_FOUND: N_("ตรวจแล้วไม่พบปัญหา"),
    Outcome.WITHDRAWN: N_("ผู้แจ้งขอยกเลิก"),
    Outcome.UNREACHABLE: N_("ข้อมูลไม่พอ ติดต่อผู้แจ้งไม่ได้"),
    Outcome.DUPLICATE: N_("เรื่องซ้ำ (รวมแล้ว)"),
}
SOURCES: dict[str, str] = {
    Source.PAGE: N_("เพจ"),
    Source.PHONE: N_("โทรศัพท์"),
    Source.WEB: N_("เว็บไซต์"),
    Source.LETTER: N_("หนังสือ"),
    Source.IN_PERSON: N_("มาด้วยตนเอง"),
}
TAG_KINDS: dict[str, str] = {
    TagKind.CATEGORY: N_("ประเภทเรื่อง"),
    TagKind.STAGE: N_("สถานะ"),
    TagKind.TOPIC: N_("หมวดปัญหา"),
    TagKind.FLAG: N_("เครื่องหมาย"),
}
