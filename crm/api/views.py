"""The addresses of the API: four lists, replies, changes to a worksheet, and their document."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext

from crm import clock
from crm.api import body, openapi
from crm.api.tokens import current_token, needs
from crm.auth import service as auth
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.pagelink import outbox
from crm.pagelink.models import Route
from crm.pagelink.queries import get_message
from crm.reports.rows import customers, messages, replies, worksheets
from crm.reports.rows.keyset import Chunk, Keyset
from crm.search.queries.find import find_ids
from crm.web import public, settings
from crm.worksheets import service
from crm.worksheets.models import Stage, Worksheet
from crm.worksheets.queries import get_by_number

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.errorhandler(CrmError)
def show_error(error: CrmError) -> tuple[Response, int]:
    """A sentence as JSON; what a body asks for and can't be done is 422."""
    refused = error.status == 400 and request.method in ("POST", "PATCH")
    answer = jsonify({"error": gettext(error.sentence, **error.params)})
    if error.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer, 422 if refused else error.status


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """What the API offers, for machines."""
    return jsonify(openapi.document())


@blueprint.get("/messages")
@needs("read")
def list_messages() -> Response:
    """Messages, newest first; with `q`, those that the search finds."""
    asked = request.args.get("q")
    if asked is None:
        return _list(messages.chunk)
    ids, following = find_ids(
        asked, settings().timezone, cursor=request.args.get("cursor"), limit=body.limit()
    )
    return jsonify({"data": messages.by_ids(ids), "next": following})


@blueprint.get("/customers")
@needs("read")
def list_customers() -> Response:
    """People, newest first, with their facts masked."""
    return _list(customers.chunk)


@blueprint.get("/worksheets")
@needs("read")
def list_worksheets() -> Response:
    """Worksheets, newest first."""
    return _list(worksheets.chunk)


@blueprint.get("/replies")
@needs("read")
def list_replies() -> Response:
    """The outbox, newest first."""
    return _list(replies.chunk)


@blueprint.post("/messages/<path:external_id>/replies")
@needs("write")
def reply(external_id: str) -> tuple[Response, int]:
    """Queue an answer to a message; the same key and body again gives the same reply."""
    asked = body.fields(("text", "route"))
    key, route = body.idempotency_key(), _route(asked.get("route"))
    with transaction():
        token, target = current_token(), get_message(external_id)
        queued = outbox.queue(
            target.conversation,
            text=asked.get("text", ""),
            route=route,
            target=target,
            by=token,
            idempotency_key=key,
            now=clock.now(),
        )
        auth.note_use(token, now=clock.now())
    return jsonify(replies.fields_of(queued)), 201


@blueprint.patch("/worksheets/<path:number>")
@needs("write")
def change_worksheet(number: str) -> Response:
    """Change the citizen's number or the stage of a case."""
    changes = body.fields(("case_number", "stage"))
    stage = _stage(changes["stage"]) if "stage" in changes else None
    with transaction():
        token, sheet = current_token(), get_by_number(number)
        if "case_number" in changes:
            service.set_case_number(sheet, changes["case_number"], by=None, now=clock.now())
        if stage is not None:
            service.set_stage(sheet, stage, by=None, now=clock.now())
        auth.note_use(token, now=clock.now())
        auth.audit("worksheet_api", sheet, by=None, now=clock.now(), token=token.id, **changes)
    return jsonify(_fields(sheet))


def _list(chunk: Callable[[Keyset], Chunk]) -> Response:
    found = chunk(Keyset(body.cursor(), body.limit(), newest_first=True))
    following = None if found.next is None else str(found.next)
    return jsonify({"data": found.rows, "next": following})


def _fields(sheet: Worksheet) -> dict[str, Any] | None:
    return worksheets.by_number(sheet.number)


def _route(name: str | None) -> Route | None:
    if name is not None and name not in list(Route):
        raise body.Unprocessable(
            N_("ไม่มีช่องทาง %(route)s เลือกได้ %(routes)s"), route=name, routes=", ".join(Route)
        )
    return None if name is None else Route(name)


def _stage(slug: str) -> Stage:
    if slug not in list(Stage):
        raise body.Unprocessable(
            N_("ไม่มีสถานะ %(stage)s เลือกได้ %(stages)s"), stage=slug, stages=", ".join(Stage)
        )
    return Stage(slug)
