"""Prove that Facebook's webhooks are answered at once, while a worker takes in what they say.

Signed bodies come at a steady rate to `crm web`; each must be answered with 200, the slowest of a
hundred within 50 ms, every body must be kept, and every comment in it stored once.

One JSON line with the figures; exit status 1 when a bound is passed or something is missing.
"""

import hashlib
import hmac
import http.client
import json
import queue
import statistics
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs.installation import Installation, installed
from _proofs.processes import web_server, worker
from _proofs.verdict import arguments, conclude
from sqlalchemy import func, select

from crm.db import db
from crm.graph.models import WebhookEvent
from crm.graph.simulator.world import DEFAULT_PAGE, DEFAULT_SECRET, default_token
from crm.pagelink.models import Message

SENDERS = 12
WARM_UP = 50
TAKING_IN_SECONDS = 120
NOWHERE = "http://127.0.0.1:9"


def main() -> int:
    """Send at the rate, look at the times, wait until all is taken in."""
    parser = arguments(__doc__, rate=200, seconds=20)
    parser.add_argument("--milliseconds", type=float, default=50.0, help="the most for 99 of 100")
    asked = parser.parse_args()
    with installed(asked.database, NOWHERE) as place:
        place.add_page(DEFAULT_PAGE, default_token(DEFAULT_PAGE))
        taking_in = worker(place, "take_in")
        taking_in.start("take_in")
        try:
            with web_server(place):
                return prove(asked, place)
        finally:
            taking_in.kill()


def prove(asked: Namespace, place: Installation) -> int:
    """The whole proof on a stage that stands."""
    total = asked.rate * asked.seconds
    Senders(place, asked.rate).send([body(number) for number in range(WARM_UP)])
    senders = Senders(place, asked.rate)
    senders.send([body(number) for number in range(WARM_UP, WARM_UP + total)])
    stored = wait_until_taken_in(place, WARM_UP + total)
    times = sorted(senders.times)
    p99 = times[int(len(times) * 0.99) - 1] * 1000
    figures = {
        "requests": total,
        "rate": round(total / senders.lasted),
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p99_ms": round(p99, 1),
        "max_ms": round(times[-1] * 1000, 1),
        "refused": senders.refused,
        "late": senders.late,
        "stored": stored,
    }
    short = []
    if p99 > asked.milliseconds:
        short.append(f"{p99:.1f} ms for 99 of 100; {asked.milliseconds:g} are allowed")
    if senders.refused or stored != {"bodies": WARM_UP + total, "comments": WARM_UP + total}:
        short.append("a body was refused or lost")
    return conclude({"proof": "webhook", **figures}, short)


def body(number: int) -> bytes:
    """A comment as Facebook tells of it, each another one."""
    now = int(time.time())
    post = f"{DEFAULT_PAGE}_{number % 40 + 1}"
    value = {
        "item": "comment",
        "verb": "add",
        "created_time": now,
        "from": {"id": str(7_000_000 + number % 500), "name": f"ผู้ทดลอง {number % 500}"},
        "post_id": post,
        "comment_id": f"{number % 40 + 1}_{9_000_000 + number}",
        "parent_id": post,
        "message": f"ไฟถนนดับ ซอย {number}",
    }
    changes = [{"field": "feed", "value": value}]
    entry = {"id": DEFAULT_PAGE, "time": now, "changes": changes}
    return json.dumps({"object": "page", "entry": [entry]}).encode()


class Senders:
    """Threads that send bodies when they are due, each over a connection of its own."""

    def __init__(self, place: Installation, rate: int) -> None:
        self.times: list[float] = []
        self.refused = 0
        self.late = 0
        self.lasted = 0.0
        self._place = place
        self._rate = rate
        self._waiting: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()

    def send(self, bodies: list[bytes]) -> None:
        """Send them at the rate; returns when all are answered."""
        threads = [threading.Thread(target=self._work) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        began = time.perf_counter()
        for place, raw in enumerate(bodies):
            due = began + place / self._rate
            time.sleep(max(0.0, due - time.perf_counter()))
            self._waiting.put((due, raw))
        for _ in threads:
            self._waiting.put(None)
        for thread in threads:
            thread.join()
        self.lasted = time.perf_counter() - began

    def _work(self) -> None:
        variables = self._place.variables
        connection = http.client.HTTPConnection(
            variables["CRM_HOST"], int(variables["CRM_PORT"]), timeout=30
        )
        while (task := self._waiting.get()) is not None:
            due, raw = task
            self.late += time.perf_counter() - due > 1 / self._rate
            began = time.perf_counter()
            status = _post(connection, raw)
            self.times.append(time.perf_counter() - began)
            self.refused += status != 200
        connection.close()


def _post(connection: http.client.HTTPConnection, raw: bytes) -> int:
    digest = hmac.new(DEFAULT_SECRET.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}
    connection.request("POST", "/webhooks/facebook", raw, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def wait_until_taken_in(place: Installation, total: int) -> dict[str, Any]:
    """How many bodies were kept, and comments stored, once the worker is done."""
    deadline = time.monotonic() + TAKING_IN_SECONDS
    while True:
        with place.opened():
            counts = {
                "bodies": db.session.scalar(select(func.count(WebhookEvent.id))),
                "comments": db.session.scalar(select(func.count(Message.id))),
            }
        if counts["comments"] == total or time.monotonic() > deadline:
            return counts
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
