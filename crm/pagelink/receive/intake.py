"""Makes what came in fit to be stored: clean text, visitors' posts as messages, one group a key."""

from collections.abc import Iterable
from dataclasses import replace

from crm.pagelink.incoming import IncomingMessage, IncomingPost, message_key
from crm.pagelink.models import Direction, Kind

Key = tuple[str, str]


def key_of_message(told: IncomingMessage) -> Key:
    """The kind and key under which a message is stored once."""
    return told.kind, message_key(told.kind, told.external_id)


def key_of_post(told: IncomingPost) -> Key:
    """The kind and key of the message that is made of a post, if it is a visitor's."""
    return Kind.POST, told.external_id


def by_key(
    posts: Iterable[IncomingPost], messages: Iterable[IncomingMessage]
) -> dict[Key, list[IncomingMessage]]:
    """Everything that was told of each message, under its kind and key, oldest news first."""
    groups: dict[Key, list[IncomingMessage]] = {}
    of_visitors = (_message_of(post) for post in posts if post.by_visitor)
    for message in (*of_visitors, *messages):
        groups.setdefault(key_of_message(message), []).append(_clean(message))
    for group in groups.values():
        group.sort(key=lambda told: told.observed_at)
    return groups


def clean_text(text: str) -> str:
    """Without what a database or an XML file refuses: NUL and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _clean(message: IncomingMessage) -> IncomingMessage:
    text = None if message.text is None else clean_text(message.text)
    name = None if message.author_name is None else clean_text(message.author_name)
    if (text, name) == (message.text, message.author_name):
        return message
    return replace(message, text=text, author_name=name)


def _message_of(post: IncomingPost) -> IncomingMessage:
    """A visitor's post is a message too: somebody waits for an answer to it."""
    return IncomingMessage(
        kind=Kind.POST,
        external_id=post.external_id,
        direction=Direction.IN,
        observed_at=post.observed_at,
        origin="post",
        created_at=post.created_at,
        text=post.text,
        author_external_id=post.author_external_id,
        author_name=post.author_name,
        post_external_id=post.external_id,
        permalink=post.permalink,
        attachments=post.attachments,
        hidden=post.hidden,
        deleted=post.deleted,
    )
