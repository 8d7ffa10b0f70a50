"""What changes Pages, conversations and what stands beside them."""

from crm.pagelink.service.answers import (
    NoReason,
    impossible,
    needs_none,
    reopen,
    start_answering_from,
)
from crm.pagelink.service.considering import (
    mark_considered,
    pass_over_history,
    unconsidered,
)
from crm.pagelink.service.conversations import (
    assign,
    restrict,
    set_urgent,
    snooze,
    touch,
)
from crm.pagelink.service.moderation import ask as ask_to_moderate
from crm.pagelink.service.notes import EmptyNote, add_note, mark_mention_read
from crm.pagelink.service.pages import (
    Manners,
    PageAlreadyAdded,
    PageNumberInvalid,
    add_page,
    allow_sending,
    allow_sending_everywhere,
    set_health,
    set_manners,
    set_token,
    stop_sending,
    stop_sending_everywhere,
)
from crm.pagelink.service.polling import note_poll
from crm.pagelink.service.undoing import (
    undo_assign,
    undo_needs_none,
    undo_restrict,
    undo_snooze,
)
from crm.pagelink.service.writing import save_draft, start_writing, stop_writing, take_over

__all__ = [
    "EmptyNote",
    "Manners",
    "NoReason",
    "PageAlreadyAdded",
    "PageNumberInvalid",
    "add_note",
    "add_page",
    "allow_sending",
    "allow_sending_everywhere",
    "ask_to_moderate",
    "assign",
    "impossible",
    "mark_considered",
    "mark_mention_read",
    "needs_none",
    "note_poll",
    "pass_over_history",
    "reopen",
    "restrict",
    "save_draft",
    "set_health",
    "set_manners",
    "set_token",
    "set_urgent",
    "snooze",
    "start_answering_from",
    "start_writing",
    "stop_sending",
    "stop_sending_everywhere",
    "stop_writing",
    "take_over",
    "touch",
    "unconsidered",
    "undo_assign",
    "undo_needs_none",
    "undo_restrict",
    "undo_snooze",
]
