"""Keeps out what was erased on its author's request, however often a channel tells it again."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from crm.db import db
from crm.pagelink.incoming import IncomingMessage, IncomingPost, message_key
from crm.pagelink.models import Kind, Message, Page
from crm.pagelink.receive.intake import Key
from crm.pagelink.receive.rows import among

Told = tuple[Sequence[IncomingPost], Sequence[IncomingMessage], tuple[str, ...]]


def without_erased(
    page: Page, posts: Sequence[IncomingPost], messages: Sequence[IncomingMessage]
) -> Told:
    """The same news, but of erased messages only whether they still stand and are hidden.

    Neither words nor author come back. The last part are the outside ids of the erased, as told.
    """
    erased = _erased(page, {*map(_key_of_post, posts), *map(_key, messages)})
    if not erased:
        return posts, messages, ()
    named = [one.external_id for one in posts if _key_of_post(one) in erased]
    named += [one.external_id for one in messages if _key(one) in erased]
    return (
        [_wordless_post(one) if _key_of_post(one) in erased else one for one in posts],
        [_wordless(one) if _key(one) in erased else one for one in messages],
        tuple(named),
    )


def _erased(page: Page, keys: set[Key]) -> set[Key]:
    query = select(Message.kind, Message.key).where(
        Message.page_id == page.id, among(Message, keys), Message.erased_at.is_not(None)
    )
    return {(kind, key) for kind, key in db.session.execute(query)}


def _key(told: IncomingMessage) -> Key:
    return told.kind, message_key(told.kind, told.external_id)


def _key_of_post(told: IncomingPost) -> Key:
    return Kind.POST, told.external_id


def _wordless_post(told: IncomingPost) -> IncomingPost:
    return replace(
        told, text=None, author_external_id=None, author_name=None, attachments=(), by_visitor=True
    )


def _wordless(told: IncomingMessage) -> IncomingMessage:
    """Of a private one not even the link, which names the person."""
    is_private = told.kind == Kind.MESSAGE
    return replace(
        told,
        text=None,
        author_external_id=None,
        author_name=None,
        person_external_id=None,
        person_name=None,
        thread_external_id=None if is_private else told.thread_external_id,
        permalink=None if is_private else told.permalink,
        attachments=(),
    )
