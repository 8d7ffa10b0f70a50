"""Why a message may need no answer, or be hidden; the reason is kept and counted apart."""

from crm.errors import N_, CrmError

DEALT_WITH = N_("ดำเนินการเรียบร้อยแล้ว")

NEEDS_NONE_REASONS = (
    N_("แท็กเพื่อน"),
    N_("สติกเกอร์/อีโมจิ"),
    N_("ขอบคุณปิดท้าย"),
    N_("ชมเชย ขอบคุณแล้ว"),
    N_("ประชาชนคุยกันเอง"),
    N_("โฆษณา/สแปม"),
    N_("ก่อกวน"),
    N_("ไม่เกี่ยวกับงานของหน่วยงาน"),
    N_("ตอบไว้ในความคิดเห็นอื่นแล้ว"),
    DEALT_WITH,
)


HIDING_REASONS = (
    N_("มีข้อมูลส่วนบุคคล"),
    N_("คำหยาบหรือดูหมิ่น"),
    N_("โฆษณา/สแปม"),
    N_("ข้อมูลเท็จหรือหลอกลวง"),
)


class ReasonUnknown(CrmError):
    """A message needs no answer only for one of the listed reasons."""

    sentence = N_("กรุณาเลือกเหตุผลที่ไม่ต้องตอบ")
