"""Errors that a person may read: each carries one Thai sentence, translated when it is shown."""


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext's extractors know
    """Mark a sentence for the catalogue without translating it yet."""
    return sentence


class CrmError(Exception):
    """Something that was asked for can't be done, and the person is told why.

    `sentence` may hold `%(name)s` places, which are filled from `params`.
    """

    status = 400
    sentence = N_("ทำรายการไม่สำเร็จ กรุณาลองใหม่")

    def __init__(self, sentence: str | None = None, **params: object) -> None:
        self.sentence = sentence or type(self).sentence
        self.params = params
        super().__init__(self.sentence % params if params else self.sentence)


class NotFound(CrmError):
    """What was asked for doesn't exist (any more)."""

    status = 404
    sentence = N_("ไม่พบรายการที่ต้องการ อาจถูกลบหรือพิมพ์เลขไม่ถูกต้อง")


class Conflict(CrmError):
    """Somebody else was faster, or the thing has moved on since it was shown."""

    status = 409
    sentence = N_("รายการนี้มีการเปลี่ยนแปลงแล้ว กรุณาโหลดหน้าใหม่ก่อนทำต่อ")


class NotAllowed(CrmError):
    """The person's role doesn't permit this."""

    status = 403
    sentence = N_("บัญชีของท่านไม่มีสิทธิ์ทำรายการนี้ กรุณาติดต่อหัวหน้าศูนย์")
