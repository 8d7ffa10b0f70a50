"""Posts, comments and private messages as they are read by the poll."""

from datetime import datetime

from crm.graph.translate import attachments
from crm.graph.translate.reading import (
    Author,
    Json,
    author,
    identifier,
    mapping,
    moment,
    optional_text,
    part,
    rows,
    text,
)
from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Direction, Kind

FACEBOOK = "https://www.facebook.com"


def post(
    row: Json, *, page: str, observed_at: datetime, is_author_asked: bool = True
) -> IncomingPost | None:
    """A post of the feed; None when it has no id.

    The Page's own posts always name their author, so a nameless one is a visitor's, unless the
    author was not asked for (GRAPH_API.md §4).
    """
    external_id = identifier(row.get("id"))
    if not external_id:
        return None
    by = author(row)
    return IncomingPost(
        external_id=external_id,
        observed_at=observed_at,
        created_at=moment(row.get("created_time")),
        text=text(row.get("message")) or text(row.get("story")),
        permalink=optional_text(row.get("permalink_url")) or post_link(external_id),
        by_visitor=by.id != page if by else is_author_asked,
        author_external_id=by.id if by else None,
        author_name=by.name if by else None,
        attachments=attachments.of_post(row),
        hidden=_boolean(row.get("is_hidden")),
    )


def comment(row: Json, *, page: str, post_id: str, observed_at: datetime) -> IncomingMessage | None:
    """A comment below a post; None when it has no id.

    `admin_creator` names who of the Page's people wrote it, and stands beside no other comment.
    """
    external_id = identifier(row.get("id"))
    if not external_id:
        return None
    by = author(row)
    is_own = by is None and bool(mapping(row.get("admin_creator")))
    return IncomingMessage(
        kind=Kind.COMMENT,
        external_id=external_id,
        direction=Direction.OUT if is_own else direction(by, page),
        observed_at=observed_at,
        origin="poll",
        created_at=moment(row.get("created_time")),
        text=text(row.get("message")),
        author_external_id=by.id if by else None,
        author_name=by.name if by else None,
        post_external_id=post_id,
        parent_external_id=identifier(part(row, "parent", "id")),
        permalink=optional_text(row.get("permalink_url")) or comment_link(post_id, external_id),
        attachments=attachments.of_comment(row),
        hidden=_boolean(row.get("is_hidden")),
    )


def person_of(row: Json, page: str) -> Author | None:
    """The person with whom the Page has a conversation; None where nobody is named."""
    people = [author({"from": one}) for one in rows(row.get("participants"))]
    return next((one for one in people if one and one.id != page), None)


def private_message(
    row: Json, *, page: str, thread: str, person: Author, link: str | None, observed_at: datetime
) -> IncomingMessage | None:
    """A message of a conversation; None when it can't be read.

    Beyond the 20 newest, Facebook lists messages without author and content (§5): such a row
    says nothing, and must not be taken for a message without text.
    """
    external_id = identifier(row.get("id"))
    by = author(row)
    files = attachments.of_read_message(row)
    said = text(row.get("message"))
    if not external_id or not (by or said or files):
        return None
    return IncomingMessage(
        kind=Kind.MESSAGE,
        external_id=external_id,
        direction=direction(by, page),
        observed_at=observed_at,
        origin="poll",
        created_at=moment(row.get("created_time")),
        text=said,
        author_external_id=by.id if by else person.id,
        author_name=by.name if by else person.name,
        person_external_id=person.id,
        person_name=person.name,
        thread_external_id=thread,
        permalink=link,
        attachments=files,
    )


def conversation_link(row: Json) -> str | None:
    """The address of a conversation in Meta's inbox, which Facebook gives as a path."""
    link = optional_text(row.get("link"))
    return f"{FACEBOOK}{link}" if link and link.startswith("/") else link


def direction(by: Author | None, page: str) -> Direction:
    """Out when the Page itself wrote; a nameless author is never the Page (§4)."""
    return Direction.OUT if by and by.id == page else Direction.IN


def post_link(post_id: str) -> str:
    """The address of a post, for where Facebook gives none."""
    return f"{FACEBOOK}/{post_id}"


def comment_link(post_id: str | None, comment_id: str) -> str | None:
    """The address of a comment below its post, for where Facebook gives none."""
    own_part = comment_id.rpartition("_")[2]
    return f"{post_link(post_id)}?comment_id={own_part}" if post_id else None


def _boolean(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
