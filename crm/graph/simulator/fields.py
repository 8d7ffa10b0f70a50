"""Reads the `fields` parameter: names, modifiers and nested braces."""

import re
from dataclasses import dataclass, field

from crm.graph.simulator.errors import GraphError

TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[{},.]|\([^()]*\))")


@dataclass
class Ask:
    """One asked-for field, its modifiers (`limit`, `after`, ...) and what is asked inside it."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    fields: list["Ask"] | None = None

    @property
    def label(self) -> str:
        """The key in the answer: the name, or what `.as()` says."""
        return self.modifiers.get("as", self.name)

    def __str__(self) -> str:
        modifiers = "".join(f".{name}({value})" for name, value in self.modifiers.items())
        return f"{self.name}{modifiers}" + (f"{{{write(self.fields)}}}" if self.fields else "")


def write(asks: list[Ask]) -> str:
    """The same list as text again, for `paging.next`."""
    return ",".join(str(ask) for ask in asks)


def parse(text: str) -> list[Ask]:
    """The fields of a `fields` parameter; raises code 2500 for a syntax error."""
    reader = _Reader(_tokens(text))
    asks = reader.fields()
    if reader.peek() is not None:
        raise _syntax_error(reader.peek())
    return asks


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise _syntax_error(text[position])
        found.append(match[1])
        position = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def take(self) -> str:
        token = self.peek()
        if token is None:
            raise _syntax_error("end of string")
        self._at += 1
        return token

    def fields(self) -> list[Ask]:
        asks = [self.one()]
        while self.peek() == ",":
            self.take()
            if self.peek() not in (None, "}"):
                asks.append(self.one())
        return asks

    def one(self) -> Ask:
        ask = Ask(self._name())
        while self.peek() in (".", "{"):
            if self.take() == ".":
                name = self._name()
                ask.modifiers[name] = self._value()
            else:
                ask.fields = self.fields()
                if self.take() != "}":
                    raise _syntax_error("expected }")
        return ask

    def _name(self) -> str:
        token = self.take()
        if not (token[0].isalpha() or token[0] == "_"):
            raise _syntax_error(token)
        return token

    def _value(self) -> str:
        token = self.take()
        if not token.startswith("("):
            raise _syntax_error(token)
        return token[1:-1].strip("'\"")


def _syntax_error(near: str | None) -> GraphError:
    return GraphError(2500, f"Syntax error near {near!r} in the fields parameter")
