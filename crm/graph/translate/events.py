"""Webhook bodies: sorts what came by Page, and translates what concerns us."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from crm.graph.translate import attachments, messenger
from crm.graph.translate.reading import (
    Json,
    author,
    identifier,
    mapping,
    moment,
    optional_text,
    part,
    rows,
    strays,
    text,
)
from crm.graph.translate.reads import comment_link, direction, post_link
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Kind

POST_ITEMS = {"post", "status", "photo", "video", "share", "link", "album", "note", "event"}
ADDED = {"add"}
CHANGED = {"edit", "edited", "update"}
REMOVED = {"remove", "delete"}
HIDDEN = {"hide": True, "unhide": False}
OF_NO_CONCERN = {"reaction", "like", "page", "rating"}
VERBS_OF_NO_CONCERN = {"block", "unblock", "mute", "follow"}
Incoming = IncomingMessage | IncomingPost
LISTS = ("changes", "messaging", "standby")
LONGEST_WORD = 40
LONGEST_LIST = 120
END_OF_SECOND = timedelta(microseconds=999_999)


@dataclass
class Understood:
    """What one body says about one Page."""

    posts: list[IncomingPost] = field(default_factory=list)
    messages: list[IncomingMessage] = field(default_factory=list)
    is_blocked: bool = False
    skips: list[str] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """How many items were not understood; `skips` says why, without any personal data."""
        return len(self.skips)

    @property
    def items(self) -> list[Incoming]:
        """Everything that was understood."""
        return [*self.posts, *self.messages]

    @property
    def size(self) -> int:
        """How many items the body held about the Page, understood or not."""
        return len(self.posts) + len(self.messages) + self.skipped

    def join(self, other: "Understood") -> None:
        """Take over what another body says about the same Page."""
        self.posts += other.posts
        self.messages += other.messages
        self.is_blocked |= other.is_blocked
        self.skips += other.skips

    def add(self, incoming: Incoming | None, *, otherwise: str) -> None:
        """Keep one translated item; None was not understood: `otherwise` says why."""
        if isinstance(incoming, IncomingPost):
            self.posts.append(incoming)
        elif isinstance(incoming, IncomingMessage):
            self.messages.append(incoming)
        else:
            self.skips.append(otherwise)


def understand(body: Any, *, received_at: datetime) -> dict[str, Understood]:
    """What a body says, by Page; an item that isn't understood is counted under its Page."""
    by_page: dict[str, Understood] = {}
    told = mapping(body).get("entry")
    entries = rows(told)
    if entries and strays(told):
        by_page[""] = Understood(skips=["entry that is no object"] * strays(told))
    is_about_pages = mapping(body).get("object") == "page"
    for entry in entries:
        page = identifier(entry.get("id")) or ""
        understood = by_page.setdefault(page, Understood())
        if is_about_pages:
            _read_entry(entry, page, received_at, understood)
        else:
            understood.skips.append(_named("object", mapping(body).get("object")))
    return by_page or {"": Understood(skips=["no entry"])}


def _read_entry(entry: Json, page: str, received_at: datetime, understood: Understood) -> None:
    at = moment(entry.get("time")) or received_at
    changes = rows(entry.get("changes"))
    events = [*rows(entry.get("messaging")), *rows(entry.get("standby"))]
    for change in changes:
        _read_change(change, page, at, understood)
    for event in events:
        _read_event(event, page, at, understood)
    lost = [name for name in LISTS for _ in range(strays(entry.get(name)))]
    understood.skips += [f"{name} that is no object" for name in lost]
    if not (changes or events or lost):
        understood.skips.append(f"entry with {_keys(entry)}")


def _read_change(change: Json, page: str, at: datetime, understood: Understood) -> None:
    value = mapping(change.get("value"))
    item, verb = _word(value.get("item")), _word(value.get("verb"))
    if change.get("field") == "mention":
        return
    if change.get("field") != "feed":
        understood.skips.append(_named("field", change.get("field")))
    elif item not in OF_NO_CONCERN and verb not in VERBS_OF_NO_CONCERN:
        why = f"{_named('item', item)}, {_named('verb', verb)}"
        understood.add(_of_feed(value, page, at), otherwise=why)


