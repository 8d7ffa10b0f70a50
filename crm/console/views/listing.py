"""The left pane of the inbox: the tabs, the filter, the rows, and what the menus hold."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.console.filters import TABS, InboxFilter
from crm.console.queries import choices
from crm.console.queries.inbox import Reader, list_conversations
from crm.console.queries.menus import TagChoice, menus
from crm.console.views.frame import named
from crm.console.views.rows import lines
from crm.languages import is_thai
from crm.maps.views.blueprint import district_named
from crm.pagelink.queries.writing import Pulse
from crm.web import settings
from crm.worksheets.models import TagKind


def current_view() -> InboxFilter:
    """The filter that the address holds."""
    return InboxFilter.from_address(request.args)


def reader() -> Reader:
    """Who looks at the inbox, when and where."""
    return Reader(current_user, clock.now(), settings().timezone)


def list_pane(view: InboxFilter, beat: Pulse, opened: int | None = None) -> dict[str, Any]:
    """What the left pane shows."""
    cursor = request.args.get("cursor", "") if opened is None else ""
    held = held_by_menus()
    narrowing = filter_choices(held) if view.is_narrowed else {}
    return {**rows_pane(view, beat, cursor, opened), **held, **narrowing}


def filter_choices(held: Mapping[str, Any]) -> dict[str, Any]:
    """What the list can be narrowed by, some of it `held_by_menus` too."""
    offered = choices.choices()
    tags: Sequence[TagChoice] = held["all_tags"]
    return {
        "agents": held["agents"],
        "tag_choices": [("", _("ทุกแท็ก"))]
        + [(tag.slug, named(tag)) for tag in tags if tag.kind != TagKind.STAGE],
        "stage_choices": [("", _("ทุกสถานะ"))]
        + [(tag.slug, named(tag)) for tag in tags if tag.kind == TagKind.STAGE],
        "page_choices": [("", _("ทุกเพจ"))] + _in_language(offered.pages),
        "district_choices": [("", _("ทุกเขต"))]
        + [(name, district_named(name)) for name in offered.districts],
        "agency_choices": [("", _("ทุกหน่วยงาน"))] + _in_language(offered.offices),
    }


def held_by_menus() -> dict[str, Any]:
    """What the menus of the list, the composer and the right pane hold."""
    held = menus(current_user)
    return {
        "all_tags": held.tags,
        "saved_views": held.saved_views,
        "canned_replies": held.canned_replies,
        "agents": held.agents,
    }


def _in_language(names: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [(id_, in_thai if is_thai() else english) for id_, in_thai, english in names]


def rows_pane(view: InboxFilter, beat: Pulse, cursor: str, opened: int | None) -> dict[str, Any]:
    """The rows, who writes in which, and the tabs above them."""
    page = list_conversations(view, reader(), cursor)
    read = lines(page.places, clock.now(), opened)
    return {
        "view": view,
        "opened": opened,
        "cursor": cursor,
        "next_cursor": page.next,
        "lines": read.shown,
        "marks": read.marks,
        "writers": beat.writers,
        "talk_address": _address_in(view),
        "inbox_tabs": [_tab(view, tab, page.counts[tab]) for tab in TABS],
    }


def _address_in(view: InboxFilter) -> Callable[[int], str]:
    """The addresses of a view's conversations: built once, since only the number differs."""
    any_one = 10**15
    parts: dict[str, Any] = dict(view.to_address())
    built = url_for("console.conversation", conversation_id=any_one, **parts)
    before, after = built.split(str(any_one))
    return lambda number: f"{before}{number}{after}"


def _tab(view: InboxFilter, tab: str, count: int | None) -> tuple[str, str, bool, int | None]:
    names = {"mine": _("ของฉัน"), "unassigned": _("ยังไม่มีผู้รับ"), "all": _("ทั้งหมด")}
    parts: dict[str, Any] = dict(view.on_tab(tab).to_address())
    address = url_for("console.inbox", **parts)
    return names[tab], address, view.tab == tab, count
