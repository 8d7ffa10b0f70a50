"""Posts and comments as the Graph API shows them."""

import json
from typing import Any

from crm.graph.simulator import ids
from crm.graph.simulator.clock import graph_time
from crm.graph.simulator.edges import COMMENTS, REPLIES, edge
from crm.graph.simulator.fields import Ask
from crm.graph.simulator.objects.base import (
    KINDS,
    MISSING,
    Field,
    Kind,
    nested,
    plain,
    render,
)
from crm.graph.simulator.store import Row
from crm.graph.simulator.talks import CONVERSATION
from crm.graph.simulator.view import View

ADMIN = "ผู้ดูแลเพจ (จำลอง)"
ADMIN_ID = "100000000000007"
OWN_APP = "Rongtook"
VIA_API = "api"
PRIVATE_REPLY_SECONDS = 7 * 24 * 3600


def author(view: View, row: Row) -> Any:
    """`from`: the Page always, people only with a Page token, and not always."""
    if row["author"] is None:
        return {"name": row["page_name"], "id": row["page"]}
    if row["anonymous"] or not view.sees_people:
        return MISSING
    return {"name": row["author_name"], "id": row["author"]}


def admin_creator(view: View, row: Row) -> Any:
    """Who of the Page's people wrote a comment in the Page's name, or which program; beside a
    citizen's comment there is nothing."""
    if row["author"] is not None:
        return MISSING
    if row["via"] == VIA_API:
        return {"name": OWN_APP, "id": view.world.app_id}
    return {"name": ADMIN, "id": ADMIN_ID}


def can_reply_privately(view: View, row: Row) -> bool:
    """Once, within 7 days, and not to the Page itself."""
    fresh = view.now - row["created"] <= PRIVATE_REPLY_SECONDS
    return row["author"] is not None and row["private_reply"] is None and fresh


def private_conversation(view: View, row: Row, ask: Ask) -> Any:
    """The conversation that a private reply opened, when there is one."""
    if row["private_reply"] is None:
        return MISSING
    talk = view.world.store.row(f"{CONVERSATION} WHERE t.number = ?", row["private_reply"])
    return MISSING if talk is None else render(view, "conversation", talk, ask.fields)


def _parent(view: View, row: Row, ask: Ask) -> Any:
    if row["parent"] is None:
        return MISSING
    parent = view.world.find_comment(str(row["parent"]))
    return MISSING if parent is None else render(view, "comment", parent, ask.fields)


def _attachment(view: View, row: Row) -> Any:
    if row["attachment"] is None:
        return MISSING
    kept = json.loads(row["attachment"])
    if "picture" not in kept:
        return kept
    address = ids.picture_link(view.base_url, kept["picture"])
    return {
        "type": kept["type"],
        "media": {"image": {"src": address, "height": 360, "width": 480}},
        "target": {"id": str(kept["picture"]), "url": address},
        "url": address,
    }


def _comment_count(view: View, row: Row) -> int:
    return int(
        view.world.store.value(
            "SELECT count(*) FROM comments WHERE parent = ? AND deleted = 0 AND shown_at <= ?",
            row["number"],
            view.now,
        )
    )


def _message(row: Row) -> Any:
    return row["message"] or MISSING


def _full_picture(view: View, row: Row) -> Any:
    return ids.picture_link(view.base_url, row["photo"]) if row["photo"] else MISSING


def _post_attachments(view: View, row: Row) -> Any:
    if not row["photo"]:
        return MISSING
    address = ids.picture_link(view.base_url, row["photo"])
    image = {"height": 360, "width": 480, "src": address}
    target = {"id": row["photo"], "url": address}
    photo = {"media_type": "photo", "type": "photo", "url": address, "target": target}
    return {"data": [photo | {"media": {"image": image}}]}


_ATTACHMENT_KEYS_WORDS = (
    "type media_type title description url target media subattachments image src height "
    "width source id data"
)
ATTACHMENT_KEYS = _ATTACHMENT_KEYS_WORDS.split()

KINDS["comment"] = Kind(
    name="Comment",
    fields={
        "id": plain(lambda view, row: view.world.comment_name(row, "lists")),
        "message": plain(lambda _view, row: row["message"]),
        "from": nested(author, "id", "name"),
        "admin_creator": nested(admin_creator, "id", "name"),
        "created_time": plain(lambda _view, row: graph_time(row["created"])),
        "parent": Field(_parent, kind="comment"),
        "permalink_url": plain(lambda view, row: ids.comment_link(view.base_url, row)),
        "attachment": nested(_attachment, *ATTACHMENT_KEYS),
        "comment_count": plain(_comment_count),
        "like_count": plain(lambda _view, row: row["liked"]),
        "user_likes": plain(lambda _view, row: bool(row["liked"])),
        "is_hidden": plain(lambda _view, row: bool(row["hidden"])),
        "is_private": plain(lambda _view, _row: False),
        "can_comment": plain(lambda _view, row: bool(row["can_comment"])),
        "can_hide": plain(lambda _view, row: row["author"] is not None),
        "can_like": plain(lambda _view, _row: True),
        "can_remove": plain(lambda _view, _row: True),
        "can_reply_privately": plain(can_reply_privately),
        "private_reply_conversation": Field(private_conversation, kind="conversation"),
        "message_tags": plain(lambda _view, _row: MISSING),
        "object": nested(lambda _view, row: {"id": ids.post_id(row["page"], row["post"])}, "id"),
        "comments": edge(REPLIES, "comment"),
    },
    default=("created_time", "from", "message", "id"),
)

KINDS["post"] = Kind(
    name="Post",
    fields={
        "id": plain(lambda _view, row: ids.post_id(row["page"], row["number"])),
        "message": plain(lambda _view, row: _message(row)),
        "story": plain(lambda _view, _row: MISSING),
        "created_time": plain(lambda _view, row: graph_time(row["created"])),
        "updated_time": plain(lambda _view, row: graph_time(row["updated"])),
        "permalink_url": plain(
            lambda view, row: ids.post_link(view.base_url, row["page"], row["number"])
        ),
        "from": nested(author, "id", "name"),
        "is_published": plain(lambda _view, row: bool(row["published"])),
        "is_hidden": plain(lambda _view, row: bool(row["hidden"])),
        "status_type": plain(
            lambda _view, row: "added_photos" if row["photo"] else "mobile_status_update"
        ),
        "full_picture": plain(_full_picture),
        "attachments": nested(_post_attachments, *ATTACHMENT_KEYS),
        "message_tags": plain(lambda _view, _row: MISSING),
        "shares": plain(lambda _view, _row: MISSING),
        "parent_id": plain(lambda _view, _row: MISSING),
        "place": plain(lambda _view, _row: MISSING),
        "can_reply_privately": plain(can_reply_privately),
        "comments": edge(COMMENTS, "comment"),
    },
    default=("created_time", "message", "id"),
)
