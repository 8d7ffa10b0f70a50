"""The OpenAPI document of /api/v1, made from the very lists of fields that are given out."""

from typing import Any

from crm.pagelink.models import AnswerState, Direction, Kind, ReplyState, Route
from crm.reports.rows import customers, messages, replies, worksheets
from crm.worksheets.models import Outcome, Source, Stage

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "null"]}
TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer"}
TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
OBJECTS: Schema = {"type": "array", "items": {"type": "object"}}

SHAPES: dict[str, Schema] = {
    "id": COUNT,
    "conversation": COUNT,
    "attempts": COUNT,
    "messages": COUNT,
    "worksheets": COUNT,
    "reopened": COUNT,
    "customer": {"type": ["integer", "null"]},
    "topics": TEXTS,
    "flags": TEXTS,
    "identities": OBJECTS,
    "facts": OBJECTS,
    "latitude": NUMBER,
    "longitude": NUMBER,
    "kind": {"enum": list(Kind)},
    "direction": {"enum": list(Direction)},
    "answer_state": {"enum": [*AnswerState, None]},
    "source": {"enum": list(Source)},
    "stage": {"enum": list(Stage)},
    "outcome": {"enum": [*Outcome, None]},
    "state": {"enum": list(ReplyState)},
}


def document() -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rongtook", "version": "1"},
        "security": [{"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**_rows(), "Error": _object({"error": {"type": "string"}})},
        },
        "paths": _paths(),
    }


def _rows() -> dict[str, Schema]:
    fields = {
        "Message": messages.FIELDS,
        "Customer": customers.FIELDS,
        "Worksheet": worksheets.FIELDS,
        "Reply": replies.FIELDS,
    }
    return {name: _object({each: _shape(each) for each in names}) for name, names in fields.items()}


def _shape(field: str) -> Schema:
    return SHAPES.get(field, TIME if field.endswith("_at") else TEXT)


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _paths() -> Schema:
    search = _query("q", "words that the message holds, all of them", {"type": "string"})
    return {
        "/api/v1/messages": {"get": _list("Message", "Messages, newest first", search)},
        "/api/v1/customers": {"get": _list("Customer", "People; facts are masked")},
        "/api/v1/worksheets": {"get": _list("Worksheet", "Worksheets, newest first")},
        "/api/v1/replies": {"get": _list("Reply", "The outbox, newest first")},
        "/api/v1/messages/{external_id}/replies": {"post": _reply()},
        "/api/v1/worksheets/{number}": {"patch": _change()},
        "/api/v1/openapi.json": {"get": {"security": [], "responses": {"200": _plain("This")}}},
    }


def _list(schema: str, summary: str, *more: Schema) -> Schema:
    limit = {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}
    page = _object(
        {"data": {"type": "array", "items": _ref(schema)}, "next": {"type": ["string", "null"]}}
    )
    return {
        "summary": summary,
        "parameters": [
            _query("cursor", "`next` of the list before", {"type": "string"}),
            _query("limit", "how many at most", limit),
            *more,
        ],
        "responses": {"200": _json(summary, page), **_errors("400", "401")},
    }


def _reply() -> Schema:
    key = {"name": "Idempotency-Key", "in": "header", "required": True}
    asked = {**_object({"text": {"type": "string", "minLength": 1}}), "additionalProperties": False}
    asked["properties"]["route"] = {"enum": list(Route)}
    return {
        "summary": "Queue an answer; without a route the best one that is open",
        "parameters": [
            _path("external_id", "the message's id, in any form"),
            {**key, "schema": {"type": "string", "minLength": 1, "maxLength": 255}},
        ],
        "requestBody": _body(asked),
        "responses": {
            "201": _json("The reply, queued", _ref("Reply")),
            **_errors("400", "401", "403", "404", "409", "415", "422"),
        },
    }


def _change() -> Schema:
    changes = {"case_number": {"type": "string"}, "stage": SHAPES["stage"]}
    return {
        "summary": "Change the citizen's number or the stage of a case",
        "parameters": [_path("number", "the worksheet's number, or the citizen's")],
        "requestBody": _body(
            {"type": "object", "properties": changes, "additionalProperties": False}
        ),
        "responses": {
            "200": _json("The worksheet", _ref("Worksheet")),
            **_errors("400", "401", "403", "404", "409", "415", "422"),
        },
    }


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _path(name: str, description: str) -> Schema:
    place = {"name": name, "in": "path", "required": True, "description": description}
    return {**place, "schema": {"type": "string"}}


def _ref(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _body(schema: Schema) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _plain(description: str) -> Schema:
    return _json(description, {"type": "object"})


def _errors(*statuses: str) -> Schema:
    return {status: _json("A sentence about what is wrong", _ref("Error")) for status in statuses}
