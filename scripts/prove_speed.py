"""Prove that a first import is quick and needs little memory, whatever the size of the Page.

A simulated Page on the same machine is imported end to end by a process of its own: HTTP, parsing,
recognising people, storing, indexing, balancing the ledger. Then the very same rows are inserted by
plain `executemany` into the same tables and indexes of a second database. The import may take at
most six times as long, and hold at most 250 MB.

One JSON line with the figures; exit status 1 when a bound is passed or something is missing.
"""

import logging
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs import incoming, plain
from _proofs.installation import Installation, installed, second_database
from _proofs.processes import run_worker
from _proofs.verdict import arguments, conclude, none_of

from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import start
from crm.graph.simulator.world import DEFAULT_PAGE, World, default_token


def main() -> int:
    """Import, insert plainly, compare."""
    parser = arguments(__doc__, posts=2_000, comments=100_000, conversations=300)
    parser.add_argument("--ratio", type=float, default=6.0, help="the most that is allowed")
    parser.add_argument("--megabytes", type=float, default=250.0, help="the most that is allowed")
    asked = parser.parse_args()
    logging.getLogger("waitress").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="rongtook-facebook-") as name:
        simulator = create_simulator(
            Path(name) / "facebook.sqlite3",
            seed=asked.seed,
            posts=asked.posts,
            comments=asked.comments,
            conversations=asked.conversations,
        )
        with start(simulator) as facebook, installed(asked.database, facebook.url) as place:
            return prove(asked, facebook.world, place)


def prove(asked: Namespace, world: World, place: Installation) -> int:
    """The whole proof on a stage that stands."""
    place.add_page(DEFAULT_PAGE, default_token(DEFAULT_PAGE))
    told = run_worker(place, "sync")
    rows = plain.stored_rows(place.app)
    messages = len(rows["messages"][1])
    other, drop = second_database(asked.database, place.folder / "second")
    plain_seconds = plain.store(other, rows)
    drop()
    with place.opened():
        wrong = incoming.compare(world, incoming.exported_messages())
    ratio = told["seconds"] / plain_seconds
    figures = {
        "messages": messages,
        "calls": told["calls"],
        "import_seconds": told["seconds"],
        "rows_a_second": round(messages / told["seconds"]),
        "plain_seconds": round(plain_seconds, 2),
        "plain_rows_a_second": round(messages / plain_seconds),
        "ratio": round(ratio, 2),
        "megabytes": told["megabytes"],
        "wrong": wrong,
    }
    short = none_of(wrong) + told["reasons"]
    if ratio > asked.ratio:
        short.append(f"{ratio:.2f} times as long as plain inserts; {asked.ratio:g} are allowed")
    if told["megabytes"] > asked.megabytes:
        short.append(f"{told['megabytes']} MB; {asked.megabytes:g} are allowed")
    return conclude({"proof": "speed", **figures}, short)


if __name__ == "__main__":
    sys.exit(main())
