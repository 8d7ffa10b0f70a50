"""Puts right what an event leaves unsaid: whether a nameless post is a visitor's."""

from collections.abc import Sequence
from dataclasses import replace

from crm.pagelink.incoming import IncomingPost
from crm.pagelink.queries.known import visitor_posts


def with_known_visitors(page_id: int, posts: Sequence[IncomingPost]) -> list[IncomingPost]:
    """The posts, those marked that are known to be a visitor's.

    The news that a post was removed or hidden may come without its author (GRAPH_API.md §7.5),
    and must reach the message that was made of it all the same.
    """
    nameless = [post.external_id for post in posts if not post.author_external_id]
    known = {post.external_id for post in posts if post.by_visitor}
    known |= visitor_posts(page_id, nameless) if nameless else set()
    return [replace(post, by_visitor=True) if post.external_id in known else post for post in posts]
