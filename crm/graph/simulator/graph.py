"""Carries out Graph calls: counts them, checks the token, shows faults, reads or writes."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm.graph.simulator.access import open_token
from crm.graph.simulator.errors import GraphError, bad_parameter
from crm.graph.simulator.faults import rate_error, usage_header
from crm.graph.simulator.reads import read, read_many, split_ids
from crm.graph.simulator.view import Access, Call, view_of
from crm.graph.simulator.world import World
from crm.graph.simulator.writes import write

NEWEST_VERSION = 26
OLDEST_VERSION = 21
MOST_IN_BATCH = 50


def split_version(path: str) -> tuple[str, str]:
    """The version that answers, and the rest of the path.

    A dead or missing version is served by the oldest living one, silently; one that does not exist
    yet is an unknown path.
    """
    head, _, rest = path.strip("/").partition("/")
    if not (head.startswith("v") and head[1:].replace(".", "", 1).isdigit()):
        return f"v{OLDEST_VERSION}.0", path.strip("/")
    major = int(head[1:].split(".")[0])
    if major > NEWEST_VERSION:
        raise GraphError(2500, f"Unknown path components: /{head}")
    return f"v{max(major, OLDEST_VERSION)}.0", rest


def run_call(world: World, call: Call) -> Any:
    """The answer to one call as JSON-able values; raises GraphError."""
    wanted = split_ids(call.values["ids"]) if _has_ids(call) else []
    for _ in wanted or [""]:
        world.count_call(call.method, call.path)
    page = call.access.page or ""
    if world.rules.enforce_budget and world.usage_percent() > 100:
        raise rate_error(page, {"code": 80001, "minutes": 60})
    world.faults.raise_refusal(page, call.method, call.path)
    view = view_of(world, call)
    if call.method == "GET":
        return read_many(view, call, wanted) if wanted else read(view, call)
    return write(view, call)


def _has_ids(call: Call) -> bool:
    return call.method == "GET" and bool(call.values.get("ids"))


def run_batch(world: World, text: str, access: Access, version: str) -> list[Any]:
    """The list of answers to a batch, in its order; some may be null."""
    try:
        items = json.loads(text)
    except ValueError as error:
        raise bad_parameter("Param batch must be a JSON array") from error
    if not isinstance(items, list) or not items:
        raise bad_parameter("Param batch must be a non-empty array")
    if len(items) > MOST_IN_BATCH:
        raise GraphError(
            100, f"(#100) Too many requests in batch message. Maximum batch size is {MOST_IN_BATCH}"
        )
    return [_batch_item(world, item, access, version) for item in items]


def _batch_item(world: World, item: dict[str, Any], access: Access, version: str) -> Any:
    method = str(item.get("method", "GET")).upper()
    address = urlsplit("/" + str(item.get("relative_url", "")).lstrip("/"))
    dropped = world.faults.strike("batch_null", method, address.path)
    if dropped is not None and not dropped.get("executed"):
        return None
    try:
        call = _item_call(world, item, method, access, version)
        answer = _part(200, run_call(world, call), usage_headers(world, call.access))
    except GraphError as error:
        answer = _part(error.status, error.body(), usage_headers(world, access) | error.headers)
    return None if dropped is not None else answer


def _item_call(
    world: World, item: dict[str, Any], method: str, access: Access, version: str
) -> Call:
    address = urlsplit("/" + str(item.get("relative_url", "")).lstrip("/"))
    values = dict(parse_qsl(address.query, keep_blank_values=True))
    values |= dict(parse_qsl(str(item.get("body") or ""), keep_blank_values=True))
    own = values.pop("access_token", None) or item.get("access_token")
    answering, path = split_version(address.path)
    if answering == f"v{OLDEST_VERSION}.0" and not address.path.startswith("/v"):
        answering = version
    mine = open_token(world, own, in_url=True) if own else access
    return Call(method, path, values, mine, answering)


def _part(code: int, body: Any, headers: dict[str, str]) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in headers.items()]
    return {"code": code, "headers": listed, "body": json.dumps(body)}


def usage_headers(world: World, access: Access | None) -> dict[str, str]:
    """X-App-Usage, and for a Page token X-Business-Use-Case-Usage (percent of the budget)."""
    used = world.usage_percent()
    headers = {
        "X-App-Usage": json.dumps(
            {"call_count": used, "total_time": used // 4, "total_cputime": used // 4}
        )
    }
    if access and access.page:
        headers["X-Business-Use-Case-Usage"] = usage_header(access.page, used, 0)
    return headers
