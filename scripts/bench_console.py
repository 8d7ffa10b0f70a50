"""Measure how quickly the console answers over a city's years of messages, and what it costs.

A database is filled, one `crm web` process is started, and staff look at the list, at whole pages
of conversations, and at conversations as an open console asks for them, without the list: one
alone, then twenty at once without a pause. Then fifty consoles stay open and ask for news. The same
is done over a tenth of the messages, to see what growth costs. Last, what a browser loads at first
is weighed, without the fonts.

One JSON line with the figures; exit status 1 when a bound is passed.
"""

import copy
import gzip
import re
import statistics
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
import requests
from _proofs.fill import PASSWORD, STAFF, fill
from _proofs.installation import Installation, installed
from _proofs.processes import Child, web_server
from _proofs.verdict import arguments, conclude

ALONE, CROWD, CONSOLES, NEWS_SECONDS = 60, 20, 50, 2.5
BOUNDS = {
    "one_ms": 100,
    "crowd_ms": 300,
    "growth": 1.5,
    "percent_of_a_core": 5,
    "first_load_kb": 150,
}
VIEWS = (
    "",
    "tab=mine",
    "tab=unassigned",
    "page=7",
    "kind=post",
    "hours=4",
    "tag=praise",
    "show=everything",
    "show=everything&tab=mine",
    "show=everything&tab=unassigned",
    "show=everything&page=7",
    "show=everything&kind=post",
    "show=everything&tag=praise",
    "show=everything&stage=checking",
    "show=everything&district=ดินแดง",
    "show=everything&agency=3",
    "show=everything&since=2026-01-01&until=2026-01-31",
    "show=snoozed",
)


def main() -> int:
    """Measure over a tenth, then over all."""
    parser = arguments(__doc__, messages=1_000_000, seconds=60)
    asked = parser.parse_args()
    small = measure(asked, asked.messages // 10)
    large = measure(asked, asked.messages)
    growth = {
        page: round(large["one"][page]["median"] / small["one"][page]["median"], 2)
        for page in large["one"]
    }
    figures = {"bench": "console", "database": asked.database.partition(":")[0]}
    return conclude(
        {**figures, "growth": growth, "small": small, "large": large}, _short(large, growth)
    )


def measure(asked: Namespace, messages: int) -> dict[str, Any]:
    """All figures over so many messages."""
    with installed(asked.database, "http://127.0.0.1") as place:
        began = time.perf_counter()
        fill(place.app, messages=messages, seed=asked.seed)
        filled = time.perf_counter() - began
        with web_server(place) as child:
            staff = [Console(place, number) for number in range(STAFF)]
            looks = looks_at(messages // 5)
            figures = {
                "messages": messages,
                "filled_in_seconds": round(filled),
                "one": {name: alone(staff[2], look, child) for name, look in looks.items()},
                "crowd": {name: crowd(staff, look) for name, look in looks.items()},
                "slowest_views_ms": slowest_views(staff[2]),
                "percent_of_a_core": polling(staff, child, asked.seconds),
            }
            return {**figures, "first_load_kb": staff[2].weigh("/inbox")}


def looks_at(talks: int) -> dict[str, "Look"]:
    """What staff look at, by the number of the look."""

    def conversation(number: int) -> str:
        return f"/inbox/{number * 37 % talks + 1}"

    return {
        "list": lambda console, _number: console.visit("/inbox"),
        "conversation": lambda console, number: console.visit(conversation(number)),
        "opened": lambda console, number: console.open_beside(conversation(number)),
    }


class Console:
    """One member of staff with a browser open."""

    def __init__(self, place: Installation, number: int) -> None:
        self.url = place.url
        self.session = requests.Session()
        page = self.session.get(f"{self.url}/login", timeout=60).text
        fields = {"email": f"staff{number}@example.go.th", "password": PASSWORD}
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        self.session.post(f"{self.url}/login", {**fields, "csrf_token": token[1]}, timeout=60)
        self._connection = self._connected()

    def beside(self) -> "Console":
        """The same person in a browser of its own."""
        other = copy.copy(self)
        other._connection = self._connected()
        return other

    def _connected(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.url).netloc, timeout=120)

    def open_beside(self, path: str) -> float:
        """The same for a conversation beside the list that stands, as js/console/open.js asks."""
        return self.visit(path, {"X-Console": "opens"})

    def visit(self, path: str, headers: dict[str, str] | None = None) -> float:
        """How long a page takes, in milliseconds, to its last byte."""
        began = time.perf_counter()
        self.read(path, headers)
        return (time.perf_counter() - began) * 1000

    def read(self, path: str, headers: dict[str, str] | None = None) -> str:
        """A page, by the lightest of clients: its work is taken from a small machine's server."""
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.session.cookies)
        self._connection.request(
            "GET", quote(path, "/?&=%"), headers={"Cookie": cookies, **(headers or {})}
        )
        answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status in (200, 204), (path, answer.status)
        return text

    def weigh(self, path: str) -> float:
        """What a browser loads for a page with an empty cache, compressed, without fonts; kB."""
        seen: set[str] = set()
        return round(sum(self._weights(urljoin(self.url, path), seen)) / 1000, 1)

    def _weights(self, address: str, seen: set[str]) -> Iterator[int]:
        if address in seen or address.startswith("data:") or address.endswith(".woff2"):
            return
        seen.add(address)
        assert address.startswith(self.url), f"{address} isn't ours"
        text = self.session.get(address, timeout=60).text
        yield len(gzip.compress(text.encode()))
        for part in _parts(address, text):
            yield from self._weights(urljoin(address, part), seen)


