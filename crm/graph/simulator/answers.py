"""The HTTP side of the Graph API: parameters in, JSON and headers out, broken when told to."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, Response, request

from crm.graph.simulator.access import bearer, check_proof, open_token
from crm.graph.simulator.errors import GraphError
from crm.graph.simulator.graph import run_batch, run_call, split_version, usage_headers
from crm.graph.simulator.view import Access, Call
from crm.graph.simulator.world import World

METHODS = ["GET", "POST", "DELETE"]
HANG_SECONDS = 30.0
BAD_GATEWAY = (
    "<!DOCTYPE html><html lang='en'><head><title>502</title></head>"
    "<body><h1>Sorry, something went wrong.</h1></body></html>"
)


def add_graph_routes(app: Flask, world: World) -> None:
    """Answer every path that nothing else answers as the Graph API."""

    def answer(path: str = "") -> Response:
        return respond(world, request, path)

    app.add_url_rule("/<path:path>", "graph", answer, methods=METHODS)
    app.add_url_rule("/", "graph_root", answer, methods=["POST"])


def respond(world: World, asked: Request, path: str) -> Response:
    """The answer to one HTTP request, with the faults that concern the whole of it."""
    values = parameters(asked)
    method = str(values.pop("method", asked.method)).upper()
    bare = path.partition("/")[2] if path.startswith("v") else path

    def strike(kind: str) -> dict[str, Any] | None:
        return world.faults.strike(kind, method, bare)

    if (hang := strike("timeout_before")) is not None:
        return _hang(world, hang)
    if strike("html_502") is not None:
        return Response(BAD_GATEWAY, 502, mimetype="text/html")
    response = _carry_out(world, asked, method, path, values)
    if (hang := strike("timeout_after")) is not None:
        return _hang(world, hang)
    if (slow := strike("slow")) is not None:
        world.stopping.wait(float(slow.get("seconds", 1.0)))
    if strike("truncated") is not None:
        response.set_data(response.get_data()[: response.content_length // 2])
    if strike("cut") is not None:
        return _cut(response)
    return response


def parameters(asked: Request) -> dict[str, str]:
    """Query, form and JSON body as one dict of texts; JSON values stay JSON."""
    values = dict(asked.args.items())
    values |= dict(asked.form.items())
    body = asked.get_json(silent=True) if asked.is_json else None
    if isinstance(body, dict):
        for name, value in body.items():
            values[name] = value if isinstance(value, str) else json.dumps(value)
    return values


def _carry_out(
    world: World, asked: Request, method: str, path: str, values: dict[str, str]
) -> Response:
    access: Access | None = None
    version = ""
    try:
        version, rest = split_version(path)
        token = bearer(asked.headers.get("Authorization"))
        in_url = token is None
        token = token or values.pop("access_token", None)
        values.pop("access_token", None)
        access = open_token(world, token, in_url=in_url)
        check_proof(world, access, values.pop("appsecret_proof", None))
        if not rest and "batch" in values:
            answer = run_batch(world, values["batch"], access, version)
        else:
            answer = run_call(world, Call(method, rest, values, access, version, _file(asked)))
        response = _json(answer, 200)
    except GraphError as error:
        response = _json(error.body(), error.status)
        response.headers.update(error.headers)
    return _with_headers(world, asked, response, access, version)


def _file(asked: Request) -> bytes | None:
    """The upload under the one name that Facebook knows."""
    upload = asked.files.get("source")
    return upload.read() if upload else None


def _with_headers(
    world: World, asked: Request, response: Response, access: Access | None, version: str
) -> Response:
    for name, value in usage_headers(world, access).items():
        response.headers.setdefault(name, value)
    if version:
        response.headers["facebook-api-version"] = version
    if asked.method == "GET" and response.status_code == 200:
        response.add_etag()
        response.make_conditional(asked)
    return response


def _json(answer: Any, status: int) -> Response:
    return Response(json.dumps(answer), status, content_type="application/json; charset=UTF-8")


def _hang(world: World, options: dict[str, Any]) -> Response:
    """No answer until the client has given up."""
    world.stopping.wait(float(options.get("seconds", HANG_SECONDS)))
    return Response("", 504, mimetype="text/html")


def _cut(response: Response) -> Response:
    """The connection ends before the whole body has come."""
    whole = response.get_data()
    headers = dict(response.headers) | {"Content-Length": str(len(whole) + 1000)}

    def first_half() -> Iterable[bytes]:
        yield whole[: len(whole) // 2]

    return Response(first_half(), response.status_code, headers)
