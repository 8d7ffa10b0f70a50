"""The words of cases: what a stage or an outcome is called, and for citizens what it means."""

from crm.errors import N_
from crm.worksheets.models import DispatchState, Outcome, Source, Stage, ToldHow

STAGE_TEXTS = {
    Stage.RECEIVED: N_("รับเรื่องไว้แล้ว"),
    Stage.CHECKING: N_("อยู่ระหว่างตรวจสอบ"),
    Stage.NUMBER_ISSUED: N_("ออกเลขที่รับแจ้งแล้ว"),
    Stage.PASSED_ON: N_("ประสานหน่วยงานให้แก้ไขแล้ว"),
    Stage.RESULT_TOLD: N_("แจ้งผลการแก้ไขแล้ว"),
}

OUTCOMES = {
    Outcome.FIXED: N_("แก้ไขแล้วเสร็จ"),
    Outcome.PLANNED: N_("อยู่ในแผน/รองบประมาณ (เปิดค้างไว้ได้)"),
    Outcome.NOT_POSSIBLE: N_("ดำเนินการไม่ได้ (เหตุผล)"),
    Outcome.OUTSIDE_AUTHORITY: N_("นอกอำนาจหน้าที่ ส่งต่อแล้ว"),
    Outcome.NOTHING_FOUND: N_("ตรวจแล้วไม่พบปัญหา"),
    Outcome.WITHDRAWN: N_("ผู้แจ้งขอยกเลิก"),
    Outcome.UNREACHABLE: N_("ข้อมูลไม่พอ ติดต่อผู้แจ้งไม่ได้"),
    Outcome.DUPLICATE: N_("เรื่องซ้ำ (รวมแล้ว)"),
}

SOURCES = {
    Source.PAGE: N_("เพจ"),
    Source.PHONE: N_("โทรศัพท์"),
    Source.WEB: N_("เว็บไซต์"),
    Source.LETTER: N_("หนังสือ"),
    Source.IN_PERSON: N_("มาด้วยตนเอง"),
}

DISPATCH_STATES = {
    DispatchState.SENT: N_("ส่งเรื่องแล้ว"),
    DispatchState.ACCEPTED: N_("หน่วยงานรับเรื่องแล้ว"),
    DispatchState.RETURNED: N_("ส่งคืน"),
    DispatchState.PASSED_ON: N_("ส่งต่อ"),
    DispatchState.DONE: N_("ดำเนินการแล้ว"),
}

WAYS_OF_TELLING = {
    ToldHow.PAGE: N_("ทางเพจ"),
    ToldHow.PHONE: N_("โทรศัพท์"),
    ToldHow.LINE: N_("ไลน์"),
    ToldHow.LETTER: N_("หนังสือ"),
    ToldHow.IN_PERSON: N_("แจ้งด้วยตนเอง"),
    ToldHow.STATUS_PAGE: N_("หน้าติดตามเรื่อง"),
}
