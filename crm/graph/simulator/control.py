"""The world's controls over HTTP, for scripts and for tests in another process.

`POST /_control/<name>` with a JSON object of keyword arguments; `{"answer": ...}` comes back, or
400 with `{"error": ...}`. Only for loopback.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from flask import Blueprint, Response, jsonify, request

from crm.graph.simulator.world import World

_METHODS_WORDS = (
    "add_page add_token kill_token revive_token set_followers subscribe unsubscribe "
    "subscribed_fields reset_calls counts add_person block_page rename_person add_post "
    "edit_post delete_post list_post close_post add_comment edit_comment delete_comment "
    "hide_comment close_comment reply_in_meta replies comments_under add_private_message "
    "message_in_meta edit_private_message delete_private_message messages_with"
)
METHODS = _METHODS_WORDS.split()


def control_blueprint(world: World) -> Blueprint:
    """The routes under `/_control`."""
    blueprint = Blueprint("control", __name__, url_prefix="/_control")
    actions: dict[str, Callable[..., Any]] = {name: getattr(world, name) for name in METHODS}
    actions |= _Further(world).actions()

    @blueprint.before_request
    def only_from_here() -> Response | None:
        here = ip_address(request.remote_addr or "0.0.0.0").is_loopback
        return None if here else Response("", 403)

    @blueprint.route("/<name>", methods=["GET", "POST"])
    def act(name: str) -> tuple[Response, int]:
        if name not in actions:
            return jsonify(error=f"no control {name!r}", controls=sorted(actions)), 404
        try:
            return jsonify(answer=_shown(actions[name](**_arguments()))), 200
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return jsonify(error=f"{type(error).__name__}: {error}"), 400

    return blueprint


def _arguments() -> dict[str, Any]:
    body = request.get_json(silent=True)
    given: dict[str, Any] = body if isinstance(body, dict) else dict(request.args)
    if isinstance(given.get("created_time"), str):
        given["created_time"] = datetime.fromisoformat(given["created_time"])
    return given


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


class _Further:
    """Controls that are not simply methods of the world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def actions(self) -> dict[str, Callable[..., Any]]:
        faults, webhooks = self.world.faults, self.world.webhooks
        own: list[Callable[..., Any]] = [
            *(self.now, self.set_now, self.advance, self.calls),
            *(self.set_rules, self.set_delivery, self.set_usage, self.webhooks),
        ]
        return {action.__name__: action for action in own} | {
            "add_fault": faults.add,
            "clear_faults": faults.clear,
            "faults": faults.orders,
            "faults_shown": lambda: dict(faults.shown),
            "wait_for_webhooks": webhooks.wait_until_idle,
            "send_webhook": webhooks.send_raw,
        }

    def now(self) -> datetime:
        return self.world.now

    def set_now(self, moment: str | None = None) -> datetime:
        self.world.clock.freeze(datetime.fromisoformat(moment) if moment else None)
        return self.world.now

    def advance(self, **step: float) -> datetime:
        return self.world.advance(**{unit: float(size) for unit, size in step.items()})

    def calls(self) -> dict[str, Any]:
        by_kind, log = dict(self.world.calls_by_kind), list(self.world.call_log)
        return {"calls": self.world.calls, "by_kind": by_kind, "log": log}

    def set_rules(self, **changes: Any) -> dict[str, Any]:
        _assign(self.world.rules, changes)
        return asdict(self.world.rules)

    def set_delivery(self, **changes: Any) -> dict[str, Any]:
        _assign(self.world.webhooks.delivery, changes)
        return asdict(self.world.webhooks.delivery)

    def set_usage(self, percent: int | None = None) -> None:
        self.world.usage = None if percent is None else int(percent)

    def webhooks(self) -> dict[str, Any]:
        hooks = self.world.webhooks
        state = {"delivered": hooks.delivered, "given_up": hooks.given_up}
        return {"callback_url": hooks.callback_url, **state}


def _assign(target: Any, changes: dict[str, Any]) -> None:
    known = {one.name for one in fields(target)}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"no setting {name!r}; there are {', '.join(sorted(known))}")
        setattr(target, name, value)
