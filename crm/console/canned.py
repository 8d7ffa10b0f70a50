"""A canned reply, filled in for one person and one case."""

from dataclasses import dataclass

from crm import clock
from crm.console import telling
from crm.errors import N_
from crm.pagelink import channels, outbox
from crm.pagelink.models import Conversation, Message
from crm.web import settings
from crm.worksheets import canned
from crm.worksheets import queries as cases
from crm.worksheets.links import citizen_links
from crm.worksheets.variables import VARIABLES

SIGNED = N_("มีลิงก์เฉพาะของผู้แจ้ง ใครเปิดก็เห็นเรื่องได้ จึงส่งได้ทางข้อความส่วนตัวเท่านั้น")
TOLD_AT = "{time}"
NO_PUBLIC_FORM = N_("ข้อความนี้มีแต่แบบส่วนตัว จึงส่งได้ทางข้อความส่วนตัวเท่านั้น")


@dataclass(frozen=True)
class Filled:
    """The text with what is known; `private_only` says why no public route may take it, or ""."""

    text: str
    private_only: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Its parts, and whether each is a variable that a person must still write."""
        return canned.pieces(self.text)

    @property
    def missing(self) -> list[tuple[str, str]]:
        """The variables left to a person, each with what it means."""
        left = dict.fromkeys(part for part, missing in self.pieces if missing)
        return [(part, VARIABLES[part[1:-1]].meaning) for part in left]


def filled(found: Conversation, target: Message, slug: str, route: str) -> Filled:
    """A canned reply for this person and this case, in the form that the route takes.

    Where no private route is left and there is no public form, the private form is given all the
    same, marked; the route takes it only in private.
    """
    reply = cases.get_canned_reply(slug)
    public = _is_public(found, target, route)
    chosen = (reply.public_text if public else reply.private_text) or reply.public_text
    text = _fill(chosen or reply.private_text or "", found, target)
    if outbox.has_signed_link(text):
        return Filled(text, SIGNED)
    return Filled(text, NO_PUBLIC_FORM if not reply.public_text else "")


def _is_public(found: Conversation, target: Message, route: str) -> bool:
    rungs = channels.get(found.page.channel).rungs(found, target, clock.now(), by_software=False)
    return any(rung.public for rung in rungs if rung.route == route)


def _fill(text: str, found: Conversation, target: Message) -> str:
    zone = settings().timezone
    known = telling.variables_of(found.page, target.author_name, target, now=clock.now(), zone=zone)
    sheets = cases.worksheets_of([found.id])[found.id]
    if sheets:
        case = telling.Case(sheets[0], citizen_links(sheets[0]), zone)
        known |= telling.variables_of_case(case)
    else:
        known |= citizen_links(found)
    told = cases.escalations_of(found.id) if TOLD_AT in text else []
    if told:
        known |= {"agency": told[0].contact_name}
        known |= {"time": f"{told[0].told_at.astimezone(zone):%H.%M}"}
    return canned.fill(text, known, found.page.particle)
