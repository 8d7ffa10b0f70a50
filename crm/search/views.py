"""The search page; it works without JavaScript, and with it answers while one types."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user

from crm import clock
from crm.db import transaction
from crm.errors import NotFound
from crm.search import service
from crm.search.queries.find import find
from crm.web import is_fragment

blueprint = Blueprint("search", __name__)

RECORDS = {
    "conversation": "/inbox/",
    "post": "/posts/",
    "customer": "/customers/",
    "worksheet": "/worksheets/",
}


@blueprint.get("/search")
def search() -> Any:
    """The box, and what was found."""
    text = request.args.get("q", "")
    found = find(text, current_user, cursor=request.args.get("cursor"))
    timing_id = _record(found.hits, found.milliseconds) if found.query.words else None
    page = "search/_results.html" if is_fragment() else "search/search.html"
    return render_template(page, found=found, text=text, timing_id=timing_id)


@blueprint.get("/search/opened/<int:timing_id>/<kind>/<key>")
def opened(timing_id: int, kind: str, key: str) -> Any:
    """Go to a record that was found, and keep that it was."""
    if kind not in RECORDS:
        raise NotFound
    with transaction():
        service.record_opened(timing_id, kind, key, by=current_user, now=clock.now())
    return redirect(RECORDS[kind] + quote(key))


def _record(hits: int, milliseconds: float) -> int:
    with transaction():
        timing = service.record_search(
            by=current_user,
            hits=hits,
            milliseconds=milliseconds,
            now=clock.now(),
            timing_id=request.args.get("timing", type=int),
        )
        return timing.id
