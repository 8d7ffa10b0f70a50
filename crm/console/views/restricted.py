"""Keeps restricted conversations closed on every page that names one, whoever wrote the page."""

from flask import g, request
from flask_login import current_user

from crm.console.queries import talk
from crm.console.views.blueprint import blueprint
from crm.errors import NotAllowed
from crm.pagelink.models import Conversation
from crm.pagelink.queries.restricted import any_hidden, may_read


@blueprint.before_request
def keep_closed() -> None:
    """Refuse what is asked for in or about a conversation that this person may not read."""
    asked_for = (request.view_args or {}) | {"opened": request.args.get("opened", type=int)}
    for name, find in NAMED_BY.items():
        number = asked_for.get(name)
        if number and not may_read(find(number), current_user):
            raise NotAllowed
    chosen = request.values.getlist("chosen", type=int)
    if chosen and any_hidden(chosen, current_user):
        raise NotAllowed


def opened(conversation_id: int) -> Conversation:
    """The conversation that the address names, as the guard has read it already."""
    if "opened" not in g:
        g.opened = talk.get_conversation(conversation_id)
    found: Conversation = g.opened
    return found


def _of_reply(reply_id: int) -> Conversation:
    return talk.get_reply(reply_id).conversation


NAMED_BY = {"conversation_id": opened, "opened": opened, "reply_id": _of_reply}
