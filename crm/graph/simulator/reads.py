"""Answers GET: single objects, lists, several ids at once, and the few odd corners."""

from typing import Any

from crm.graph.simulator.access import find_token
from crm.graph.simulator.edges import EDGES, listing
from crm.graph.simulator.errors import GraphError, bad_parameter, forbidden, gone
from crm.graph.simulator.faults import too_much
from crm.graph.simulator.fields import Ask, parse
from crm.graph.simulator.insights import read_insights
from crm.graph.simulator.lookup import Found, find
from crm.graph.simulator.objects import content, page, talks  # noqa: F401  (they register kinds)
from crm.graph.simulator.objects.base import KINDS, check, render
from crm.graph.simulator.paging import read_limit
from crm.graph.simulator.view import Call, View, need_page_token

MOST_IDS = 50


def read(view: View, call: Call) -> Any:
    """The answer to a GET without `ids=`."""
    segments = call.path.split("/")
    if call.path == "debug_token":
        return debug_token(view, call)
    if call.path == "me/accounts":
        return accounts(view, call)
    if len(segments) == 1:
        return read_object(view, call, segments[0])
    if len(segments) == 2:
        return read_list(view, call, segments[0], segments[1])
    raise GraphError(2500, f"Unknown path components: /{'/'.join(segments[2:])}")


def split_ids(text: str) -> list[str]:
    """The ids of `ids=`; raises code 100 above 50."""
    wanted = [one.strip() for one in text.split(",") if one.strip()]
    if len(wanted) > MOST_IDS:
        raise bad_parameter(f"Too many IDs. Maximum: {MOST_IDS}. Provided: {len(wanted)}.")
    return wanted


def read_many(view: View, call: Call, wanted: list[str]) -> dict[str, Any]:
    """The answer to `ids=`: one bad id fails the whole call (code 803)."""
    answers = {}
    for one in wanted:
        try:
            answers[one] = (
                read_list(view, call, one, call.path) if call.path else read_object(view, call, one)
            )
        except GraphError as error:
            if (error.code, error.subcode) != (100, 33):
                raise
            message = f"(#803) Some of the aliases you requested do not exist: {one}"
            raise GraphError(803, message, status=404) from error
    return answers


def read_object(view: View, call: Call, object_id: str) -> dict[str, Any]:
    """One object with the asked-for fields."""
    asks = asked_fields(call)
    found = find(view, object_id)
    if found.kind == "person" and not view.world.rules.profile_access:
        return {}
    check(found.kind, asks)
    _weigh(view, found.kind, asks, 1)
    return render(view, found.kind, found.row, asks)


def read_list(view: View, call: Call, object_id: str, name: str) -> dict[str, Any]:
    """One page of a list under an object."""
    found = find(view, object_id)
    odd = _odd_list(view, call, found, name)
    if odd is not None:
        return odd
    edge = EDGES.get((found.kind, name))
    if edge is None:
        kind = KINDS[found.kind].name
        raise bad_parameter(f"Tried accessing nonexisting field ({name}) on node type ({kind})")
    asks = asked_fields(call)
    _weigh(view, edge.child, asks, read_limit(call.value("limit"), edge.most))
    token = call.access.token if call.access.in_url else ""
    return listing(view, edge, found.row, call.values, asks, token)


def asked_fields(call: Call) -> list[Ask] | None:
    """The `fields` of a call, read."""
    text = call.value("fields")
    return parse(text) if text else None


def _weigh(view: View, kind: str, asks: list[Ask] | None, rows: int) -> None:
    most = view.world.rules.most_rows
    if most is not None and rows * _weight(kind, asks) > most:
        raise too_much()


def _weight(kind: str, asks: list[Ask] | None) -> int:
    weight = 1
    for ask in asks or []:
        edge = EDGES.get((kind, ask.name))
        if edge is not None:
            limit = read_limit(ask.modifiers.get("limit"), edge.most)
            weight += limit * _weight(edge.child, ask.fields)
    return weight


def _odd_list(view: View, call: Call, found: Found, name: str) -> dict[str, Any] | None:
    if found.kind != "page":
        return None
    if name == "visitor_posts":
        message = "The visitor_posts edge is not supported for the New Pages Experience"
        raise bad_parameter(message)
    if name == "tagged":
        return {"data": []}
    if name == "insights":
        need_page_token(view.access, found.row["id"])
        return read_insights(view, call, found.row)
    if name == "subscribed_apps":
        need_page_token(view.access, found.row["id"])
        return _subscribed_apps(view, found)
    return None


def _subscribed_apps(view: View, found: Found) -> dict[str, Any]:
    fields = view.world.subscribed_fields(found.row["id"])
    app = {"id": view.world.app_id, "name": "Simulated app", "subscribed_fields": fields}
    return {"data": [app] if fields else []}


def accounts(view: View, call: Call) -> dict[str, Any]:
    """`/me/accounts`: the Pages of a person's token."""
    if view.access.kind != "user":
        raise forbidden("This endpoint needs a user access token", code=210)
    pages = view.world.store.rows(
        "SELECT p.id, p.name, t.token FROM pages p JOIN tokens t ON t.page = p.id ORDER BY p.id"
    )
    tasks = ["ANALYZE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"]
    return {
        "data": [
            {"id": one["id"], "name": one["name"], "access_token": one["token"], "tasks": tasks}
            for one in pages
        ]
    }


def debug_token(view: View, call: Call) -> dict[str, Any]:
    """What is known about `input_token`."""
    row = find_token(view.world, call.value("input_token") or "")
    if row is None or row["code"] is not None:
        error: dict[str, Any] = {"code": 190, "message": "The session is invalid"}
        if row is not None and row["subcode"] is not None:
            error["subcode"] = row["subcode"]
        return {"data": {"is_valid": False, "error": error, "scopes": []}}
    scopes = row["scopes"].split()
    facts = {
        "app_id": view.world.app_id,
        "type": row["kind"].upper(),
        "application": "Simulated app",
        "is_valid": True,
        "issued_at": view.now - 86_400,
        "expires_at": 0,
        "data_access_expires_at": view.now + 89 * 86_400,
        "user_id": "444000000000004",
        "scopes": scopes,
    }
    if row["page"]:
        facts["profile_id"] = row["page"]
        facts["granular_scopes"] = [{"scope": s, "target_ids": [row["page"]]} for s in scopes]
    return {"data": facts}


def need_found(view: View, object_id: str, kind: str) -> Found:
    """An object that must be of a kind (100/33 else)."""
    found = find(view, object_id, "post")
    if found.kind != kind:
        raise gone(object_id, "post")
    return found
