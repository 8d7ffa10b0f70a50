"""Prove that what goes out goes out once, whatever happens (chaos out).

Replies over all routes to a simulated Page that answers late, not at all, or with an error after
it has done what it was asked; the worker that sends them is killed outright again and again: right
at commits, which are the changes of state, in the middle of a send, and at random moments. At the
end each reply must stand on the Page exactly once, or be reported as failed with a reason.

One JSON line with the figures; exit status 1 when a reply is lost or went out twice.
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

from _proofs import incoming, outgoing
from _proofs.chances import WRITING_FAULTS, FaultsAtRandom, Killer
from _proofs.installation import VERIFY_TOKEN, Installation, installed
from _proofs.processes import Child, run_worker, web_server, worker
from _proofs.verdict import arguments, conclude, none_of

from crm import clock
from crm.db import db, transaction
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.world import DEFAULT_PAGE, World, default_token
from crm.pagelink import service as pagelink
from crm.pagelink.models import Page

FIELDS = ["feed", "messages", "message_echoes"]
STEP_SECONDS = 0.05
WHILE_SENDING = 0.15
STOPPED_SECONDS = 5
FINISHING_SECONDS = 240


def main() -> int:
    """Set the stage, let chaos reign, and count what is wrong afterwards."""
    parser = arguments(__doc__, replies=1_000, kills=50)
    parser.add_argument("--longest", type=float, default=8.0, help="seconds of a worker's life")
    asked = parser.parse_args()
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="rongtook-facebook-") as name:
        state = Path(name) / "facebook.sqlite3"
        simulator = create_simulator(state, seed=asked.seed, posts=0, comments=0, conversations=0)
        with start(simulator) as facebook, installed(asked.database, facebook.url) as place:
            return prove(asked, facebook, place)


def prove(asked: Namespace, facebook: RunningSimulator, place: Installation) -> int:
    """The whole proof on a stage that stands."""
    world, chance = facebook.world, random.Random(asked.seed)
    began = time.monotonic()
    citizens = outgoing.Citizens(world, chance)
    citizens.write(asked.replies)
    place.add_page(DEFAULT_PAGE, default_token(DEFAULT_PAGE))
    run_worker(place, "sync")
    for comment in citizens.deleted:
        world.delete_comment(comment)
    staff = outgoing.Staff(place, citizens.wishes, chance)
    child = worker(place, "outbox")
    with web_server(place):
        deliver(world, f"{place.url}/webhooks/facebook")
        figures = reign(asked, world, staff, place, child)
        world.faults.clear()
        figures["seconds_to_finish"] = finish(place)
        child.kill()
        world.webhooks.wait_until_idle()
    run_worker(place, "sync")
    with place.opened():
        wrong = outgoing.compare(world)
        wrong |= misread(incoming.compare(world, incoming.exported_messages()))
        figures |= {"fates": outgoing.fates(), "wrong": wrong, "faults": dict(world.faults.shown)}
    figures["database_is_locked"] = child.written().count("database is locked")
    figures["seconds"] = round(time.monotonic() - began)
    return conclude({"proof": "chaos out", **figures}, none_of(wrong))


def misread(wrong: dict[str, int]) -> dict[str, int]:
    """What was read back wrongly; that a target was removed may be noticed within a day."""
    return {name: count for name, count in wrong.items() if not name.endswith("_unnoticed")}


def deliver(world: World, callback_url: str) -> None:
    """Echoes come at once, so that they often beat the answer; some never come, some twice."""
    if not world.subscribe(callback_url, FIELDS, VERIFY_TOKEN):
        raise RuntimeError("the webhook's address did not answer the challenge")
    world.webhooks.delivery.drop, world.webhooks.delivery.duplicate = 0.3, 0.1


def reign(
    asked: Namespace, world: World, staff: outgoing.Staff, place: Installation, child: Child
) -> dict[str, Any]:
    """Replies are queued while faults and kills go on, until all are and it was killed enough."""
    chance = random.Random(asked.seed)
    faults = FaultsAtRandom(world, WRITING_FAULTS, chance)
    killer = Killer(child, "outbox", asked.kills, chance, longest=asked.longest)
    sends = Sends(world)
    once = [(0.2, "policy", {}), (0.4, "rate", {"minutes": 1}), (0.8, "token", {})]
    block = Block(world, place)
    while not killer.is_done:
        staff.answer(
            int(asked.replies * killer.share) + asked.replies // asked.kills - staff.queued
        )
        faults.step()
        is_now = sends.are_on_their_way() and chance.random() < WHILE_SENDING
        killer.step("in a send" if is_now else None)
        while once and killer.share >= once[0][0]:
            _, kind, options = once.pop(0)
            world.faults.add(kind, times=1, method="POST", path="s", **options)
        block.step()
        time.sleep(STEP_SECONDS)
    staff.answer(asked.replies)
    return {"replies": staff.queued, "kills": dict(killer.kills), "blocked": block.lifted}


class Sends:
    """Watches for a send that the Page has just been asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._before = 0

    def are_on_their_way(self) -> bool:
        """Whether one has come since the last look."""
        kinds = self._world.calls_by_kind
        now = kinds["POST comments"] + kinds["POST messages"]
        is_so, self._before = now > self._before, now
        return is_so


class Block:
    """An admin who looks whether Facebook has blocked the Page, and lifts the stop in a while."""

    def __init__(self, world: World, place: Installation) -> None:
        self.lifted = 0
        self._world = world
        self._place = place
        self._lift_at: float | None = None

    def step(self) -> None:
        """See the stop once the fault was shown; lift it some seconds later."""
        if self._lift_at is None and self._world.faults.shown.get("policy", 0) > self.lifted:
            self._lift_at = time.monotonic() + STOPPED_SECONDS
        if self._lift_at is not None and time.monotonic() >= self._lift_at:
            self._lift_at = None
            self.lift()

    def lift(self) -> None:
        """Allow sending again."""
        with self._place.opened(), transaction():
            page = db.session.query(Page).one()
            self.lifted += page.sending_stopped_at is not None
            pagelink.allow_sending(page, by=None, now=clock.now())


def finish(place: Installation) -> int:
    """Wait until everything queued is final, with nothing in the way any more."""
    began = time.monotonic()
    while time.monotonic() < began + FINISHING_SECONDS:
        with place.opened():
            if not outgoing.undecided():
                break
        time.sleep(1)
    return round(time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
