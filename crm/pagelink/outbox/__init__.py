"""The outbox: a reply is stored first, committed, and only then sent, once at most."""

from crm.pagelink.outbox.approving import (
    NoteMissing,
    OnlyItsAuthor,
    OwnReply,
    ReadAgain,
    approve,
    give_back,
    hand_in,
)
from crm.pagelink.outbox.changing import TooLate, cancel, edit, other_route, try_again
from crm.pagelink.outbox.checking import (
    AlreadyReplied,
    BrokenText,
    EmptyText,
    NoPhotoThere,
    NoRouteLeft,
    PrivateLinkInPublic,
    RouteClosed,
    TooLong,
    has_signed_link,
)
from crm.pagelink.outbox.queueing import IdempotencyConflict, queue
from crm.pagelink.outbox.sending import remaining, send_due

__all__ = [
    "AlreadyReplied",
    "BrokenText",
    "EmptyText",
    "IdempotencyConflict",
    "NoPhotoThere",
    "NoRouteLeft",
    "NoteMissing",
    "OnlyItsAuthor",
    "OwnReply",
    "PrivateLinkInPublic",
    "ReadAgain",
    "RouteClosed",
    "TooLate",
    "TooLong",
    "approve",
    "cancel",
    "edit",
    "give_back",
    "hand_in",
    "has_signed_link",
    "other_route",
    "queue",
    "remaining",
    "send_due",
    "try_again",
]
