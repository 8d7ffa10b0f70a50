"""What colleagues did with a conversation, unfolded beside it or on a page of its own."""

from typing import Any

from flask import render_template
from flask_login import current_user

from crm.console.queries.activity import activity
from crm.console.views.blueprint import blueprint
from crm.console.views.restricted import opened
from crm.web import is_fragment


@blueprint.get("/inbox/<int:conversation_id>/activity")
def activity_of(conversation_id: int) -> Any:
    """The acts, newest first; a restricted conversation's only for who may read it."""
    found = opened(conversation_id)
    page = "console/_activity.html" if is_fragment() else "console/activity.html"
    return render_template(page, conversation=found, acts=activity(found, current_user))
