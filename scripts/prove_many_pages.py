"""Prove that two workers share many Pages, and that either may die.

Fifty simulated Pages with live traffic, and two `crm work` processes with all their jobs. Halfway
one is killed outright. No Page may wait longer than a minute beyond its turn, everything must be
stored once, and "database is locked" must never be said.

One JSON line with the figures; exit status 1 when it falls short.
"""

import logging
import random
import sys
import tempfile
import time
from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs import incoming
from _proofs.installation import Installation, installed
from _proofs.processes import CRM, Child
from _proofs.verdict import arguments, conclude, none_of
from sqlalchemy import select

from crm import clock
from crm.db import db
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import start
from crm.graph.simulator.world import World
from crm.pagelink.models import Page

FIRST_PAGE = 100_000_000_000_100
POSTS_A_PAGE = 4
COMMENTS_A_PAGE = 20
LONGEST_WAIT = 60.0
COMMENTS_A_SECOND = 2.0
POLL_SECONDS = 5
WRITTEN_LATELY = 45
LOCKED = "database is locked"


def main() -> int:
    """Set the stage, let two work and one die, and look who had to wait."""
    parser = arguments(__doc__, pages=50, minutes=2.0)
    asked = parser.parse_args()
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="rongtook-facebook-") as name:
        state = Path(name) / "facebook.sqlite3"
        simulator = create_simulator(state, seed=asked.seed, posts=0, comments=0, conversations=0)
        with start(simulator) as facebook, installed(asked.database, facebook.url) as place:
            place.variables["CRM_POLL_SECONDS"] = str(POLL_SECONDS)
            posts = open_pages(asked, facebook.world, place)
            return prove(asked, facebook.world, place, posts)


def open_pages(asked: Namespace, world: World, place: Installation) -> list[str]:
    """Pages with a few posts and comments each, all of them connected; the ids of the posts."""
    posts = []
    for number in range(asked.pages):
        page = str(FIRST_PAGE + number)
        token = world.add_page(page, f"เขตจำลอง {number}")
        with world.bulk():
            posts += [world.add_post(f"ประกาศ {n}", page=page) for n in range(POSTS_A_PAGE)]
            for n in range(COMMENTS_A_PAGE):
                world.add_comment(posts[-1 - n % POSTS_A_PAGE], f"ความคิดเห็น {n}")
        place.add_page(page, token, name=f"เขตจำลอง {number}")
    return posts


def prove(asked: Namespace, world: World, place: Installation, posts: list[str]) -> int:
    """The whole proof on a stage that stands."""
    workers = [Child(place, f"work{number}", [*CRM, "work"]) for number in (1, 2)]
    for one in workers:
        one.start()
    waits = Waits(place)
    try:
        written = live(asked, world, posts, workers, waits)
        time.sleep(WRITTEN_LATELY)
        waits.look()
    finally:
        for one in workers:
            one.kill()
    with place.opened():
        rows = incoming.exported_messages()
        wrong = incoming.compare(world, rows) | incoming.ledger(rows)
    said = sum(one.written().count(LOCKED) for one in workers)
    for one in workers:
        before, is_there, _ = one.written().partition(LOCKED)
        sys.stderr.write(before[-6_000:] + is_there if is_there else "")
    figures = {
        "pages": asked.pages,
        "minutes": asked.minutes,
        "written": written,
        "stored": len(rows),
        "longest_wait_seconds": round(waits.longest, 1),
        "longest_wait_after_the_kill": round(waits.longest_after_kill, 1),
        "database_is_locked": said,
        "wrong": wrong,
    }
    short = none_of(wrong | {LOCKED: said})
    if waits.longest_after_kill > LONGEST_WAIT + POLL_SECONDS:
        short.append(f"a Page waited {waits.longest_after_kill:.0f} s after the kill")
    return conclude({"proof": "many Pages", **figures}, short)


def live(
    asked: Namespace, world: World, posts: list[str], workers: list[Child], waits: "Waits"
) -> int:
    """Comments on all Pages for the minutes that were asked for; halfway the first worker dies."""
    chance = random.Random(asked.seed)
    ends = time.monotonic() + asked.minutes * 60
    halfway, written = ends - asked.minutes * 30, 0
    while (now := time.monotonic()) < ends:
        world.add_comment(chance.choice(posts), f"แจ้ง {written}")
        written += 1
        if now > halfway and workers[0].is_running:
            workers[0].kill()
            waits.killed_at = clock.now()
        waits.look()
        time.sleep(1 / COMMENTS_A_SECOND)
    return written


class Waits:
    """How long the Page that was polled longest ago has been waiting, once all were polled."""

    def __init__(self, place: Installation) -> None:
        self.longest = self.longest_after_kill = 0.0
        self.killed_at: datetime | None = None
        self._place = place

    def look(self) -> None:
        """Note the longest wait of now."""
        with self._place.opened():
            polled: list[Any] = list(db.session.scalars(select(Page.last_polled_at)))
        if None in polled:
            return
        wait = (clock.now() - min(polled)) / timedelta(seconds=1)
        self.longest = max(self.longest, wait)
        if self.killed_at:
            self.longest_after_kill = max(self.longest_after_kill, wait)


if __name__ == "__main__":
    sys.exit(main())
