"""Fields, edges and kinds of objects, and how asked-for fields are rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crm.graph.simulator.errors import bad_parameter
from crm.graph.simulator.fields import Ask
from crm.graph.simulator.store import Row
from crm.graph.simulator.view import View

MISSING = object()
"""What a field reads when the key is to be left out."""

Read = Callable[[View, Row, Ask], Any]


@dataclass(frozen=True)
class Field:
    """One field: how it is read, of which kind its value is, or which keys it has inside."""

    read: Read
    kind: str | None = None
    keys: frozenset[str] | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of object: its name at Facebook, its fields and those given without asking."""

    name: str
    fields: dict[str, Field]
    default: tuple[str, ...]


KINDS: dict[str, Kind] = {}


def check(kind_name: str, asks: list[Ask] | None) -> None:
    """Refuse the whole request for one unknown field, at any depth (code 100)."""
    kind = KINDS[kind_name]
    for ask in asks or []:
        field = kind.fields.get(ask.name)
        if field is None:
            raise bad_parameter(
                f"Tried accessing nonexisting field ({ask.name}) on node type ({kind.name})"
            )
        if ask.fields is not None:
            _check_inside(field, ask)


def _check_inside(field: Field, ask: Ask) -> None:
    if field.kind:
        check(field.kind, ask.fields)
        return
    if field.keys is None:
        raise bad_parameter(f"Subfields are not supported by {ask.name}")
    for inner in ask.fields or []:
        if inner.name not in field.keys:
            raise bad_parameter(f"Tried accessing nonexisting field ({inner.name})")


def render(view: View, kind_name: str, row: Row, asks: list[Ask] | None) -> dict[str, Any]:
    """The asked-for fields of an object, and always its id."""
    kind = KINDS[kind_name]
    wanted = asks or [Ask(name) for name in kind.default]
    shown: dict[str, Any] = {}
    for ask in wanted:
        value = kind.fields[ask.name].read(view, row, ask)
        if value is not MISSING:
            shown[ask.label] = value
    if "id" not in shown:
        shown["id"] = kind.fields["id"].read(view, row, Ask("id"))
    return shown


def plain(read: Callable[[View, Row], Any]) -> Field:
    """A field with a simple value."""
    return Field(lambda view, row, _ask: read(view, row))


def pick(value: Any, asks: list[Ask] | None) -> Any:
    """The asked-for keys of a nested value; lists element by element; all without asking."""
    if asks is None or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return [pick(one, asks) for one in value]
    if set(value) == {"data"}:
        return {"data": pick(value["data"], asks)}
    return {ask.label: pick(value[ask.name], ask.fields) for ask in asks if ask.name in value}


def nested(read: Callable[[View, Row], Any], *keys: str) -> Field:
    """A field whose value has keys of its own, which can be asked for singly."""

    def read_part(view: View, row: Row, ask: Ask) -> Any:
        value = read(view, row)
        return value if value is MISSING else pick(value, ask.fields)

    return Field(read_part, keys=frozenset(keys))
