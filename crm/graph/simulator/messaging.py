"""The Send API: windows, tags, limits and private replies."""

import json
from typing import Any

from crm.graph.simulator.errors import GraphError, bad_parameter, forbidden
from crm.graph.simulator.lookup import Found, find
from crm.graph.simulator.objects.content import PRIVATE_REPLY_SECONDS
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import Call, View

HOUR_MS = 3_600_000
STANDARD_WINDOW_MS = 24 * HOUR_MS
HUMAN_WINDOW_MS = 7 * 24 * HOUR_MS
LONGEST_TEXT = 2000
LONGEST_METADATA = 1000
ACTIONS = ("typing_on", "typing_off", "mark_seen")
TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG")


def send_message(view: View, call: Call, found: Found) -> dict[str, Any]:
    """POST /{page}/messages: to a person, or as a private reply to a comment or visitor post."""
    recipient = _json(call, "recipient")
    message = _json(call, "message")
    if call.value("sender_action"):
        return _sender_action(view, call, recipient, message)
    _check_message(message)
    if recipient.get("comment_id") or recipient.get("post_id"):
        return _private_reply(view, call, found.row, recipient, message)
    person = _person(view, recipient)
    conversation = view.world.find_conversation(found.row["id"], person["id"])
    _check_type(view, call)
    _check_window(view, call, conversation)
    if not person["reachable"] or conversation is None:
        raise _unavailable()
    return _store(view, call, person, conversation, message)


def _json(call: Call, name: str) -> dict[str, Any]:
    text = call.value(name)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise bad_parameter(f"Param {name} must be a JSON object") from error
    if not isinstance(value, dict):
        raise bad_parameter(f"Param {name} must be a JSON object")
    return value


def _check_message(message: dict[str, Any]) -> None:
    text = message.get("text")
    if not text and not message.get("attachment") and not message.get("attachments"):
        raise bad_parameter("Param message must contain text or an attachment")
    if text is not None and not str(text).strip():
        raise bad_parameter("Param message[text] must be non-empty")
    if len(str(text or "").encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise bad_parameter(
            f"Length of param message[text] must be less than or equal to {LONGEST_TEXT}"
        )
    if len(str(message.get("metadata") or "")) > LONGEST_METADATA:
        raise bad_parameter(f"Length of param message[metadata] must be at most {LONGEST_METADATA}")


def _check_type(view: View, call: Call) -> None:
    kind, tag = call.value("messaging_type"), call.value("tag")
    if kind not in TYPES:
        raise bad_parameter(f"Param messaging_type must be one of {{{', '.join(TYPES)}}}")
    if kind == "MESSAGE_TAG" and tag != "HUMAN_AGENT":
        raise bad_parameter(f"Param tag: {tag} is not supported any more, or unknown")
    if kind == "MESSAGE_TAG" and not view.world.rules.human_agent:
        raise forbidden("The app has no access to the Human Agent feature", code=10)


def _check_window(view: View, call: Call, conversation: int | None) -> None:
    """24 hours from the person's last message, 7 days for a human agent (10/2018278)."""
    tagged = call.value("messaging_type") == "MESSAGE_TAG"
    window = HUMAN_WINDOW_MS if tagged else STANDARD_WINDOW_MS
    last = None if conversation is None else view.world.last_inbound(conversation)
    if last is None or view.now_ms - last > window:
        message = "(#10) This message is sent outside of allowed window."
        raise GraphError(10, message, subcode=2018278, status=403)


def _unavailable() -> GraphError:
    return GraphError(551, "(#551) This person isn't available right now.", subcode=1545041)


def _person(view: View, recipient: dict[str, Any]) -> Row:
    row = view.world.store.row(
        "SELECT * FROM people WHERE psid = ?", str(recipient.get("id") or "")
    )
    if row is None:
        raise GraphError(100, "(#100) No matching user found", subcode=2018001)
    return row


def _sender_action(
    view: View, call: Call, recipient: dict[str, Any], message: dict[str, Any]
) -> dict[str, Any]:
    if message:
        raise GraphError(
            100, "(#100) Cannot send message and sender_action together", subcode=2018014
        )
    if call.value("sender_action") not in ACTIONS:
        raise bad_parameter(f"Param sender_action must be one of {{{', '.join(ACTIONS)}}}")
    return {"recipient_id": _person(view, recipient)["psid"]}


def _private_reply(
    view: View, call: Call, page: Row, recipient: dict[str, Any], message: dict[str, Any]
) -> dict[str, Any]:
    """Once a comment or visitor post, within 7 days; it opens no window."""
    target = find(view, str(recipient.get("comment_id") or recipient.get("post_id")), "post")
    row = target.row
    _check_activity(view, target)
    person = view.world.store.row("SELECT * FROM people WHERE id = ?", row["author"])
    if person is None or not person["reachable"]:
        raise _unavailable()
    table = "comments" if target.kind == "comment" else "posts"
    with view.world.store.transaction():
        conversation = view.world.open_conversation(page["id"], person["id"])
        claimed = view.world.store.write(
            f"UPDATE {table} SET private_reply = ? WHERE number = ? AND private_reply IS NULL",
            conversation,
            row["number"],
        )
        if not claimed:
            raise _already_replied()
        return _store(view, call, person, conversation, message)


def _check_activity(view: View, target: Found) -> None:
    if target.kind not in ("comment", "post") or target.row["author"] is None:
        raise GraphError(10902, "(#10902) This is not a Replyable activity")
    if target.row["private_reply"] is not None:
        raise _already_replied()
    if view.now - target.row["created"] > PRIVATE_REPLY_SECONDS:
        raise GraphError(10903, "(#10903) This user cannot reply to this activity")


def _already_replied() -> GraphError:
    return GraphError(10900, "(#10900) Activity already replied to")


def _store(
    view: View, call: Call, person: Row, conversation: int, message: dict[str, Any]
) -> dict[str, Any]:
    lag = view.world.faults.strike("lag", call.method, call.path)
    attached = message.get("attachments") or [message.get("attachment")]
    kinds = [str(one.get("type", "file")) for one in attached if one]
    message_id = view.world.write_message(
        conversation,
        str(message.get("text") or ""),
        outbound=True,
        created=view.now_ms,
        metadata=message.get("metadata"),
        app_id=int(view.world.app_id),
        attachments=json.dumps(kinds) if kinds else None,
        tag=call.value("tag"),
        reply_to=(message.get("reply_to") or _json(call, "reply_to")).get("mid"),
        shown_at=view.now_ms + int(lag.get("seconds", 5)) * 1000 if lag is not None else 0,
    )
    return {"recipient_id": person["psid"], "message_id": message_id}
