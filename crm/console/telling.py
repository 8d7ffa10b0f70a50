"""Tell everybody on a case its number or its result: over which route, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from crm import thai
from crm.auth.models import User
from crm.console import checking
from crm.db import db
from crm.errors import N_, CrmError
from crm.pagelink import channels, outbox
from crm.pagelink.channels import Rung
from crm.pagelink.models import Message, Page
from crm.worksheets import canned, queries
from crm.worksheets import service as worksheets
from crm.worksheets.models import Photo, ReplyPurpose, Stage, Worksheet
from crm.worksheets.queries import Recipient
from crm.worksheets.wording import STAGE_TEXTS

SEE_PHOTO = "ดูภาพได้ที่"
BEFORE_AND_AFTER = "(ภาพซ้าย ก่อนดำเนินการ ภาพขวา หลังดำเนินการ)"


class NobodyToTell(CrmError):
    """Nobody on the case can be reached over the Page any more."""

    sentence = N_("แจ้งทางเพจไม่ได้แล้ว กรุณาแจ้งทางโทรศัพท์หรือช่องทางอื่น แล้วบันทึกว่าแจ้งแล้ว")


@dataclass(frozen=True)
class Telling:
    """What one citizen on a case would be sent; no rung: the Page can't reach this one any more."""

    recipient: Recipient
    rung: Rung | None
    text: str


@dataclass(frozen=True)
class Pictures:
    """The photos that are told with a result, and the one file that shows them all."""

    photos: Sequence[Photo] = ()
    file: str | None = None

    @property
    def caption(self) -> str:
        """Which of two is which, where one is the citizen's and the other the office's."""
        is_pair = [photo.by_citizen for photo in self.photos] == [True, False]
        return BEFORE_AND_AFTER if is_pair else ""


@dataclass(frozen=True)
class Case:
    """The case that is told of, with what only the installation knows."""

    sheet: Worksheet
    links: dict[str, str]
    zone: tzinfo


def plan(case: Case, slug: str, *, now: datetime) -> list[Telling]:
    """What each citizen on the case would be sent with this canned reply, best route first."""
    reply = queries.get_canned_reply(slug)
    tellings = []
    for recipient in queries.recipients(case.sheet):
        rung = _best_rung(recipient, now)
        text = (reply.public_text if rung and rung.public else reply.private_text) or ""
        tellings.append(Telling(recipient, rung, _written(text, case, recipient, now)))
    return tellings


def tell(
    case: Case,
    purpose: ReplyPurpose,
    *,
    by: User,
    now: datetime,
    result: str = "",
    pictures: Pictures = Pictures(),
) -> list[Telling]:
    """Queue the number or the result for every citizen who can still be reached.

    The photos go along, as one, where the route takes a picture; elsewhere the text leads to the
    citizen's own page, where they are shown. Returns those who can't be reached; raises
    NobodyToTell when that is everybody, and PersonalInPublic.
    """
    case.sheet.result = result.strip() or case.sheet.result
    tellings = plan(case, purpose, now=now)
    reachable = [telling for telling in tellings if telling.rung]
    if not reachable:
        raise NobodyToTell
    for telling in reachable:
        _refuse_personal(telling, now)
        _queue(_leading_to(pictures, telling, case), purpose, file=pictures.file, by=by, now=now)
    worksheets.show_with_result(pictures.photos, now=now)
    return [telling for telling in tellings if not telling.rung]


def _refuse_personal(telling: Telling, now: datetime) -> None:
    route = telling.rung.route if telling.rung else ""
    checking.refuse_personal(telling.recipient.target, telling.text, route, now=now)


def _leading_to(pictures: Pictures, telling: Telling, case: Case) -> Telling:
    """With the caption of the photos, or with the way to them where they can't go along."""
    link = case.links["link_status"]
    if _takes_photo(telling) and pictures.caption:
        return replace(telling, text=f"{telling.text} {pictures.caption}")
    if not pictures.file or _takes_photo(telling) or link in telling.text:
        return telling
    return replace(telling, text=f"{telling.text} {SEE_PHOTO} {link}")


def _takes_photo(telling: Telling) -> bool:
    return telling.rung is not None and telling.rung.takes_photo


def _queue(
    telling: Telling, purpose: ReplyPurpose, *, file: str | None, by: User, now: datetime
) -> None:
    recipient = telling.recipient
    reply = outbox.queue(
        recipient.conversation,
        text=telling.text,
        route=telling.rung.route if telling.rung else None,
        target=recipient.target,
        photo=file if _takes_photo(telling) else None,
        by=by,
        now=now,
    )
    note = worksheets.send_number if purpose == ReplyPurpose.NUMBER else worksheets.send_result
    note(recipient.worksheet, reply=reply, by=by, now=now)


def _best_rung(recipient: Recipient, now: datetime) -> Rung | None:
    conversation = recipient.conversation
    channel = channels.get(conversation.page.channel)
    rungs = channel.rungs(conversation, recipient.target, now, by_software=False)
    return rungs[0] if rungs else None


def _written(text: str, case: Case, recipient: Recipient, now: datetime) -> str:
    page = recipient.conversation.page
    known = {
        **variables_of(page, recipient.name, recipient.target, now=now, zone=case.zone),
        **variables_of_case(case),
        "number": recipient.worksheet.case_number or case.sheet.case_number or "",
    }
    return canned.fill(text, known, particle=page.particle)


def variables_of(
    page: Page, name: str | None, target: Message, *, now: datetime, zone: tzinfo
) -> dict[str, str]:
    """What a canned reply may say without a case: the person, the Page, the time."""
    return {
        "name": name or "ผู้ใช้บริการ",
        "page": page.name,
        "centre": page.centre_name,
        "hotline": page.hotline,
        "link_rules": page.rules_url,
        "received_date": thai.format_date(target.created_at, zone),
        "date": thai.format_date(now, zone),
    }


def variables_of_case(case: Case) -> dict[str, str]:
    """What a canned reply may say of a case; what isn't known has a word that says so."""
    sheet = case.sheet
    return {
        **case.links,
        "number": sheet.case_number or "",
        "topic": " ".join(topic.name_th for topic in sheet.topics) or sheet.title or "ที่แจ้ง",
        "place": place_of(sheet) or "ที่ท่านแจ้ง",
        "agency": sheet.agency.name_th if sheet.agency else "หน่วยงานที่เกี่ยวข้อง",
        "stage_text": STAGE_TEXTS[Stage(sheet.stage)],
        "result": sheet.result,
        "result_public": sheet.result,
        "reason": sheet.outcome_reason,
    }


def place_of(sheet: Worksheet) -> str:
    """The place of a case in words, the smallest part first."""
    parts: Sequence[str | None] = (sheet.soi, sheet.road, sheet.subdistrict, sheet.district)
    return sheet.place or sheet.landmark or " ".join(part for part in parts if part)


def filing_system(sheet: Worksheet) -> str:
    """The name of the city's system that the case is filed in; empty: numbers are made here."""
    page = db.session.get(Page, sheet.page_id) if sheet.page_id else None
    return page.filing_system if page else ""
