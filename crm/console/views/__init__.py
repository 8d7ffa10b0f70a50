"""The console's pages; every one asks for a log-in, and each change for an agent or more."""

from crm.console.views import (
    answer,
    approvals,
    customers,
    dispatches,
    facebook,
    frame,
    inbox,
    marks,
    mentions,
    news,
    pages,
    places,
    posts,
    sheets,
    steps,
    writing,
)
from crm.console.views.blueprint import blueprint

__all__ = [
    "answer",
    "approvals",
    "blueprint",
    "customers",
    "dispatches",
    "facebook",
    "frame",
    "inbox",
    "marks",
    "mentions",
    "news",
    "pages",
    "places",
    "posts",
    "sheets",
    "steps",
    "writing",
]
