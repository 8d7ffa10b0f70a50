"""Faults that the simulated Facebook can be told to show."""

import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from crm.graph.simulator.errors import GraphError, dead_token

WHOLE_REQUEST = ("timeout_before", "timeout_after", "slow", "html_502", "truncated", "cut")
KINDS = (
    *WHOLE_REQUEST,
    "rate",
    "token",
    "reduce",
    "transient",
    "policy",
    "error",
    "batch_null",
    "lag",
    "missing_from",
    "empty_page",
)


@dataclass
class Fault:
    """One order to fail: the next so many times, or with a chance, for some calls only.

    `options`: `seconds` (timeout_*, slow, lag), `code`, `subcode`, `status`, `message`, `minutes`
    (rate, token, transient, error), `executed` (batch_null: the item was carried out all the same).
    """

    kind: str
    times: int | None = None
    chance: float = 1.0
    method: str | None = None
    path: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def concerns(self, method: str, path: str) -> bool:
        """Whether a call is one of those that it is meant for."""
        return (self.method in (None, method)) and self.path in path


class Faults:
    """The orders in force; thread-safe, repeatable from the seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._orders: list[Fault] = []
        self.shown: dict[str, int] = {}

    def add(
        self,
        kind: str,
        *,
        times: int | None = None,
        chance: float = 1.0,
        method: str | None = None,
        path: str = "",
        **options: Any,
    ) -> None:
        """Order a fault; `times=None` goes on until `clear()`. `path` is a part of the path."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; there are {', '.join(KINDS)}")
        with self._lock:
            self._orders.append(Fault(kind, times, chance, method, path, options))

    def clear(self, kind: str | None = None) -> None:
        """Take back every order, or those of a kind."""
        with self._lock:
            self._orders = [f for f in self._orders if kind is not None and f.kind != kind]

    def orders(self) -> list[dict[str, Any]]:
        """What is still in force."""
        with self._lock:
            return [asdict(order) for order in self._orders]

    def strike(self, kind: str, method: str, path: str) -> dict[str, Any] | None:
        """The options of a fault that hits this call now, or None; counts it as used."""
        if not self._orders:
            return None
        with self._lock:
            for order in self._orders:
                if order.kind == kind and order.concerns(method, path) and self._hits(order):
                    self.shown[kind] = self.shown.get(kind, 0) + 1
                    return order.options
        return None

    def _hits(self, order: Fault) -> bool:
        if order.chance < 1.0 and self._chance.random() >= order.chance:
            return False
        if order.times is not None:
            order.times -= 1
            if order.times <= 0:
                self._orders.remove(order)
        return True

    def raise_refusal(self, page: str, method: str, path: str) -> None:
        """Raise the error that is ordered for this call, if any."""
        for kind, refusal in REFUSALS.items():
            options = self.strike(kind, method, path)
            if options is not None:
                raise refusal(page, options)


def usage_header(page: str, used: int, minutes: int) -> str:
    """The value of X-Business-Use-Case-Usage."""
    return (
        f'{{"{page}":[{{"type":"pages","call_count":{used},"total_cputime":{used // 4},'
        f'"total_time":{used // 4},"estimated_time_to_regain_access":{minutes}}}]}}'
    )


def rate_error(page: str, options: dict[str, Any]) -> GraphError:
    """Code 4, 613, 80001, ...: too many calls; the minutes to wait are in the header."""
    code, minutes = int(options.get("code", 80001)), int(options.get("minutes", 5))
    header = {"X-Business-Use-Case-Usage": usage_header(page, 100, minutes)}
    if code == 4:
        header = {"X-App-Usage": '{"call_count":100,"total_time":25,"total_cputime":25}'}
    message = f"(#{code}) There have been too many calls to this Page account. Wait a bit."
    subcode = options.get("subcode")
    return GraphError(code, message, subcode=subcode, transient=code == 4, headers=header)


def _token_error(_page: str, options: dict[str, Any]) -> GraphError:
    return dead_token(options.get("subcode", 460), "The session has been invalidated")


def _reduce_error(_page: str, _options: dict[str, Any]) -> GraphError:
    return too_much()


def too_much() -> GraphError:
    """Code 1 for a request that asks for too much at once."""
    message = "Please reduce the amount of data you're asking for, then retry your request"
    return GraphError(1, message, status=500)


def _transient_error(_page: str, options: dict[str, Any]) -> GraphError:
    message = "An unexpected error has occurred. Please retry your request later."
    return GraphError(int(options.get("code", 2)), message, status=500, transient=True)


def _policy_error(_page: str, _options: dict[str, Any]) -> GraphError:
    return GraphError(
        368, "The action attempted has been deemed abusive or is otherwise disallowed"
    )


def _any_error(_page: str, options: dict[str, Any]) -> GraphError:
    code = int(options["code"])
    return GraphError(
        code,
        options.get("message", f"(#{code}) An ordered error"),
        subcode=options.get("subcode"),
        status=int(options.get("status", 400)),
    )


REFUSALS: dict[str, Callable[[str, dict[str, Any]], GraphError]] = {
    "rate": rate_error,
    "token": _token_error,
    "reduce": _reduce_error,
    "transient": _transient_error,
    "policy": _policy_error,
    "error": _any_error,
}
