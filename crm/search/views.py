"""The search page; it works without JavaScript, and with it answers while one types."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from crm import clock
from crm.db import transaction
from crm.search import service
from crm.search.models import Ending
from crm.search.queries.find import SearchPage, find
from crm.search.queries.messages import conversation_of
from crm.search.service import Answer
from crm.web import is_fragment, settings

blueprint = Blueprint("search", __name__)

RECORDS = {
    "conversation": "/inbox/",
    "post": "/posts/",
    "customer": "/customers/",
    "worksheet": "/worksheets/",
}
KIND = "<any(conversation, post, customer, worksheet):kind>"


@blueprint.get("/search")
def search() -> Any:
    """The box, and what was found."""
    text = request.args.get("q", "")
    cursor = request.args.get("cursor")
    found = find(text, current_user, settings().timezone, cursor=cursor)
    timing_id = _record(found) if text.strip() else None
    page = "search/_results.html" if is_fragment() else "search/search.html"
    return render_template(page, found=found, text=text, cursor=cursor, timing_id=timing_id)


@blueprint.get("/search/opened/<int:timing_id>/message/<int:message_id>")
def opened_message(timing_id: int, message_id: int) -> Any:
    """Go to a message in its conversation, and keep that the conversation was opened."""
    talk = str(conversation_of(message_id))
    with transaction():
        service.record_opened(timing_id, "conversation", talk, by=current_user, now=clock.now())
    return redirect(f"{RECORDS['conversation']}{talk}?whole=1#message-{message_id}")


@blueprint.get(f"/search/opened/<int:timing_id>/{KIND}/<path:key>")
def opened(timing_id: int, kind: str, key: str) -> Any:
    """Go to a record that was found, and keep that it was."""
    with transaction():
        service.record_opened(timing_id, kind, key, by=current_user, now=clock.now())
    return redirect(RECORDS[kind] + quote(key))


@blueprint.get(f"/search/record/{KIND}/<path:key>")
def record(kind: str, key: str) -> Any:
    """Go to a record that was once opened from a search."""
    return redirect(RECORDS[kind] + quote(key))


@blueprint.post("/search/ended/<int:timing_id>/<any(found, given_up):ending>")
def ended(timing_id: int, ending: str) -> Any:
    """Keep that a search ended on its own page: found there, or given up."""
    with transaction():
        service.record_end(timing_id, Ending(ending), by=current_user, now=clock.now())
    return redirect(url_for(".search"), code=303)


def _record(found: SearchPage) -> int:
    """Keep the timing; the page says how long ago the first letter was typed."""
    typed_for = timedelta(milliseconds=request.args.get("typed", 0, type=int))
    with transaction():
        timing = service.record_search(
            Answer(found.hits, found.milliseconds, typed_for),
            by=current_user,
            now=clock.now(),
            timing_id=request.args.get("timing", type=int),
        )
        return timing.id
