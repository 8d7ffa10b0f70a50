"""Answers POST and DELETE: replies, moderation, subscriptions."""

import json
from collections.abc import Callable
from typing import Any

from crm.graph.simulator import ids
from crm.graph.simulator.clock import seconds
from crm.graph.simulator.errors import GraphError, bad_parameter, forbidden, gone
from crm.graph.simulator.lookup import Found, find
from crm.graph.simulator.messaging import send_message
from crm.graph.simulator.objects.base import check, render
from crm.graph.simulator.pictures import is_picture
from crm.graph.simulator.reads import asked_fields
from crm.graph.simulator.view import Call, View, need_page_token

LONGEST_COMMENT = 8000
_FIELD_WORDS = (
    "feed mention conversations messages messaging_postbacks messaging_optins "
    "messaging_referrals messaging_handovers messaging_policy_enforcement "
    "messaging_account_linking message_context messaging_customer_information "
    "messaging_feedback messaging_integrity message_deliveries message_echoes message_edits "
    "message_mention message_reactions message_reads standby response_feedback inbox_labels "
    "ratings live_videos videos leadgen business_integrity name picture"
)
WEBHOOK_FIELDS = frozenset(_FIELD_WORDS.split())
Write = Callable[[View, Call, Found], dict[str, Any]]


def write(view: View, call: Call) -> dict[str, Any]:
    """The answer to a POST or DELETE."""
    target, _, name = call.path.partition("/")
    if call.path == f"{view.world.app_id}/subscriptions" and call.method == "POST":
        return _app_subscription(view, call)
    found = find(view, target, call.method.lower())
    need_page_token(view.access, _page_of(found))
    action = WRITES.get((call.method, found.kind, name))
    if action is None:
        raise gone(call.path, call.method.lower())
    return action(view, call, found)


def _page_of(found: Found) -> str:
    return str(found.row["id"] if found.kind in ("page", "person") else found.row["page"])


def _comment_on_post(view: View, call: Call, found: Found) -> dict[str, Any]:
    if not found.row["can_comment"]:
        raise forbidden("Comments are closed on this object")
    return _store_comment(view, call, ids.post_id(found.row["page"], found.row["number"]), None)


def _reply_to_comment(view: View, call: Call, found: Found) -> dict[str, Any]:
    if found.row["parent"] and view.world.rules.nested_reply == "reject":
        raise bad_parameter("Replies to replies are not allowed: reply to the parent comment")
    if not found.row["can_comment"]:
        raise forbidden("Comments are closed on this object")
    return _store_comment(view, call, str(found.row["post"]), str(found.row["number"]))


def _store_comment(view: View, call: Call, post: str, parent: str | None) -> dict[str, Any]:
    asks = asked_fields(call)
    check("comment", asks)
    lag = view.world.faults.strike("lag", call.method, call.path)
    text, is_pictured = _comment_text(call), _check_picture(call)
    name = view.world.write_comment(
        post,
        text,
        created=seconds(view.world.now),
        parent=parent,
        via="api",
        attachment="photo" if is_pictured else None,
        upload=call.file,
        shown_at=view.now + int(lag.get("seconds", 5)) if lag is not None else 0,
    )
    if asks:
        return render(view, "comment", view.world.need_comment(name), asks)
    return {"id": name}


def _comment_text(call: Call) -> str:
    text = call.value("message") or ""
    pictured = call.value("attachment_url") or call.value("attachment_id") or call.file
    if not text.strip() and not pictured:
        raise bad_parameter("Param message must be non-empty")
    if len(text) > LONGEST_COMMENT:
        raise bad_parameter(f"Param message must be at most {LONGEST_COMMENT} characters")
    return text


def _check_picture(call: Call) -> bool:
    """Whether a picture comes along: one at most, and as a file only one that can be opened."""
    given = [name for name in ("attachment_url", "attachment_id") if call.value(name)]
    if len(given) + (call.file is not None) > 1:
        raise bad_parameter("Only one of attachment_url, attachment_id or source may be given")
    if call.file is not None and not is_picture(call.file):
        raise bad_parameter("Invalid image file: source must be a JPEG, PNG, GIF or TIFF picture")
    return bool(given) or call.file is not None


