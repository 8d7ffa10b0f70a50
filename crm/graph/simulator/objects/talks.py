"""Conversations and messages as the Graph API shows them."""

import json
from typing import Any

from crm.graph.simulator import ids
from crm.graph.simulator.clock import graph_time
from crm.graph.simulator.edges import MESSAGES, edge
from crm.graph.simulator.errors import GraphError
from crm.graph.simulator.fields import Ask
from crm.graph.simulator.objects.base import KINDS, MISSING, Field, Kind, nested, plain
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import View

WINDOW_MS = 24 * 3600 * 1000


def _profile(name: str, number: str) -> dict[str, str]:
    return {"name": name, "email": f"{number}@facebook.com", "id": number}


def _person(row: Row) -> dict[str, str]:
    return _profile(row["person_name"], row["psid"])


def _page(row: Row) -> dict[str, str]:
    return _profile(row["page_name"], row["page"])


def _snippet(view: View, row: Row) -> Any:
    return view.world.store.value(
        "SELECT substr(text, 1, 90) FROM messages WHERE conversation = ? AND deleted = 0 "
        "ORDER BY created DESC, number DESC LIMIT 1",
        row["number"],
    )


def _message_count(view: View, row: Row) -> int:
    sql = "SELECT count(*) FROM messages WHERE conversation = ? AND deleted = 0"
    return int(view.world.store.value(sql, row["number"]))


def _can_reply(view: View, row: Row) -> bool:
    last = view.world.last_inbound(row["number"])
    return last is not None and view.now_ms - last <= WINDOW_MS


def refuse_old(row: Row) -> None:
    """Only the 20 newest messages can be read; older ones are said to be deleted."""
    if row["old"]:
        raise GraphError(9000001, "The message has been deleted by user or business")


def _detail(read: Any) -> Any:
    """A field that only the 20 newest messages have."""
    return lambda view, row: MISSING if row["old"] else read(view, row)


def _attachments(view: View, row: Row) -> Any:
    kinds = json.loads(row["attachments"]) if row["attachments"] else []
    if not kinds:
        return MISSING
    return {"data": [_attachment(view, row, kind, at) for at, kind in enumerate(kinds)]}


def _attachment(view: View, row: Row, kind: str, at: int) -> dict[str, Any]:
    name = f"{row['number']}{at}"
    address = ids.picture_link(view.base_url, name)
    if kind != "image":
        return {"id": name, "mime_type": "application/octet-stream", "file_url": address}
    image = {"width": 480, "height": 360, "url": address, "preview_url": address}
    return {"id": name, "mime_type": "image/png", "name": f"image-{name}", "image_data": image}


PROFILE = ("id", "name", "email")

KINDS["conversation"] = Kind(
    name="UnifiedThread",
    fields={
        "id": plain(lambda _view, row: ids.conversation_id(row["number"])),
        "updated_time": plain(lambda _view, row: graph_time(row["updated"] / 1000)),
        "link": plain(lambda view, row: ids.thread_link(view.base_url, row["page"], row["psid"])),
        "snippet": plain(_snippet),
        "unread_count": plain(lambda _view, row: row["unread"]),
        "message_count": plain(_message_count),
        "can_reply": plain(_can_reply),
        "is_subscribed": plain(lambda _view, _row: True),
        "folder": plain(lambda _view, _row: "inbox"),
        "participants": nested(lambda _view, row: {"data": [_person(row), _page(row)]}, *PROFILE),
        "senders": nested(lambda _view, row: {"data": [_person(row), _page(row)]}, *PROFILE),
        "messages": edge(MESSAGES, "message"),
    },
    default=("id", "link", "updated_time"),
)


def _from(_view: View, row: Row) -> dict[str, str]:
    return _page(row) if row["outbound"] else _person(row)


def _to(_view: View, row: Row) -> dict[str, Any]:
    return {"data": [_person(row) if row["outbound"] else _page(row)]}


def _sticker(view: View, row: Row) -> Any:
    return ids.picture_link(view.base_url, "sticker") if row["sticker"] else MISSING


def _reply_to(_view: View, row: Row) -> Any:
    return {"mid": row["reply_to"]} if row["reply_to"] else MISSING


def _conversation_of(view: View, row: Row, _ask: Ask) -> Any:
    return {"id": ids.conversation_id(row["conversation"])}


KINDS["message"] = Kind(
    name="Message",
    fields={
        "id": plain(lambda _view, row: row["id"]),
        "created_time": plain(lambda _view, row: graph_time(row["created"] / 1000)),
        "message": plain(_detail(lambda _view, row: row["text"])),
        "from": nested(_detail(_from), *PROFILE),
        "to": nested(_detail(_to), *PROFILE),
        "attachments": nested(
            _detail(_attachments),
            *["id", "mime_type", "name", "size", "file_url", "image_data", "video_data", "data"],
            *["width", "height", "url", "preview_url"],
        ),
        "sticker": plain(_detail(_sticker)),
        "shares": plain(lambda _view, _row: MISSING),
        "tags": plain(_detail(lambda _view, _row: {"data": [{"name": "inbox"}]})),
        "reply_to": nested(_detail(_reply_to), "mid"),
        "thread_id": plain(lambda _view, row: ids.conversation_id(row["conversation"])),
        "conversation": Field(_conversation_of),
    },
    default=("id", "created_time"),
)
