"""What goes wrong at random while a proof runs: faults of Facebook's, and the end of a worker."""

import random
import time
from collections import Counter
from typing import Any

from crm.graph.simulator.world import World

from .processes import Child

Order = tuple[str, dict[str, Any]]

READING_FAULTS: tuple[Order, ...] = (
    ("timeout_before", {"seconds": 1.0}),
    ("timeout_after", {"seconds": 1.0}),
    ("slow", {"seconds": 0.7}),
    ("html_502", {}),
    ("truncated", {}),
    ("cut", {}),
    ("reduce", {}),
    ("transient", {}),
    ("error", {"code": 1, "status": 500, "message": "An unknown error occurred"}),
    ("batch_null", {}),
    ("batch_null", {"executed": True}),
    ("missing_from", {}),
    ("empty_page", {}),
)
"""Those that pass by themselves; a throttled Page and a dead token are ordered apart."""

WRITING_FAULTS: tuple[Order, ...] = (
    ("timeout_before", {"seconds": 1.0, "method": "POST"}),
    ("timeout_after", {"seconds": 1.0, "method": "POST"}),
    ("timeout_after", {"seconds": 1.0, "method": "POST"}),
    ("cut", {"method": "POST"}),
    ("truncated", {"method": "POST"}),
    ("slow", {"seconds": 0.7}),
    ("html_502", {"method": "POST"}),
    ("transient", {"method": "POST"}),
    ("lag", {"seconds": 4}),
    ("timeout_before", {"seconds": 1.0, "method": "GET"}),
    ("cut", {"method": "GET"}),
    ("transient", {"method": "GET"}),
    ("empty_page", {}),
    ("missing_from", {}),
)

AT_A_COMMIT = 0.34
LASTING = "slow"
MOST_AT_ONE_MOMENT = 0.25


class FaultsAtRandom:
    """Orders a fault now and then for some of the next calls; the next one takes its place."""

    def __init__(self, world: World, kinds: tuple[Order, ...], chance: random.Random) -> None:
        self._world = world
        self._kinds = kinds
        self._chance = chance
        self._next = 0.0
        self._last: str | None = None

    def step(self) -> None:
        """Order the next fault, if it is time."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._chance.uniform(0.3, 2.0)
        if self._last:
            self._world.faults.clear(self._last)
        kind, options = self._chance.choice(self._kinds)
        self._last = kind if kind != LASTING else None
        self._world.faults.add(kind, times=self._chance.randint(1, 4), chance=0.4, **options)


class Killer:
    """Kills a worker at random moments and starts it again, a given number of times.

    A third of its lives end right at a commit that was drawn beforehand (see `worker.py`), the
    others when their time is up, which begins as soon as its jobs run, or at a chosen moment.
    """

    def __init__(
        self, child: Child, task: str, kills: int, chance: random.Random, *, longest: float
    ) -> None:
        self.kills: Counter[str] = Counter()
        self._child = child
        self._task = task
        self._wanted = kills
        self._chance = chance
        self._longest = longest
        self._ends_at: float | None = None
        self._start()

    @property
    def is_done(self) -> bool:
        """Whether it was killed often enough."""
        return self.share >= 1

    @property
    def share(self) -> float:
        """How much of the killing is done."""
        return sum(self.kills.values()) / self._wanted

    def step(self, moment: str | None = None) -> None:
        """Kill it, if it is time, or a chosen moment is now; start it again if it has died."""
        if self.is_done:
            return
        if not self._child.is_running:
            self._again("at a commit")
        elif not self._child.is_at_work:
            return
        elif moment and self.kills[moment] < self._wanted * MOST_AT_ONE_MOMENT:
            self._again(moment)
        elif self._is_time():
            self._again("at a random moment")

    def _is_time(self) -> bool:
        now = time.monotonic()
        self._ends_at = self._ends_at or now + self._chance.uniform(0.2, self._longest)
        return now >= self._ends_at

    def _again(self, moment: str) -> None:
        self._child.kill()
        self.kills[moment] += 1
        self._start()

    def _start(self) -> None:
        arguments = [self._task]
        if not self.is_done and self._chance.random() < AT_A_COMMIT:
            arguments += ["--die-at-commit", str(self._chance.randint(1, 120))]
        self._child.start(*arguments)
        self._ends_at = None
