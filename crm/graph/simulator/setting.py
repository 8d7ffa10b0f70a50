"""What every part of the simulated world stands on: store, clock, chance, rules, telling."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from crm.graph.simulator.clock import Clock
from crm.graph.simulator.faults import Faults
from crm.graph.simulator.rules import Rules
from crm.graph.simulator.store import Store
from crm.graph.simulator.webhooks import Webhooks


class Setting:
    """The common ground of the world's parts."""

    store: Store
    clock: Clock
    random: random.Random
    rules: Rules
    faults: Faults
    webhooks: Webhooks
    app_id: str
    app_secret: str
    main_page: str
    base_url: str
    _quiet: bool

    @property
    def now(self) -> datetime:
        """The simulated moment; assign one to stand still there, None for real time."""
        return self.clock.now()

    @now.setter
    def now(self, moment: datetime | None) -> None:
        self.clock.freeze(moment)

    def advance(self, **step: float) -> datetime:
        """Move the clock forward, for example `advance(hours=25)`."""
        self.clock.advance(timedelta(**step))
        return self.clock.now()

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Many changes as one transaction, without webhooks: quick filling."""
        was_quiet, self._quiet = self._quiet, True
        try:
            with self.store.transaction():
                yield
        finally:
            self._quiet = was_quiet

    def tell(self, page: str, field: str, event: dict[str, Any]) -> None:
        """Send an event to whoever subscribed to this field of the Page."""
        if not self._quiet:
            self.webhooks.tell(page, field, event)
