"""The simulator's own clock: real time by default, but it can be set and moved."""

from datetime import UTC, datetime, timedelta

from crm.clock import now as real_now


class Clock:
    """Tells the time of the simulated world."""

    def __init__(self) -> None:
        self._frozen: datetime | None = None
        self._shift = timedelta(0)

    def now(self) -> datetime:
        """The current moment there, aware, UTC."""
        return self._frozen or real_now() + self._shift

    def freeze(self, moment: datetime | None) -> None:
        """Stand still at a moment; None goes back to real time."""
        self._frozen = moment
        self._shift = timedelta(0)

    def advance(self, step: timedelta) -> None:
        """Move forward, whether standing still or not."""
        if self._frozen is None:
            self._shift += step
        else:
            self._frozen += step


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, as Facebook keeps comment times."""
    return int(moment.timestamp())


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, as Messenger keeps times."""
    return int(moment.timestamp() * 1000)


def graph_time(unix_seconds: float) -> str:
    """The form in which the Graph API prints a time: `2026-09-30T08:01:44+0000`."""
    return datetime.fromtimestamp(int(unix_seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def read_time(text: str) -> int:
    """A `since` or `until` as unix seconds; raises ValueError for anything else than a number
    or an ISO time."""
    if text.lstrip("-").isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
