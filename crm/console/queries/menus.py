"""What the menus beside a conversation hold: tags, saved views, canned replies, colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Load

from crm.auth import queries as staff
from crm.auth.models import SavedView, User
from crm.db import Together
from crm.worksheets.models import CannedReply, Tag


@dataclass(frozen=True)
class Menus:
    """Each in the order in which it is shown."""

    tags: Sequence[Tag]
    saved_views: Sequence[SavedView]
    canned_replies: Sequence[CannedReply]
    agents: Sequence[User]


_MENUS = Together(
    {
        Tag: select(Tag.id).where(Tag.active),
        SavedView: staff.saved_view_ids(bindparam("user", type_=User.id.type)),
        CannedReply: select(CannedReply.id).where(CannedReply.active),
        User: staff.agent_ids(),
    },
    Load(CannedReply).load_only(
        CannedReply.slug, CannedReply.title_th, CannedReply.title_en, CannedReply.position
    ),
    Load(User).load_only(User.name, User.email),
)


def menus(user: User) -> Menus:
    """The menus as this person sees them, in one statement."""
    found = _MENUS.find(user=user.id)
    return Menus(
        tags=sorted(found[Tag], key=lambda tag: (tag.kind, tag.position, tag.id)),
        saved_views=sorted(found[SavedView], key=lambda view: (not view.shared, view.id)),
        canned_replies=sorted(found[CannedReply], key=lambda reply: (reply.position, reply.id)),
        agents=staff.in_thai_order(found[User]),
    )
