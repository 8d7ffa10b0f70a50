"""Adds Pages, keeps their health, and stops or allows sending."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from crm.auth.models import User
from crm.auth.service import audit
from crm.db import db
from crm.errors import N_, Conflict, CrmError
from crm.pagelink.models import Health, Page

ANSWERING_BEFORE_ADDED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Manners:
    """How a Page speaks, at what pace (seconds between public replies), where its cases go."""

    centre_name: str
    hotline: str
    particle: str
    filing_system: str
    reply_seconds: int
    rules_url: str


class PageNumberInvalid(CrmError):
    """What was given is no Page's number."""

    sentence = N_("หมายเลขเพจต้องเป็นตัวเลขเท่านั้น ดูได้ที่หน้า “เกี่ยวกับ” ของเพจ")


class PageAlreadyAdded(Conflict):
    """The Page is looked after already."""

    sentence = N_("เพจนี้อยู่ในระบบแล้ว")


def add_page(
    external_id: str,
    *,
    name: str,
    token: str | None,
    now: datetime,
    channel: str = "facebook",
    answering_since: datetime | None = None,
    by: User | None = None,
) -> Page:
    """Look after a Page from now on; what was said before `answering_since` (default: 7 days
    ago) needs no answer. Raises PageNumberInvalid and PageAlreadyAdded."""
    number = external_id.strip()
    if channel == "facebook" and not re.fullmatch(r"[0-9]+", number):
        raise PageNumberInvalid
    if db.session.query(Page).filter_by(channel=channel, external_id=number).first():
        raise PageAlreadyAdded
    page = Page(
        channel=channel,
        external_id=number,
        name=name.strip() or number,
        centre_name=name.strip() or number,
        token=(token or "").strip() or None,
        answering_since=answering_since or now - ANSWERING_BEFORE_ADDED,
        created_at=now,
    )
    db.session.add(page)
    db.session.flush()
    audit("page_added", page, by=by, now=now)
    return page


def set_token(page: Page, token: str, *, by: User | None, now: datetime) -> None:
    """Give a Page another token; its health is open again until somebody tries it."""
    page.token = token.strip()
    set_health(page, Health.OK, None, now)
    audit("page_token_set", page, by=by, now=now)


def set_manners(page: Page, manners: Manners, *, by: User | None, now: datetime) -> None:
    """Change how a Page speaks, its pace, and the system that its cases are filed in."""
    for name, value in asdict(manners).items():
        setattr(page, name, value.strip() if isinstance(value, str) else value)
    audit("page_changed", page, by=by, now=now, **asdict(manners))


def set_health(page: Page, health: str, sentence: str | None, now: datetime) -> None:
    """Say how a Page is, with the sentence that tells the admin what to do."""
    if (page.health, page.health_sentence) == (health, sentence):
        return
    if page.health != health:
        page.health_since = now
    page.health = health
    page.health_sentence = sentence


def stop_sending(page: Page, *, now: datetime) -> None:
    """Send nothing from this Page until an admin allows it again."""
    page.sending_stopped_at = page.sending_stopped_at or now


def stop_sending_everywhere(channel: str, *, now: datetime) -> None:
    """Send nothing from any Page of a channel: what one is blocked for would block the others."""
    for page in db.session.query(Page).filter_by(channel=channel):
        stop_sending(page, now=now)


def allow_sending_everywhere(*, by: User | None, now: datetime) -> int:
    """Lift the stop of every Page; returns how many may send again."""
    stopped = db.session.query(Page).filter(Page.sending_stopped_at.is_not(None)).all()
    for page in stopped:
        allow_sending(page, by=by, now=now)
    return len(stopped)


def allow_sending(page: Page, *, by: User | None, now: datetime) -> None:
    """Lift the stop; what waited goes out at the Page's pace."""
    page.sending_stopped_at = None
    if page.health == Health.BLOCKED:
        set_health(page, Health.OK, None, now)
    audit("sending_allowed", page, by=by, now=now)
