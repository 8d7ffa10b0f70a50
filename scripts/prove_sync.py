"""Prove that nothing is lost on the way in, whatever happens (chaos in).

A simulated Page with live traffic and faults of every kind; the worker that polls it and takes in
its webhooks is killed outright again and again: at random moments, right at commits, and between
the pages of one post's comments. At the end everything that can be read on the Page must be stored
exactly once, with its last text, in the right conversation, and the ledger must balance.

One JSON line with the figures; exit status 1 when something was lost.
"""

import logging
import random
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs import incoming
from _proofs.chances import READING_FAULTS, FaultsAtRandom, Killer
from _proofs.installation import VERIFY_TOKEN, Installation, installed
from _proofs.processes import Child, run_worker, web_server, worker
from _proofs.traffic import Traffic
from _proofs.verdict import arguments, conclude, none_of

from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.world import DEFAULT_PAGE, World, default_token

FIELDS = ["feed", "messages", "message_echoes", "message_edits"]
STEP_SECONDS = 0.05
TRAFFIC_A_STEP = 0.2
BETWEEN_PAGES = 0.4
PAGE_SECONDS = 0.2
LONG_DISCUSSION = 0.15
CATCHING_UP_SECONDS = 300


def main() -> int:
    """Set the stage, let chaos reign, and count what is wrong afterwards."""
    parser = arguments(__doc__, posts=300, comments=10_000, conversations=300, kills=50)
    parser.add_argument("--longest", type=float, default=8.0, help="seconds of a worker's life")
    asked = parser.parse_args()
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="rongtook-facebook-") as name:
        simulator = create_simulator(
            Path(name) / "facebook.sqlite3",
            seed=asked.seed,
            posts=asked.posts,
            comments=int(asked.comments * (1 - LONG_DISCUSSION)),
            conversations=asked.conversations,
        )
        with start(simulator) as facebook, installed(asked.database, facebook.url) as place:
            return prove(asked, facebook, place)


def prove(asked: Namespace, facebook: RunningSimulator, place: Installation) -> int:
    """The whole proof on a stage that stands."""
    world = facebook.world
    began = time.monotonic()
    place.add_page(DEFAULT_PAGE, default_token(DEFAULT_PAGE))
    with web_server(place):
        deliver_badly(world, f"{place.url}/webhooks/facebook")
        child = worker(place, "intake")
        figures = reign(asked, world, child)
        figures["seconds_to_catch_up"] = calm_down(world, place)
        child.kill()
    figures["wrong_at_once"] = differences(world, place)
    figures["a_day_later"] = run_worker(place, "settle")
    wrong = differences(world, place)
    figures |= {"counts": world.counts(), "wrong": wrong, "faults": dict(world.faults.shown)}
    figures["seconds"] = round(time.monotonic() - began)
    return conclude({"proof": "chaos in", **figures}, none_of(wrong))


def deliver_badly(world: World, callback_url: str) -> None:
    """Webhooks come twice, late, in another order, in heaps, or not at all."""
    if not world.subscribe(callback_url, FIELDS, VERIFY_TOKEN):
        raise RuntimeError("the webhook's address did not answer the challenge")
    delivery = world.webhooks.delivery
    delivery.duplicate, delivery.drop, delivery.delay = 0.1, 0.1, 0.2
    delivery.shuffle, delivery.batch = True, 20


def reign(asked: Namespace, world: World, child: Child) -> dict[str, Any]:
    """Traffic, faults and kills, until the worker was killed often enough."""
    chance = random.Random(asked.seed)
    traffic = Traffic(world, chance)
    post = traffic.long_discussion(int(asked.comments * LONG_DISCUSSION))
    world.faults.add("slow", path=f"{post}/comments", seconds=PAGE_SECONDS)
    faults = FaultsAtRandom(world, READING_FAULTS, chance)
    killer = Killer(child, "intake", asked.kills, chance, longest=asked.longest)
    pages = PagesOfComments(world, post)
    once = [(0.3, traffic.crowd), (0.5, lambda: throttle(world)), (0.7, lambda: lock_out(world))]
    while not killer.is_done:
        if chance.random() < TRAFFIC_A_STEP:
            traffic.step()
        faults.step()
        is_between = pages.are_half_read() and chance.random() < BETWEEN_PAGES
        killer.step("between two pages" if is_between else None)
        while once and killer.share >= once[0][0]:
            once.pop(0)[1]()
        time.sleep(STEP_SECONDS)
    return {"kills": dict(killer.kills), "traffic": traffic.done}


class PagesOfComments:
    """Watches for the moment between two pages of one post's comments."""

    def __init__(self, world: World, post: str) -> None:
        self._world = world
        self._call = f"GET {post}/comments"
        self._before = 0

    def are_half_read(self) -> bool:
        """Whether the last call has just asked for a page of them."""
        now, log = self._world.calls, self._world.call_log
        is_new, self._before = now > self._before, now
        return is_new and log[-1] == self._call


def throttle(world: World) -> None:
    """Facebook wants a minute's peace."""
    world.faults.add("rate", times=1, minutes=1)


def lock_out(world: World) -> None:
    """The token dies, and is found to live again a little later."""
    world.faults.add("token", times=2)


def calm_down(world: World, place: Installation) -> int:
    """No more faults; the seconds until the undisturbed worker has everything, at most five
    minutes."""
    began = time.monotonic()
    world.faults.clear()
    world.webhooks.wait_until_idle()
    while time.monotonic() < began + CATCHING_UP_SECONDS:
        time.sleep(5)
        wrong = differences(world, place)
        if not any(count for name, count in wrong.items() if name.endswith("_lost")):
            break
    return round(time.monotonic() - began)


def differences(world: World, place: Installation) -> dict[str, int]:
    """What is stored wrongly, and where the ledger doesn't balance."""
    with place.opened():
        rows = incoming.exported_messages()
        return incoming.compare(world, rows) | incoming.ledger(rows)


if __name__ == "__main__":
    sys.exit(main())
