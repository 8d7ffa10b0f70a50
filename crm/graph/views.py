"""The address that Facebook calls."""

from flask import Blueprint, Response, abort, request

from crm import clock
from crm.db import transaction
from crm.graph import webhook
from crm.web import public, settings

blueprint = Blueprint("graph", __name__)


@blueprint.get("/webhooks/facebook")
@public
def verify() -> Response:
    """Answer Facebook's challenge when it knows our token (GRAPH_API.md §7.2)."""
    asked = request.args
    expected = settings().facebook_verify_token
    if not webhook.is_verified(asked.get("hub.mode"), asked.get("hub.verify_token"), expected):
        abort(403)
    return Response(asked.get("hub.challenge", ""), mimetype="text/plain")


@blueprint.post("/webhooks/facebook")
@public
def notice() -> Response:
    """Keep a signed body and answer at once; a job takes it from there."""
    if (request.content_length or 0) > webhook.LARGEST_BODY:
        abort(413)
    raw = request.get_data(cache=False)
    signature = request.headers.get("X-Hub-Signature-256")
    if not webhook.is_signed(raw, signature, settings().facebook_app_secret):
        abort(403)
    with transaction():
        webhook.keep(raw, now=clock.now())
    return Response("ok", mimetype="text/plain")
