"""Messenger events: messages, echoes, edits, deletions and pressed buttons."""

from datetime import datetime

from crm.graph.translate import attachments
from crm.graph.translate.reading import Json, identifier, mapping, moment, optional_text, part, text
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Direction, Kind

OF_CONCERN = ("message", "message_edit")
OF_NO_CONCERN = {
    "account_linking",
    "app_roles",
    "checkout_update",
    "delivery",
    "game_play",
    "optin",
    "pass_thread_control",
    "payment",
    "reaction",
    "read",
    "referral",
    "request_thread_control",
    "take_thread_control",
}


def is_of_concern(event: Json) -> bool:
    """Whether the event says something that was said: decided by which key exists (§7.6)."""
    is_said = any(key in event for key in OF_CONCERN)
    return is_said or bool(optional_text(part(event, "postback", "title")))


def is_of_no_concern(event: Json) -> bool:
    """Whether the event is known and nothing for a complaint centre: read, delivered, liked."""
    return any(key in event for key in (*OF_NO_CONCERN, "postback"))


def message(event: Json, *, page: str, at: datetime) -> IncomingMessage | None:
    """The message that an event tells of; None when it has no id or nobody wrote it."""
    happened_at = moment(event.get("timestamp")) or at
    sender = identifier(part(event, "sender", "id"))
    recipient = identifier(part(event, "recipient", "id"))
    said = mapping(event.get("message") or event.get("message_edit") or event.get("postback"))
    is_ours = sender == page or said.get("is_echo") is True
    person = recipient if is_ours else sender
    external_id = identifier(said.get("mid")) or _made_id(event, sender, happened_at)
    if not external_id or not person:
        return None
    is_deleted = said.get("is_deleted") is True
    is_edited = "message_edit" in event
    is_new = not (is_deleted or is_edited)
    return IncomingMessage(
        kind=Kind.MESSAGE,
        external_id=external_id,
        direction=Direction.OUT if is_ours else Direction.IN,
        observed_at=happened_at,
        origin="webhook",
        created_at=happened_at if is_new else None,
        text=None if is_deleted else text(said.get("text")) or text(said.get("title")),
        author_external_id=page if is_ours else person,
        person_external_id=person,
        attachments=attachments.of_messenger_event(said),
        deleted=is_deleted,
        edited=is_edited,
        reply_marker=optional_text(said.get("metadata")),
    )


def _made_id(event: Json, sender: str | None, at: datetime) -> str | None:
    """A pressed button may come without an id: who pressed which, and when, tell it apart."""
    if "postback" not in event or not sender:
        return None
    return f"button:{sender}:{int(at.timestamp() * 1000)}"
