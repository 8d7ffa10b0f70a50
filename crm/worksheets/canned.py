"""Canned replies: fill their variables, refuse what is left unfilled, lint the words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.errors import N_, CrmError
from crm.worksheets.variables import PRIVATE, VARIABLES

PARTICLES = {"kha": ("ค่ะ", "คะ"), "khrap": ("ครับ", "ครับ")}

UNKNOWN = N_("ไม่รู้จักตัวแปร %(words)s")
NOT_PUBLIC = N_("%(words)s เป็นข้อมูลหรือลิงก์ส่วนตัว ใช้ในข้อความสาธารณะไม่ได้")
PARTICLE_WRITTEN = N_("ใช้ {kha} หรือ {khaq} แทน %(words)s")
PARTICLE_WRONG = N_("“%(words)s” ควรลงท้ายด้วย {khaq}")
WORD_AVOIDED = N_("ศูนย์ไม่ใช้คำว่า “%(words)s”")
ONLY_NOTED = N_("“%(words)s” อย่างเดียวไม่พอ บอกว่าจะทำอะไรต่อ")

_VARIABLE = re.compile(r"\{([^{}\s]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_ASKED_WITH_STATEMENT = re.compile(r"((?<![แาช])นะ|ไหม|มั้ย|หรือไม่|หรือเปล่า|หรือยัง)\s*(ค่ะ|\{kha\})")
_WRITTEN_PARTICLE = re.compile("ค่ะ|คะ(?![ก-ฮะ-ูเ-์])|ครับ")
_ONLY_NOTED = re.compile(r"\s*รับทราบ\s*(แล้ว)?\s*(\{kha\}|ค่ะ|ครับ)?\s*")


class UnfilledVariable(CrmError):
    """A reply with an empty place in it can't be sent; `names` says which."""

    sentence = N_("ข้อความยังมีช่องที่ไม่ได้กรอก: %(names)s กรุณากรอกให้ครบก่อนส่ง")

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(names=" ".join(f"{{{name}}}" for name in names))


@dataclass(frozen=True)
class Problem:
    """A rule of tone that a text breaks: the sentence to be translated, and the place."""

    sentence: str
    words: str


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


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at what is still missing: each part, and whether it is a missing variable."""
    parts = re.split(r"(\{[^{}\s]*\})", text)
    return [(part, part[1:-1] in VARIABLES and part.startswith("{")) for part in parts if part]


def has_particle(text: str) -> bool:
    """Whether a text says ค่ะ, คะ or ครับ anywhere."""
    return bool(_WRITTEN_PARTICLE.search(text))


def wrong_particles(text: str) -> list[str]:
    """Where a question or นะ ends with ค่ะ in place of คะ."""
    return [found.group() for found in _ASKED_WITH_STATEMENT.finditer(text)]


def lint(text: str, *, public: bool, avoided: Iterable[str] = ()) -> list[Problem]:
    """The places of a canned text that break the rules of tone, as they stand in it.

    Refused are wrong particles (นะค่ะ, ไหมค่ะ), particles that aren't a variable, `avoided` words,
    a mere รับทราบ, unknown variables, and in public what is private.
    """
    names = _VARIABLE.findall(text)
    problems = [Problem(PARTICLE_WRONG, words) for words in wrong_particles(text)]
    problems += [Problem(PARTICLE_WRITTEN, words) for words in _WRITTEN_PARTICLE.findall(text)]
    problems += [Problem(WORD_AVOIDED, word) for word in avoided if word in text]
    problems += [Problem(ONLY_NOTED, text.strip())] if _ONLY_NOTED.fullmatch(text) else []
    problems += [Problem(UNKNOWN, f"{{{name}}}") for name in names if name not in VARIABLES]
    private = [name for name in names if public and name in PRIVATE]
    return list(dict.fromkeys([*problems, *(Problem(NOT_PUBLIC, f"{{{n}}}") for n in private)]))


def check_texts(
    private_text: str | None, public_text: str | None, avoided: Iterable[str] = ()
) -> None:
    """Raise CannedTextRefused when either form breaks a rule, or there is neither."""
    words = list(avoided)
    problems = lint(private_text or "", public=False, avoided=words)
    problems += lint(public_text or "", public=True, avoided=words)
    if not (private_text or public_text):
        raise CannedTextRefused(N_("กรุณากรอกข้อความอย่างน้อยหนึ่งแบบ"))
    if problems:
        raise CannedTextRefused(problems=", ".join(dict.fromkeys(each.words for each in problems)))


def _missing(part: str, known: Mapping[str, str]) -> bool:
    return any(name not in known for name in _VARIABLE.findall(part))
