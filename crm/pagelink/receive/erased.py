"""Keeps out what was erased on its author's request, however often a channel tells it again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm.pagelink.incoming import IncomingMessage, IncomingPost
from crm.pagelink.models import Kind
from crm.pagelink.receive.intake import Key, key_of_message, key_of_post
from crm.pagelink.receive.rows import Known

Told = tuple[Sequence[IncomingPost], Sequence[IncomingMessage], tuple[str, ...]]


def without_erased(
    posts: Sequence[IncomingPost],
    messages: Sequence[IncomingMessage],
    known: Mapping[Key, Known],
) -> Told:
    """The same news, but of erased messages only whether they still stand and are hidden.

    Neither words nor author come back. The last part are the outside ids of the erased, as told.
    """
    erased = {key for key, one in known.items() if one.is_erased}
    if not erased:
        return posts, messages, ()
    named = [one.external_id for one in posts if key_of_post(one) in erased]
    named += [one.external_id for one in messages if key_of_message(one) in erased]
    return (
        [_wordless_post(one) if key_of_post(one) in erased else one for one in posts],
        [_wordless(one) if key_of_message(one) in erased else one for one in messages],
        tuple(named),
    )


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
