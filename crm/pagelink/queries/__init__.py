"""What other modules ask about Pages, messages and replies."""

from crm.pagelink.queries.known import has_live_private_reply, known_comments, visitor_posts
from crm.pagelink.queries.lately import times_said_lately
from crm.pagelink.queries.lookup import (
    find_message,
    find_page,
    get_message,
    get_page,
    get_reply,
    pages,
)

__all__ = [
    "find_message",
    "find_page",
    "get_message",
    "get_page",
    "get_reply",
    "has_live_private_reply",
    "known_comments",
    "pages",
    "times_said_lately",
    "visitor_posts",
]
