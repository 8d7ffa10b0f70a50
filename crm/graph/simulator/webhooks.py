"""Signed webhooks: a queue, and a thread that delivers it as well or badly as it is told."""

import hashlib
import hmac
import json
import random
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from crm.graph.simulator.clock import Clock, milliseconds, seconds

MOST_IN_ONE_BODY = 1000


@dataclass
class Delivery:
    """How events are delivered."""

    duplicate: float = 0.0
    """The share of bodies that are sent twice."""
    drop: float = 0.0
    """The share of events that never arrive."""
    delay: float = 0.0
    """Seconds between the event and its delivery."""
    shuffle: bool = False
    """Whether waiting events change places."""
    batch: int = 1
    """The most events in one body."""
    attempts: int = 5
    """How often a body is sent until it is given up."""
    retry_seconds: float = 0.2
    """The pause after the first failure; it doubles each time."""
    timeout: float = 5.0
    """How long the receiver has to answer."""


@dataclass(frozen=True)
class Event:
    """One thing to tell: the Page's entry, and from when on it may go."""

    page: str
    entry: dict[str, Any]
    due: float


class Webhooks:
    """The app's callback and the events on their way to it."""

    def __init__(
        self,
        secret: str,
        chance: random.Random,
        clock: Clock,
        subscribed: Callable[[str], list[str]],
    ) -> None:
        self.delivery = Delivery()
        self.callback_url: str | None = None
        self.delivered = 0
        self.given_up = 0
        self._secret = secret
        self._chance = chance
        self._clock = clock
        self._subscribed = subscribed
        self._waiting: deque[Event] = deque()
        self._busy = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def tell(self, page: str, field: str, event: dict[str, Any]) -> None:
        """Queue an event, if the app has a callback and the Page is subscribed to the field."""
        if self.callback_url is None or field not in self._subscribed(page):
            return
        if self._chance.random() < self.delivery.drop:
            return
        self.queue(page, field, event)

    def queue(self, page: str, field: str, event: dict[str, Any]) -> None:
        """Queue an event in any case; `feed` and `mention` become changes, the rest messaging."""
        moment = self._clock.now()
        if field in ("feed", "mention"):
            changes = [{"field": field, "value": event}]
            entry = {"id": page, "time": seconds(moment), "changes": changes}
        else:
            entry = {"id": page, "time": milliseconds(moment), "messaging": [event]}
        with self._changed:
            self._waiting.append(Event(page, entry, time.monotonic() + self.delivery.delay))
            self._start()
            self._changed.notify_all()

    def verify(self, verify_token: str) -> bool:
        """Ask the callback as the App Dashboard does; whether it gave the challenge back."""
        challenge = str(self._chance.randrange(10**9))
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": verify_token,
        }
        answer = requests.get(str(self.callback_url), params=asked, timeout=self.delivery.timeout)
        return answer.status_code == 200 and answer.text == challenge

    def sign(self, raw: bytes) -> str:
        """The X-Hub-Signature-256 of a body."""
        return "sha256=" + hmac.new(self._secret.encode(), raw, hashlib.sha256).hexdigest()

    def send_raw(self, body: Any, *, signature: str | None = None) -> int:
        """Deliver any body at once, signed (or wrongly, with a given signature); the status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature or self.sign(raw),
        }
        answer = requests.post(
            str(self.callback_url), data=raw, headers=headers, timeout=self.delivery.timeout
        )
        return answer.status_code

    def wait_until_idle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is left to deliver; whether that came true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, seconds)

    def stop(self) -> None:
        """End the sender; what waits is lost, as in an outage."""
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while not self._stopped:
            for body in self._take():
                self._deliver(body)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _take(self) -> list[dict[str, Any]]:
        """The bodies that are due, once some are."""
        with self._changed:
            while not self._stopped and not (
                self._waiting and self._waiting[0].due <= time.monotonic()
            ):
                rest = self._waiting[0].due - time.monotonic() if self._waiting else None
                self._changed.wait(rest)
            now = time.monotonic()
            events = [event for event in self._waiting if event.due <= now]
            self._waiting = deque(event for event in self._waiting if event.due > now)
            self._busy = bool(events)
        if self.delivery.shuffle:
            self._chance.shuffle(events)
        size = max(1, min(self.delivery.batch, MOST_IN_ONE_BODY))
        parts = [events[at : at + size] for at in range(0, len(events), size)]
        return [{"object": "page", "entry": [event.entry for event in part]} for part in parts]

    def _deliver(self, body: dict[str, Any]) -> None:
        copies = 2 if self._chance.random() < self.delivery.duplicate else 1
        for _ in range(copies):
            if self._send_until_taken(body):
                self.delivered += 1
            else:
                self.given_up += 1

    def _send_until_taken(self, body: dict[str, Any]) -> bool:
        pause = self.delivery.retry_seconds
        for attempt in range(self.delivery.attempts):
            if self._stopped:
                return False
            if attempt:
                time.sleep(pause)
                pause *= 2
            try:
                if self.send_raw(body) == 200:
                    return True
            except requests.RequestException:
                continue
        return False
