"""What a channel hands in, in our words: the shapes that `receive` takes."""

from dataclasses import dataclass
from datetime import datetime

from crm.pagelink.models import Kind


@dataclass(frozen=True, slots=True)
class IncomingAttachment:
    """A picture, film, sticker, file or place; `url` is the channel's own and may expire."""

    kind: str
    url: str | None = None
    title: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class IncomingPost:
    """A post as one request or event showed it; None means "not said".

    With `by_visitor`, the post is a citizen's, and a message of kind post is made out of it.
    `observed_at` is the start of the request that read it, or the event's own time.
    """

    external_id: str
    observed_at: datetime
    created_at: datetime | None = None
    text: str | None = None
    permalink: str | None = None
    by_visitor: bool = False
    author_external_id: str | None = None
    author_name: str | None = None
    attachments: tuple[IncomingAttachment, ...] = ()
    hidden: bool | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A comment or private message as one request or event showed it; None means "not said".

    `text` is "" for a message that has none (a sticker), None where the event didn't tell.
    `parent_external_id` is the parent *comment*, None at the top level. `person_external_id`
    (private messages) is the citizen, whatever the direction. `reply_marker` is the marker that
    was sent along with a reply of ours and came back in its echo.
    """

    kind: str
    external_id: str
    direction: str
    observed_at: datetime
    origin: str
    created_at: datetime | None = None
    text: str | None = None
    author_external_id: str | None = None
    author_name: str | None = None
    person_external_id: str | None = None
    person_name: str | None = None
    post_external_id: str | None = None
    parent_external_id: str | None = None
    thread_external_id: str | None = None
    permalink: str | None = None
    attachments: tuple[IncomingAttachment, ...] = ()
    hidden: bool | None = None
    deleted: bool = False
    edited: bool = False
    reply_marker: str | None = None


def key_of(external_id: str) -> str:
    """The part of a comment's id that is the same in every form: what follows the last `_`.

    Facebook writes one comment's id with the photo's prefix, the story's, or none at all
    (GRAPH_API.md §3.2).
    """
    return external_id.rsplit("_", 1)[-1]


def message_key(kind: str, external_id: str) -> str:
    """The key under which a message of `kind` is stored once."""
    return key_of(external_id) if kind == Kind.COMMENT else external_id
