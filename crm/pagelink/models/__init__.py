"""The tables of Pages, posts, conversations, messages and the outbox."""

from crm.pagelink.models.conversations import Conversation, Draft, Mention, Note, Presence
from crm.pagelink.models.messages import AnswerState, Attachment, Direction, Kind, Message, Revision
from crm.pagelink.models.moderations import Act, ActState, Moderation
from crm.pagelink.models.pages import Health, Page, Post
from crm.pagelink.models.replies import Reply, ReplyAnswer, ReplyState, Route

__all__ = [
    "Act",
    "ActState",
    "AnswerState",
    "Attachment",
    "Conversation",
    "Direction",
    "Draft",
    "Health",
    "Kind",
    "Mention",
    "Message",
    "Moderation",
    "Note",
    "Page",
    "Post",
    "Presence",
    "Reply",
    "ReplyAnswer",
    "ReplyState",
    "Revision",
    "Route",
]