def _of_feed(value: Json, page: str, at: datetime) -> Incoming | None:
    item, verb = _word(value.get("item")), _word(value.get("verb"))
    if verb not in ADDED | CHANGED | REMOVED | set(HIDDEN):
        return None
    if item == "comment":
        return _comment(value, verb, page, at)
    return _post(value, verb, page, at) if item in POST_ITEMS else None


def _comment(value: Json, verb: str, page: str, at: datetime) -> IncomingMessage | None:
    external_id = identifier(value.get("comment_id"))
    if not external_id:
        return None
    by = author(value)
    post_id = identifier(value.get("post_id"))
    parent = identifier(value.get("parent_id"))
    return IncomingMessage(
        kind=Kind.COMMENT,
        external_id=external_id,
        direction=direction(by, page),
        observed_at=_observed(at, verb),
        origin="webhook",
        created_at=_created(value, verb),
        text=_said(value, verb),
        author_external_id=by.id if by else None,
        author_name=by.name if by else None,
        post_external_id=post_id,
        parent_external_id=None if parent == post_id else parent,
        permalink=comment_link(post_id, external_id),
        attachments=attachments.of_feed_event(value) if verb in ADDED else (),
        hidden=HIDDEN.get(verb),
        deleted=verb in REMOVED,
        edited=verb in CHANGED,
    )


def _post(value: Json, verb: str, page: str, at: datetime) -> IncomingPost | None:
    external_id = identifier(value.get("post_id"))
    if not external_id:
        return None
    by = author(value)
    return IncomingPost(
        external_id=external_id,
        observed_at=_observed(at, verb),
        created_at=_created(value, verb),
        text=_said(value, verb),
        permalink=optional_text(part(value, "post", "permalink_url")) or post_link(external_id),
        by_visitor=by.id != page if by else verb in ADDED and value.get("item") == "post",
        author_external_id=by.id if by else None,
        author_name=by.name if by else None,
        attachments=attachments.of_feed_event(value) if verb in ADDED else (),
        hidden=HIDDEN.get(verb),
        deleted=verb in REMOVED,
    )


def _observed(at: datetime, verb: str) -> datetime:
    """The event's time; a change counts as the last thing of its whole second.

    Feed events have whole seconds: a poll that read the old text within the same second must not
    win over the news that it changed, while of an addition the poll knows more than the event.
    """
    return at if verb in ADDED else at + END_OF_SECOND


def _created(value: Json, verb: str) -> datetime | None:
    """When it was written, which only the event of its addition tells for sure."""
    return moment(value.get("created_time")) if verb in ADDED else None


def _said(value: Json, verb: str) -> str | None:
    """The text; None where the event says nothing about it."""
    if verb in ADDED:
        return text(value.get("message"))
    return text(value.get("message")) if verb in CHANGED and "message" in value else None


def _read_event(event: Json, page: str, at: datetime, understood: Understood) -> None:
    if "policy-enforcement" in event:
        understood.is_blocked |= part(event, "policy-enforcement", "action") == "block"
    elif messenger.is_of_concern(event):
        why = f"message without id or person: {_keys(event)}"
        understood.add(messenger.message(event, page=page, at=at), otherwise=why)
    elif not messenger.is_of_no_concern(event):
        understood.skips.append(f"event with {_keys(event)}")


def _named(name: str, value: Any) -> str:
    return f"{name} {_word(value)}"


def _word(value: Any) -> str:
    """Facebook's own word for what came, cut short: never anything that a person wrote."""
    is_plain = value is None or isinstance(value, str | bool)
    return text(str(value) if is_plain else f"a {type(value).__name__}")[:LONGEST_WORD]


def _keys(value: Json) -> str:
    return ", ".join(sorted(map(_word, value)))[:LONGEST_LIST]
