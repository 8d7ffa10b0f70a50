"""What is looked at before a reply goes out: tone, words to avoid, personal data seen by all."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm import thai
from crm.customers import queries as customers
from crm.customers.service.facts import FactKind
from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink import channels, outbox
from crm.pagelink import queries as pagelink
from crm.pagelink.models import Direction, Message, Route
from crm.worksheets import canned
from crm.worksheets import queries as cases

MANY_TIMES = 5
LATELY = 200
SHORTEST_NAME = 3

_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_THAI_LETTER = re.compile(r"[\u0e01-\u0e2e]")
_NOT_A_DIGIT = re.compile(r"\D")


class NeedsYes(CrmError):
    """What all would see holds something that wants a person's yes first."""

    sentence = N_("ข้อความนี้จะขึ้นเป็นสาธารณะ กรุณาแก้ตามคำเตือน หรือทำเครื่องหมายยืนยันก่อนส่ง")


class PersonalInPublic(CrmError):
    """What would be written to many, or from a case, tells of a person where all see it."""

    sentence = N_("ข้อความที่จะขึ้นสาธารณะมีข้อมูลส่วนบุคคล: %(what)s กรุณาแก้ก่อนส่ง")


@dataclass(frozen=True)
class Hint:
    """One thing found: a sentence to be translated, and the words of the text that it is about."""

    sentence: str
    what: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Checked:
    """What was found in a text: what is only hinted at, and what wants a yes before it is public.

    `private_only`: it holds a link of the citizen's own, so that no public route takes it.
    """

    hints: list[Hint]
    grave: list[Hint]
    private_only: bool

    @property
    def yes(self) -> str:
        """The yes to exactly what was found; empty where none is wanted."""
        found = "\x1f".join(f"{hint.sentence}{hint.what}" for hint in self.grave)
        return hashlib.sha256(found.encode()).hexdigest()[:16] if found else ""


NOTHING = Checked([], [], private_only=False)


def require_yes(target: Message, text: str, route: Route, *, yes: str, now: datetime) -> None:
    """Raise NeedsYes unless a person has said yes to all that a public reply would show."""
    checked = check(target, text, route, now=now)
    if checked.yes and checked.yes != yes:
        raise NeedsYes


def refuse_personal(target: Message, text: str, route: str, *, now: datetime) -> None:
    """Raise PersonalInPublic where no person looks at each text, and all would see it."""
    if _is_public(target, route, now):
        found = personal_data(target, text)
        if found:
            raise PersonalInPublic(what=", ".join(hint.what for hint in found))


def check(target: Message, text: str, route: str, *, now: datetime) -> Checked:
    """Look a reply to `target` over before it goes out by `route`."""
    if not text.strip():
        return NOTHING
    private_only = outbox.has_signed_link(text)
    hints = _often(target, text, now)
    if not _is_public(target, route, now):
        return Checked(hints, [], private_only)
    grave = [*_forbidden(text), *personal_data(target, text)]
    return Checked([*_manners(text), *hints], grave, private_only)


def personal_data(target: Message, text: str) -> list[Hint]:
    """What a text tells of people: numbers, addresses, the name of the one who is answered."""
    found = [*_phones(target, text)]
    for number in thai.find_national_ids(text):
        found.append(Hint(N_("เลขประจำตัวประชาชน %(what)s"), text[number.start : number.end]))
    found += [Hint(N_("อีเมล %(what)s"), each) for each in _E_MAIL.findall(text)]
    found += [Hint(N_("ที่อยู่ (%(what)s)"), each) for each in thai.find_house_numbers(text)]
    name = (target.author_name or "").strip()
    if len(name) >= SHORTEST_NAME and name in text:
        found.append(Hint(N_("ชื่อของผู้แจ้ง (%(what)s)"), name))
    return found


def _often(target: Message, text: str, now: datetime) -> list[Hint]:
    times = pagelink.times_said_lately(target.page_id, text, now=now)
    if times < MANY_TIMES:
        return []
    sentence = N_(
        "ข้อความเดียวกันนี้ส่งไปแล้ว %(what)s ครั้งในหนึ่งชั่วโมง ควรปรับถ้อยคำ เพราะเฟซบุ๊กอาจระงับการตอบของเพจ"
    )
    return [Hint(sentence, str(times))]


def _manners(text: str) -> Iterator[Hint]:
    if _THAI_LETTER.search(text) and not canned.has_particle(text):
        yield Hint(N_("ยังไม่มีคำลงท้ายสุภาพ (ค่ะ ครับ คะ)"))
    for words in canned.wrong_particles(text):
        yield Hint(N_("“%(what)s” ควรลงท้ายด้วย คะ"), words)


def _forbidden(text: str) -> Iterator[Hint]:
    for avoided in cases.forbidden_words():
        if avoided.word in text:
            sentence = N_("คำที่ศูนย์ไม่ใช้ “%(what)s” ใช้ “%(instead)s” แทน")
            plain = N_("คำที่ศูนย์ไม่ใช้ “%(what)s”")
            yield Hint(sentence if avoided.instead else plain, avoided.word, avoided.instead)


def _phones(target: Message, text: str) -> Iterator[Hint]:
    found = thai.find_phones(text)
    if not found:
        return
    of_offices = {_NOT_A_DIGIT.sub("", phone) for phone in cases.office_phones()}
    of_offices.add(_NOT_A_DIGIT.sub("", target.page.hotline))
    for phone in found:
        if phone.national not in of_offices:
            own = _is_own(target, phone.national)
            sentence = N_("หมายเลขโทรศัพท์ของผู้แจ้งเอง %(what)s")
            other = N_("หมายเลขโทรศัพท์ %(what)s")
            yield Hint(sentence if own else other, text[phone.start : phone.end])


def _is_own(target: Message, national: str) -> bool:
    """Whether the citizen told us this number, here or earlier."""
    identity = target.identity
    known = identity and customers.has_fact(identity.customer_id, FactKind.PHONE, national)
    return bool(known) or any(
        phone.national == national for said in _said(target) for phone in thai.find_phones(said)
    )


def _said(target: Message) -> list[str]:
    query = select(Message.text).where(
        Message.conversation_id == target.conversation_id,
        Message.identity_id.is_not_distinct_from(target.identity_id),
        Message.direction == Direction.IN,
    )
    return list(db.session.scalars(query.order_by(Message.id.desc()).limit(LATELY)))


def _is_public(target: Message, route: str, now: datetime) -> bool:
    channel = channels.get(target.page.channel)
    rungs = channel.rungs(target.conversation, target, now, by_software=False)
    return any(rung.public for rung in rungs if rung.route == route)
