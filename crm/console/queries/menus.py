"""What the menus beside a conversation hold: tags, saved views, canned replies, colleagues."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from crm.auth import queries as staff
from crm.auth.models import SavedView, User
from crm.db import PLANNED_ONCE, db
from crm.kept import kept
from crm.worksheets.models import CannedReply, Tag

KEPT_SECONDS = 2.0


class TagChoice(NamedTuple):
    """A tag, as far as a menu shows it."""

    id: int
    kind: str
    slug: str
    name_th: str
    name_en: str
    position: int


class View(NamedTuple):
    """A narrowed list that somebody gave a name."""

    id: int
    name: str
    address: str
    user_id: int
    shared: bool


class Canned(NamedTuple):
    """A canned reply, as far as a menu shows it."""

    id: int
    slug: str
    title_th: str
    title_en: str
    position: int


class Colleague(NamedTuple):
    """Somebody whom a conversation can be assigned to."""

    id: int
    name: str
    email: str


class Menus(NamedTuple):
    """Each in the order in which it is shown."""

    tags: Sequence[TagChoice]
    saved_views: Sequence[View]
    canned_replies: Sequence[Canned]
    agents: Sequence[Colleague]


def menus(user: User) -> Menus:
    """The menus as this person sees them; what another process changed shows after a moment."""
    return kept(("menus", user.id), KEPT_SECONDS, lambda: _read(user.id))


def _read(user_id: int) -> Menus:
    """In one statement; plain rows, since every page has some seventy of them and changes none."""
    rows = db.session.execute(_MENUS, {"user": user_id}).all()
    tags = [TagChoice._make(row[1:7]) for row in rows if row[0] == "tag"]
    views = [
        View(id_, name, address, owner, bool(shared))
        for of, id_, name, address, _, _, shared, owner in rows
        if of == "view"
    ]
    canned = [
        Canned(id_, slug, in_thai, in_english, place)
        for of, id_, slug, in_thai, in_english, _, place, _ in rows
        if of == "canned"
    ]
    agents = [Colleague(id_, name, email) for of, id_, name, email, *_ in rows if of == "colleague"]
    return Menus(
        tags=sorted(tags, key=lambda tag: (tag.kind, tag.position, tag.id)),
        saved_views=sorted(views, key=lambda view: (not view.shared, view.id)),
        canned_replies=sorted(canned, key=lambda reply: (reply.position, reply.id)),
        agents=staff.in_thai_order(agents),
    )


def _menus() -> CompoundSelect[Any]:
    views = staff.saved_view_ids(bindparam("user", type_=User.id.type))
    return union_all(
        _of("tag", Tag, Tag.kind, Tag.slug, Tag.name_th, Tag.name_en, place=Tag.position).where(
            Tag.active
        ),
        _of(
            "view",
            SavedView,
            SavedView.name,
            SavedView.address,
            place=SavedView.shared,
            owner=SavedView.user_id,
        ).where(SavedView.id.in_(views)),
        _of(
            "canned",
            CannedReply,
            CannedReply.slug,
            CannedReply.title_th,
            CannedReply.title_en,
            place=CannedReply.position,
        ).where(CannedReply.active),
        _of("colleague", User, User.name, User.email).where(User.id.in_(staff.agent_ids())),
    )


def _of(
    name: str,
    model: Any,
    *words: InstrumentedAttribute[str],
    place: InstrumentedAttribute[Any] | None = None,
    owner: InstrumentedAttribute[int] | None = None,
) -> Select[Any]:
    """One table's rows as the union has them: four words, a place, an owner; some are empty."""
    number = Tag.position.type
    none = [cast(null(), Text)] * (4 - len(words))
    return select(
        literal(name),
        model.id,
        *words,
        *none,
        cast(null() if place is None else place, number),
        cast(null() if owner is None else owner, User.id.type),
    )


_MENUS = _menus().execution_options(**PLANNED_ONCE)
