"""The webhook events of feed and Messenger, in the shapes that Facebook sends."""

import json
from typing import Any

from crm.graph.simulator import ids
from crm.graph.simulator.clock import graph_time
from crm.graph.simulator.store import Row


def comment_event(base_url: str, row: Row, post: Row, verb: str, prefix: str) -> dict[str, Any]:
    """`item: comment`; verbs add, edited, remove, hide, unhide."""
    post_name = ids.post_id(row["page"], row["post"])
    parent = ids.numbered_comment(row, row["parent"], prefix) if row["parent"] else post_name
    event = {
        "item": "comment",
        "verb": verb,
        "created_time": row["created"],
        **_author(row, post),
        "post_id": post_name,
        "comment_id": ids.comment_id(row, prefix),
        "parent_id": parent,
        "post": _post_part(base_url, post),
    }
    if verb != "remove" and row["message"]:
        event["message"] = row["message"]
    if verb == "add" and row["attachment"] and json.loads(row["attachment"])["type"] == "photo":
        event["photo"] = ids.picture_link(base_url, row["number"])
    return event


def post_event(base_url: str, row: Row, verb: str) -> dict[str, Any]:
    """`item: post` for visitors, `status` or `photo` for the Page; `remove` is always a post."""
    by_page = row["author"] is None
    item = ("photo" if row["photo"] else "status") if by_page and verb != "remove" else "post"
    event = {
        "item": item,
        "verb": verb if by_page or verb != "edited" else "edit",
        "created_time": row["created"],
        **_author(row, row),
        "post_id": ids.post_id(row["page"], row["number"]),
    }
    if verb == "remove":
        return event | {"recipient_id": row["page"]}
    event["message"] = row["message"]
    if by_page:
        event["published"] = int(row["published"])
    if row["photo"]:
        event |= {"photo_id": row["photo"], "link": ids.picture_link(base_url, row["photo"])}
    return event


def message_event(base_url: str, row: Row) -> dict[str, Any]:
    """A citizen's message, or the echo of one of the Page's."""
    message: dict[str, Any] = {"mid": row["id"]}
    if row["text"]:
        message["text"] = row["text"]
    if row["outbound"]:
        message |= {"is_echo": True, "app_id": row["app_id"]}
        if row["metadata"] is not None:
            message["metadata"] = row["metadata"]
    if row["reply_to"]:
        message["reply_to"] = {"mid": row["reply_to"]}
    attachments = message_attachments(base_url, row)
    if attachments:
        message["attachments"] = attachments
    return _envelope(row, row["created"]) | {"message": message}


def message_edit_event(row: Row, moment: int) -> dict[str, Any]:
    """A citizen changed a message; its id stays."""
    edit = {"mid": row["id"], "text": row["text"], "num_edit": str(row["edits"])}
    return _envelope(row, moment) | {"message_edit": edit}


def message_deleted_event(row: Row, moment: int) -> dict[str, Any]:
    """A citizen took a message back."""
    return _envelope(row, moment) | {"message": {"mid": row["id"], "is_deleted": True}}


def message_attachments(base_url: str, row: Row) -> list[dict[str, Any]]:
    """The attachments of a message as webhooks show them."""
    if row["sticker"]:
        payload = {"url": ids.picture_link(base_url, "sticker"), "sticker_id": int(row["sticker"])}
        return [{"type": "sticker", "payload": payload}]
    kinds = json.loads(row["attachments"]) if row["attachments"] else []
    return [
        {"type": kind, "payload": {"url": ids.picture_link(base_url, f"{row['number']}{at}")}}
        for at, kind in enumerate(kinds)
    ]


def _envelope(row: Row, moment: int) -> dict[str, Any]:
    page, person = {"id": row["page"]}, {"id": row["psid"]}
    sender, recipient = (page, person) if row["outbound"] else (person, page)
    return {"sender": sender, "recipient": recipient, "timestamp": moment}


def _author(row: Row, post: Row) -> dict[str, Any]:
    if row["anonymous"]:
        return {}
    if row["author"] is None:
        return {"from": {"id": post["page"], "name": post["page_name"]}}
    return {"from": {"id": row["author"], "name": row["author_name"]}}


def _post_part(base_url: str, post: Row) -> dict[str, Any]:
    return {
        "id": ids.post_id(post["page"], post["number"]),
        "status_type": "added_photos" if post["photo"] else "mobile_status_update",
        "is_published": bool(post["published"]),
        "updated_time": graph_time(post["updated"]),
        "permalink_url": ids.post_link(base_url, post["page"], post["number"]),
        "promotion_status": "inactive",
    }
