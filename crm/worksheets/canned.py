"""Canned replies: fill their variables, refuse what is left unfilled, lint the words."""

import re
from collections.abc import Mapping

from crm.errors import N_, CrmError

PARTICLES = {"kha": ("ค่ะ", "คะ"), "khrap": ("ครับ", "ครับ")}

VARIABLES = frozenset((
    "name", "number", "topic", "place", "agency", "date", "time", "next_date", "received_date",
    "stage_text", "progress", "result", "result_public", "reason", "plan", "question", "what",
    "answer", "external_agency", "external_phone", "link_status", "link_pin", "link_details",
    "link_survey", "link_rules", "page", "centre", "hotline", "kha", "khaq",
))  # fmt: skip
PRIVATE = frozenset(("name", "result", "link_status", "link_details", "link_survey"))

_VARIABLE = re.compile(r"\{([^{}\s]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FORBIDDEN = ("แอดมิน", "เคส", "ทิกเก็ต", "ลูกค้า", "บอท", "คอมเม้นท์", "เฟสบุ๊ค")
_ASKED_WITH_STATEMENT = re.compile(r"((?<![แาช])นะ|ไหม|มั้ย|หรือไม่|หรือเปล่า|หรือยัง)\s*(ค่ะ|\{kha\})")
_WRITTEN_PARTICLE = re.compile("ค่ะ|คะ(?![ก-ฮะ-ูเ-์])|ครับ")
_ONLY_NOTED = re.compile(r"\s*รับทราบ\s*(แล้ว)?\s*(\{kha\}|ค่ะ|ครับ)?\s*")


class UnfilledVariable(CrmError):
    """A reply with an empty place in it can't be sent; `names` says which."""

    sentence = N_("ข้อความยังมีช่องที่ไม่ได้กรอก: %(names)s กรุณากรอกให้ครบก่อนส่ง")

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(names=" ".join(f"{{{name}}}" for name in names))


class CannedTextRefused(CrmError):
    """A canned text breaks a rule of tone; the sentence says where."""

    sentence = N_("ข้อความสำเร็จรูปยังใช้ไม่ได้ กรุณาแก้: %(problems)s")


def render(text: str, variables: Mapping[str, str], particle: str) -> str:
    """The text with every variable filled; raises UnfilledVariable.

    `particle` is the Page's way to end a sentence, `kha` or `khrap`. A part in square brackets is
    left out while one of its variables is empty (what is only said once it is done).
    """
    filled = fill(text, variables, particle=particle)
    check_filled(filled)
    return filled


def fill(text: str, variables: Mapping[str, str], particle: str) -> str:
    """The text with what is known filled in; what isn't stays, in braces, for a person to write."""
    statement, question = PARTICLES.get(particle, PARTICLES["kha"])
    known = {name: value.strip() for name, value in variables.items() if value and value.strip()}
    known |= {"kha": statement, "khaq": question}
    whole = _OPTIONAL.sub(lambda part: "" if _missing(part[1], known) else part[1], text)
    return _VARIABLE.sub(lambda found: known.get(found[1], found[0]), whole).strip()


def check_filled(text: str) -> None:
    """Raise UnfilledVariable when a variable still stands in a text that is about to be sent."""
    names = [name for name in _VARIABLE.findall(text) if name in VARIABLES]
    if names:
        raise UnfilledVariable(list(dict.fromkeys(names)))


def lint(text: str, *, public: bool) -> list[str]:
    """The places of a canned text that break the rules of tone, as they stand in it.

    Refused are wrong particles (นะค่ะ, ไหมค่ะ), particles that aren't a variable, the words that the
    centre doesn't use, a mere รับทราบ, unknown variables, and in public what is private.
    """
    problems = [found.group() for found in _ASKED_WITH_STATEMENT.finditer(text)]
    problems += _WRITTEN_PARTICLE.findall(text)
    problems += [word for word in _FORBIDDEN if word in text]
    problems += [text.strip()] if _ONLY_NOTED.fullmatch(text) else []
    names = _VARIABLE.findall(text)
    wrong = [name for name in names if name not in VARIABLES or (public and name in PRIVATE)]
    return list(dict.fromkeys([*problems, *(f"{{{name}}}" for name in wrong)]))


def check_texts(private_text: str | None, public_text: str | None) -> None:
    """Raise CannedTextRefused when either form breaks a rule, or there is neither."""
    problems = lint(private_text or "", public=False) + lint(public_text or "", public=True)
    if not (private_text or public_text):
        raise CannedTextRefused(N_("กรุณากรอกข้อความอย่างน้อยหนึ่งแบบ"))
    if problems:
        raise CannedTextRefused(problems=", ".join(dict.fromkeys(problems)))


def _missing(part: str, known: Mapping[str, str]) -> bool:
    return any(name not in known for name in _VARIABLE.findall(part))