class OpenList:
    """A list that stands open and asks for news, as js/console/together.js does."""

    def __init__(self, console: Console) -> None:
        self._console = console
        page = console.read("/inbox")
        self._address = _told(page, "news").replace("&amp;", "&")
        self._whole = _told(page, "whole")

    def ask(self) -> None:
        """Ask once; the next question is for what is newer than the answer."""
        joint = "&" if "?" in self._address else "?"
        news = self._console.read(f"{self._address}{joint}whole={self._whole}")
        if news:
            self._whole = _told(news, "whole")


def _told(page: str, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]*)"', page)
    assert found
    return found[1]


Look = Callable[[Console, int], float]


def alone(console: Console, look: Look, child: Child) -> dict[str, float]:
    """One client, one page after the other; and the server's own work for a page."""
    look(console, 0)
    before = _worked(child)
    times = [look(console, number) for number in range(ALONE)]
    return {**_summary(times), "cpu": round((_worked(child) - before) / ALONE * 1000, 1)}


def crowd(staff: Sequence[Console], look: Look) -> dict[str, float]:
    """Twenty clients at once, each without a pause."""
    times: list[float] = []

    def keep_looking(number: int) -> None:
        console = staff[number % STAFF].beside()
        times.extend(look(console, number * 10 + turn) for turn in range(10))

    threads = [threading.Thread(target=keep_looking, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == CROWD * 10
    return _summary(times)


def slowest_views(console: Console) -> dict[str, float]:
    """The slowest three of the list's views, each by the median of five looks."""
    times = {
        view: statistics.median(console.visit(f"/inbox?{view}") for _ in range(5)) for view in VIEWS
    }
    slowest = sorted(times, key=lambda view: -times[view])[:3]
    return {view: round(times[view], 1) for view in slowest}


def polling(staff: Sequence[Console], child: Child, seconds: float) -> float:
    """What fifty open lists cost the server, in percent of one core, while nothing happens."""
    asking = [OpenList(one.beside()) for one in (staff * CONSOLES)[:CONSOLES]]
    before, began = _worked(child), time.perf_counter()
    asked = 0
    while (passed := time.perf_counter() - began) < seconds:
        asking[asked % CONSOLES].ask()
        asked += 1
        time.sleep(max(0.0, asked * NEWS_SECONDS / CONSOLES - passed))
    return round((_worked(child) - before) / (time.perf_counter() - began) * 100, 1)


def _worked(child: Child) -> float:
    """The seconds that the server has been at work so far."""
    assert child.process
    return sum(psutil.Process(child.process.pid).cpu_times()[:2])


def _parts(address: str, text: str) -> list[str]:
    """What a page, a style sheet or a script makes the browser load too."""
    if address.endswith(".js"):
        return re.findall(r'^import .*?"(\.[^"]+)"', text, re.MULTILINE)
    if address.endswith(".css"):
        return re.findall(r'url\("?([^")]+)"?\)', text)
    links = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', text)
    return links + re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', text)


def _summary(times: list[float]) -> dict[str, float]:
    p95 = statistics.quantiles(times, n=20)[-1]
    return {"median": round(statistics.median(times), 1), "p95": round(p95, 1)}


def _short(large: dict[str, Any], growth: dict[str, float]) -> list[str]:
    measured = {
        **{(f"{page} alone", "one_ms"): large["one"][page]["p95"] for page in growth},
        **{(f"{page} in the crowd", "crowd_ms"): large["crowd"][page]["p95"] for page in growth},
        **{(f"{page} growth", "growth"): growth[page] for page in growth},
        ("fifty consoles", "percent_of_a_core"): large["percent_of_a_core"],
        ("first load", "first_load_kb"): large["first_load_kb"],
    }
    return [
        f"{what}: {figure}; {BOUNDS[bound]} is allowed"
        for (what, bound), figure in measured.items()
        if figure > BOUNDS[bound]
    ]


if __name__ == "__main__":
    sys.exit(main())
