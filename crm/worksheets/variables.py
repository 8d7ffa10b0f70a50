"""The variables of canned replies: what each stands for, with an example for the preview."""

from dataclasses import dataclass

from crm.errors import N_


@dataclass(frozen=True, slots=True)
class Variable:
    """What a variable means to who writes a text, and what it may look like; all invented."""

    meaning: str
    example: str


VARIABLES = {
    "name": Variable(N_("ชื่อผู้ใช้บริการ"), "สมหญิง ตัวอย่าง"),
    "number": Variable(N_("เลขที่รับแจ้ง"), "2569-000123-4"),
    "topic": Variable(N_("เรื่องที่แจ้ง"), "ไฟทางดับ"),
    "place": Variable(N_("จุดเกิดเหตุ"), "ซอยตัวอย่าง 7"),
    "agency": Variable(N_("หน่วยงานรับผิดชอบ"), "สำนักงานเขตตัวอย่าง"),
    "date": Variable(N_("วันนี้"), "5 ต.ค. 2569"),
    "time": Variable(N_("เวลาที่แจ้งเหตุต่อแล้ว"), "14.05"),
    "next_date": Variable(N_("วันที่จะแจ้งอีกครั้ง"), "12 ต.ค. 2569"),
    "received_date": Variable(N_("วันที่ประชาชนเขียนมา"), "1 ต.ค. 2569"),
    "stage_text": Variable(N_("สถานะของเรื่อง"), "อยู่ระหว่างตรวจสอบ"),
    "progress": Variable(N_("ความก้าวหน้า"), "กำลังจัดหาอะไหล่"),
    "result": Variable(N_("ผลการดำเนินการ"), "ซ่อมไฟทางเรียบร้อย"),
    "result_public": Variable(N_("ผลที่เปิดเผยได้"), "ซ่อมไฟทางเรียบร้อย"),
    "reason": Variable(N_("เหตุผล"), "รอรื้อย้ายเสาไฟ"),
    "plan": Variable(N_("แนวทางต่อไป"), "นัดหมายหน่วยงานเจ้าของเสา"),
    "question": Variable(N_("คำถามที่ต้องการทราบ"), "ไฟดับตั้งแต่เมื่อใด"),
    "what": Variable(N_("สิ่งที่ซ่อนไว้"), "หมายเลขโทรศัพท์"),
    "answer": Variable(N_("คำตอบ"), "เจ้าหน้าที่เข้าตรวจสอบแล้ว"),
    "external_agency": Variable(N_("หน่วยงานภายนอก"), "หน่วยงานภายนอกตัวอย่าง"),
    "external_phone": Variable(N_("โทรศัพท์ของหน่วยงานภายนอก"), "1100"),
    "link_status": Variable(N_("ลิงก์ติดตามเรื่อง"), "https://example.org/c/…/status"),
    "link_pin": Variable(N_("ลิงก์ปักหมุด"), "https://example.org/c/…/pin"),
    "link_details": Variable(N_("ลิงก์กรอกข้อมูลติดต่อ"), "https://example.org/c/…/details"),
    "link_survey": Variable(N_("ลิงก์ประเมินความพึงพอใจ"), "https://example.org/c/…/survey"),
    "link_rules": Variable(N_("ลิงก์หลักเกณฑ์การใช้เพจ"), "https://example.org/rules"),
    "page": Variable(N_("ชื่อเพจ"), "ร้องทุกข์สาธิต"),
    "centre": Variable(N_("ชื่อศูนย์"), "ศูนย์รับแจ้งทุกข์สาธิต"),
    "hotline": Variable(N_("หมายเลขสายด่วน"), "1555"),
    "kha": Variable(N_("คำลงท้ายประโยคบอกเล่า (ค่ะ/ครับ)"), "ค่ะ"),
    "khaq": Variable(N_("คำลงท้ายคำถาม (คะ/ครับ)"), "คะ"),
}
PRIVATE = frozenset((
    "name", "result", "link_status", "link_pin", "link_details", "link_survey",
))  # fmt: skip


def examples() -> dict[str, str]:
    """An example for every variable."""
    return {name: variable.example for name, variable in VARIABLES.items()}
