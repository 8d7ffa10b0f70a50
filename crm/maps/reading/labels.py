"""Places written as a form: lines such as "ซอย: …", "เขต: …" of the hotline's operators."""

import re

_LABEL = {
    "ซอย": "soi",
    "ตรอก/ซอย": "soi",
    "ถนน": "road",
    "แขวง": "subdistrict",
    "ตำบล": "subdistrict",
    "เขต": "district",
    "อำเภอ": "district",
    "จุดสังเกต": "landmark",
    "จุดสังเกตุ": "landmark",
    "พิกัดจุดสังเกต": "landmark",
}
_NAMES = "|".join(sorted((re.escape(label) for label in _LABEL), key=len, reverse=True))
_FIELD = re.compile(rf"(?:^|(?<=[\s*•\-/]))({_NAMES})(?:\s*\([^)\n]*\))?\s*:[ \t]*", re.MULTILINE)
_END = re.compile(r"\n|#|\*\s|(?:บ้านเลขที่|จุดเกิดเหตุ|ปัญหา|ผู้แจ้ง)\s*:")
_EMPTY = re.compile(r"[-–.\s]*(?:ไม่ทราบ.*|ไม่มี.*)?")


def labelled(text: str) -> dict[str, str]:
    """Give what stands behind each label, by field; the first filled one counts."""
    fields = list(_FIELD.finditer(text))
    ends = [field.start() for field in fields[1:]] + [len(text)]
    found: dict[str, str] = {}
    for field, end in zip(fields, ends, strict=False):
        value = _END.split(text[field.end() : end], maxsplit=1)[0].strip(" ,*.-\t")
        if not _EMPTY.fullmatch(value):
            found.setdefault(_LABEL[field.group(1)], " ".join(value.split()))
    return found