def _update_comment(view: View, call: Call, found: Found) -> dict[str, Any]:
    """Edits the Page's own comment, or hides somebody's; it never replies."""
    name = str(found.row["number"])
    by_page = found.row["author"] is None
    if call.value("message") is not None:
        if not by_page:
            raise forbidden("Permissions error: only the author can edit a comment")
        view.world.edit_comment(name, _comment_text(call))
    if call.value("is_hidden") is not None:
        if by_page:
            raise bad_parameter("This comment cannot be hidden")
        view.world.hide_comment(name, _boolean(call, "is_hidden"))
    return {"success": True}


def _boolean(call: Call, name: str) -> bool:
    value = (call.value(name) or "").lower()
    if value not in ("true", "false", "1", "0"):
        raise bad_parameter(f"Param {name} must be a boolean")
    return value in ("true", "1")


def _delete_comment(view: View, _call: Call, found: Found) -> dict[str, Any]:
    view.world.delete_comment(str(found.row["number"]))
    return {"success": True}


def _delete_post(view: View, _call: Call, found: Found) -> dict[str, Any]:
    view.world.delete_post(str(found.row["number"]))
    return {"success": True}


def _like(view: View, call: Call, found: Found) -> dict[str, Any]:
    view.world.store.write(
        "UPDATE comments SET liked = ? WHERE number = ?",
        call.method == "POST",
        found.row["number"],
    )
    return {"success": True}


def _block(view: View, call: Call, _found: Found) -> dict[str, Any]:
    people = json.loads(call.value("psid") or call.value("asid") or "[]")
    if not people:
        raise bad_parameter("Param psid must be non-empty")
    return {str(person): True for person in people}


def _subscribe_page(view: View, call: Call, found: Found) -> dict[str, Any]:
    """A POST replaces the whole list; it succeeds although the app has no callback."""
    text = call.value("subscribed_fields") or ""
    fields = json.loads(text) if text.startswith("[") else [f for f in text.split(",") if f]
    for at, field in enumerate(fields):
        if field not in WEBHOOK_FIELDS:
            names = ", ".join(sorted(WEBHOOK_FIELDS))
            raise bad_parameter(f"Param subscribed_fields[{at}] must be one of {{{names}}}")
    if not fields:
        raise bad_parameter("The parameter subscribed_fields is required")
    _keep_subscription(view, found, fields)
    return {"success": True}


def _unsubscribe_page(view: View, _call: Call, found: Found) -> dict[str, Any]:
    _keep_subscription(view, found, [])
    return {"success": True}


def _keep_subscription(view: View, found: Found, fields: list[str]) -> None:
    view.world.store.write(
        "UPDATE pages SET subscribed = ? WHERE id = ?", json.dumps(fields), found.row["id"]
    )


def _app_subscription(view: View, call: Call) -> dict[str, Any]:
    """The App Dashboard's half: where webhooks go; the address is asked for its challenge."""
    if view.access.kind != "app":
        raise GraphError(15, "(#15) This method must be called with an app access_token.")
    webhooks = view.world.webhooks
    before, webhooks.callback_url = webhooks.callback_url, call.value("callback_url")
    if not webhooks.verify(call.value("verify_token") or ""):
        webhooks.callback_url = before
        message = "(#2200) Callback verification failed"
        raise GraphError(2200, message)
    return {"success": True}


WRITES: dict[tuple[str, str, str], Write] = {
    ("POST", "post", "comments"): _comment_on_post,
    ("POST", "comment", "comments"): _reply_to_comment,
    ("POST", "comment", ""): _update_comment,
    ("DELETE", "comment", ""): _delete_comment,
    ("DELETE", "post", ""): _delete_post,
    ("POST", "comment", "likes"): _like,
    ("DELETE", "comment", "likes"): _like,
    ("POST", "page", "messages"): send_message,
    ("POST", "page", "blocked"): _block,
    ("POST", "page", "subscribed_apps"): _subscribe_page,
    ("DELETE", "page", "subscribed_apps"): _unsubscribe_page,
}
