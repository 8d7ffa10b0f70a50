"""Connecting a Page and asking about it.

These use cases reach Facebook, so they are called outside of any transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.auth.models import User
from crm.config import Settings
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.graph import budget, subscriptions
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.sync.one_pass import HEALTH_AFTER
from crm.graph.sync.run import PageRef
from crm.graph.translate.reading import identifier, mapping, moment, optional_text, rows
from crm.pagelink import queries
from crm.pagelink import service as pagelink
from crm.pagelink.models import Health, Page
from crm.web import settings

NEEDED_SCOPES = (
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_messaging",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_show_list",
)
WARN_BEFORE = timedelta(days=14)


class NotThisPage(CrmError):
    """A token that works, but speaks for somebody else: a person, or another Page."""

    sentence = N_("กุญแจนี้ไม่ใช่ของเพจ %(page)s ให้ผู้ดูแลระบบขอกุญแจของเพจ (Page access token) แล้วใส่ใหม่")


@dataclass(frozen=True)
class FoundPage:
    """A Page as its own token shows it."""

    external_id: str
    name: str
    permalink: str | None


@dataclass(frozen=True)
class TokenHealth:
    """What Facebook says of a token; `renew_by` is when a person must grant access again."""

    is_valid: bool
    renew_by: datetime | None
    missing_scopes: tuple[str, ...]

    def needs_care(self, now: datetime) -> bool:
        """Whether an admin should act now."""
        is_ending = self.renew_by is not None and self.renew_by - now < WARN_BEFORE
        return not self.is_valid or is_ending or bool(self.missing_scopes)


@dataclass(frozen=True)
class CheckedPage:
    """How it is with a Page's token; `sentence` says what to do, None when all is well."""

    page: PageRef
    sentence: str | None
    token: TokenHealth | None


@dataclass(frozen=True)
class PageFigures:
    """A Page's public counters; None where Facebook doesn't tell."""

    followers: int | None
    likes: int | None


def address_of(config: Settings) -> GraphAddress:
    """Where and as which app this installation calls Facebook."""
    return GraphAddress(config.graph_url, config.graph_version, config.facebook_app_secret)


def find_page(address: GraphAddress, token: str, external_id: str) -> FoundPage:
    """The Page that a token speaks for; raises NotThisPage when that is another one.

    A user token in the Page's place looks healthy and reads nothing (GRAPH_API.md §2.1).
    """
    body = GraphClient(address, token).get("me", fields="id,name").body
    found = identifier(mapping(body).get("id"))
    if found != external_id:
        raise NotThisPage(page=external_id)
    return FoundPage(
        external_id=found,
        name=optional_text(body.get("name")) or found,
        permalink=f"https://www.facebook.com/{found}",
    )


def add_page(
    external_id: str,
    *,
    token: str,
    now: datetime,
    answering_since: datetime | None = None,
    by: User | None = None,
) -> Page:
    """Look after a Page, once Facebook has shown that the token is its own.

    A Page that is known gets the new token, and its pause ends. Asks Facebook first, then stores
    in a transaction of its own. Raises NotThisPage, or GraphError with what to do.
    """
    token = token.strip()
    found = find_page(address_of(settings()), token, external_id.strip())
    with transaction():
        page = queries.find_page(found.external_id)
        if page is None:
            page = pagelink.add_page(
                found.external_id,
                name=found.name,
                token=token,
                now=now,
                answering_since=answering_since,
                by=by,
            )
        else:
            pagelink.set_token(page, token, by=by, now=now)
        budget.resume(page.id, now=now)
        reference = reference_to(page)
    subscriptions.subscribe(reference, address_of(settings()), settings().public_url)
    return page


def check_pages(external_id: str | None = None) -> list[CheckedPage]:
    """Ask Facebook how each Page's token is, and keep what it says as the Page's health."""
    return [_check(page) for page in active_pages(external_id)]


def active_pages(external_id: str | None = None) -> list[PageRef]:
    """The Facebook Pages to look after, the one polled longest ago first."""
    query = (
        select(Page)
        .where(Page.channel == "facebook", Page.active, Page.token.is_not(None))
        .order_by(Page.last_polled_at.is_not(None), Page.last_polled_at, Page.id)
    )
    if external_id:
        query = query.where(Page.external_id == external_id)
    with transaction() as session:
        return [reference_to(page) for page in session.scalars(query)]


def was_polled_since(page_id: int, moment: datetime) -> bool:
    """Whether somebody has read a Page since then."""
    query = select(Page.id).where(Page.id == page_id, Page.last_polled_at > moment)
    with transaction() as session:
        return session.scalar(query) is not None


def reference_to(page: Page) -> PageRef:
    """The Page's values, to be used after its transaction."""
    return PageRef(page.id, page.external_id, page.name, page.token or "")


def _check(page: PageRef) -> CheckedPage:
    config = settings()
    address = address_of(config)
    try:
        error = token_error(address, page)
        health = token_health(address, config.facebook_app_id, page.token)
    except GraphError as trouble:
        error, health = trouble, None
    with transaction() as session:
        row = session.get_one(Page, page.id)
        if error:
            state = HEALTH_AFTER.get(error.behaviour, Health.INCOMPLETE)
            pagelink.set_health(row, state, error.sentence, clock.now())
        elif row.health == Health.TOKEN:
            pagelink.set_health(row, Health.OK, None, clock.now())
    return CheckedPage(page, error.sentence if error else None, health)


def token_health(address: GraphAddress, app_id: str, token: str) -> TokenHealth | None:
    """What `debug_token` says (§2.4); None where no app is set up, since only an app may ask."""
    if not app_id or not address.app_secret:
        return None
    app = GraphAddress(address.url, address.version)
    client = GraphClient(app, f"{app_id}|{address.app_secret}")
    told = mapping(mapping(client.get("debug_token", input_token=token).body).get("data"))
    scopes = told.get("scopes")
    granted = set(scopes) if isinstance(scopes, list) else set()
    granted |= {str(one.get("scope")) for one in rows(told.get("granular_scopes"))}
    ends = [_ending(told.get("expires_at")), _ending(told.get("data_access_expires_at"))]
    return TokenHealth(
        is_valid=told.get("is_valid") is True,
        renew_by=min((end for end in ends if end), default=None),
        missing_scopes=tuple(scope for scope in NEEDED_SCOPES if scope not in granted),
    )


def figures_of(address: GraphAddress, page: PageRef) -> PageFigures:
    """Followers and likes, which need no permission for insights (§10)."""
    meter = PageMeter(page.id, Purpose.FIGURES)
    client = GraphClient(address, page.token, meter=meter)
    try:
        told = mapping(client.get(page.external_id, fields="followers_count,fan_count").body)
    finally:
        meter.flush()
    return PageFigures(_count(told.get("followers_count")), _count(told.get("fan_count")))


def token_error(address: GraphAddress, page: PageRef) -> GraphError | None:
    """Whether the Page's token still speaks for it; the error says what to do."""
    try:
        find_page(address, page.token, page.external_id)
    except NotThisPage:
        return GraphError(ErrorClass.TOKEN)
    except GraphError as error:
        return error
    return None


def _ending(value: Any) -> datetime | None:
    """A moment in unix seconds; 0 means never."""
    return moment(value) if value else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
