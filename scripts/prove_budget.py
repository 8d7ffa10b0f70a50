"""Prove that the poll finds what is new on a large Page, and spends few calls on it.

A simulated Page with 10,000 posts is imported, polled while nothing happens, and then commented:
under the 500 newest posts, under those of the 200 that moved last which are older (two of which
the feed leaves out), and under others. The first two kinds must be found by the next poll, the
third within a day, for which the clock is put forward step by step. All its conversations were
active within the week, so that each must be read anew every day. Calls are counted by the
simulator, as Facebook counts them.

What the feed leaves out can only be asked for by its id, one call each. A pass over so large a
Page has two such calls at least, and what its sweep doesn't need; where more of the 200 are left
out they are visited in turn: how many polls that takes is told, and nothing is promised of it.

One JSON line with the figures; exit status 1 when one is worse than promised.
"""

import random
import statistics
import sys
import tempfile
from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs.installation import Installation, installed
from _proofs.verdict import arguments, conclude
from sqlalchemy import func, select

from crm import clock
from crm.db import transaction
from crm.graph import service
from crm.graph.budget import Purpose
from crm.graph.models import CallCount, ScanMark
from crm.graph.simulator.app import create_simulator
from crm.graph.simulator.server import RunningSimulator, start
from crm.graph.simulator.world import DEFAULT_PAGE, World, default_token
from crm.graph.sync import marks
from crm.graph.sync.marks import MarkKind
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import PassReport
from crm.pagelink.models import Message
from crm.web import settings

NEWEST = 500
LAST_MOVED = 200
LEFT_OUT = 2
MOST_POLLS = 60
MOST_QUIET_CALLS = 15
MOST_SWEEP_CALLS = 400
MOST_IMPORT_RATIO = 1.2
DAY = timedelta(days=1)


def main() -> int:
    """Lay out the Page, measure, and say what falls short."""
    sizes = {"posts": 10_000, "comments": 6_000, "conversations": 300}
    parser = arguments(__doc__, **sizes, minutes=15, left_out=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rongtook-facebook-") as name:
        simulator = create_simulator(
            Path(name) / "facebook.sqlite3",
            seed=asked.seed,
            posts=asked.posts,
            comments=asked.comments,
            conversations=asked.conversations,
        )
        with start(simulator) as facebook, installed(asked.database, facebook.url) as place:
            place.add_page(DEFAULT_PAGE, default_token(DEFAULT_PAGE))
            return prove(asked, facebook, place)


def prove(asked: Namespace, facebook: RunningSimulator, place: Installation) -> int:
    """Import, poll in quiet, comment, poll, and let a day go by."""
    world, chance = facebook.world, random.Random(asked.seed)
    smallest = smallest_import(world)
    be_active_within_a_week(world)
    with place.opened():
        imported = poll_once()
        omitted = leave_out(world)
        quiet = [poll_once().calls for _ in range(3)]
        at_once, later = comment(world, chance, omitted)
        next_poll = poll_once()
        missed = at_once - stored()
        day = live_a_day(world, timedelta(minutes=asked.minutes), later)
        left_out = find_left_out(world, asked.left_out)
    quiet += day.pop("quiet")
    figures = {
        "import_calls": imported.calls,
        "smallest_import": smallest,
        "quiet_calls": [min(quiet), max(quiet)],
        "quiet_polls": len(quiet),
        "found_at_once": len(at_once) - len(missed),
        "left_out_of_the_feed": len(omitted),
        "calls_of_that_poll": next_poll.calls,
        **left_out,
        **day,
    }
    return conclude(figures, shortcomings(figures, len(missed)))


def shortcomings(figures: dict[str, Any], missed: int) -> list[str]:
    """A sentence for each promise that isn't kept."""
    kept = {
        "the import took too many calls": figures["import_calls"]
        <= MOST_IMPORT_RATIO * figures["smallest_import"],
        "a quiet poll took too many calls": figures["quiet_calls"][1] <= MOST_QUIET_CALLS,
        "the next poll missed comments": not missed,
        "a day missed comments": not figures["missed_within_a_day"],
        "a day went by without reading every conversation anew": not figures[
            "conversations_not_read_anew"
        ],
        "the sweep took too many calls": figures["sweep_calls_a_day"] <= MOST_SWEEP_CALLS,
    }
    return [sentence for sentence, is_kept in kept.items() if not is_kept]


def poll_once() -> PassReport:
    """One pass over the Page."""
    page = service.active_pages()[0]
    return poll(page, service.address_of(settings()))


def be_active_within_a_week(world: World) -> None:
    """Spread the conversations' last activity over the week."""
    numbers = [row["number"] for row in world.store.rows("SELECT number FROM conversations")]
    for place, number in enumerate(numbers):
        at = world.now - timedelta(days=6) * place / len(numbers)
        milliseconds = int(at.timestamp() * 1000)
        world.store.write(
            "UPDATE conversations SET updated = ? WHERE number = ?", milliseconds, number
        )


def leave_out(world: World) -> list[str]:
    """Let the feed show two older posts no more, though they are among those that moved last."""
    newest = ids(world, f"ORDER BY created DESC LIMIT {NEWEST}")
    moved = ids(world, f"ORDER BY updated DESC LIMIT {LAST_MOVED}")
    omitted = [post for post in moved if post not in set(newest)][:LEFT_OUT]
    for post in omitted:
        world.list_post(post, False)
    return omitted


def find_left_out(world: World, number: int) -> dict[str, Any]:
    """How many polls, a minute apart, it takes to find a comment under each of so many of the 200
    that the feed leaves out, from the poll on that finds out that it does."""
    newest = set(ids(world, f"ORDER BY created DESC LIMIT {NEWEST}"))
    page = service.active_pages()[0]
    with transaction():
        moved = marks.last_moved(page.id, LAST_MOVED)
    posts = [mark.object_id for mark in moved if mark.object_id not in newest][:number]
    for post in posts:
        world.list_post(post, False)
    awaited, found, calls = written(world, posts), [], []
    real = clock.now
    for minute in range(1, MOST_POLLS + 1):
        shift(timedelta(minutes=minute), real)
        world.advance(seconds=60)
        calls.append(poll_once().calls)
        found += [minute] * len(awaited & stored())
        awaited -= stored()
        if not awaited:
            break
    for post in posts:
        world.list_post(post, True)
    return {
        "left_out_later": len(posts),
        "polls_until_found": [statistics.median(found), max(found)] if found else None,
        "not_found": len(awaited),
        "calls_of_such_a_poll": max(calls),
    }


def comment(world: World, chance: random.Random, omitted: list[str]) -> tuple[set[str], set[str]]:
    """Comment under posts of all three kinds; keys of what is due at once, and within a day."""
    newest = ids(world, f"ORDER BY created DESC LIMIT {NEWEST}")
    moved = ids(world, f"ORDER BY updated DESC LIMIT {LAST_MOVED}")
    older = [post for post in moved if post not in set(newest)]
    others = [post for post in ids(world, "ORDER BY created") if post not in {*newest, *moved}]
    soon = [newest[0], newest[-1], *chance.sample(newest, 10), *older[-1:], *older[:10], *omitted]
    late = [others[0], *chance.sample(others, 40)]
    return written(world, soon), written(world, late)


def written(world: World, posts: list[str]) -> set[str]:
    """The keys of new comments, one under each of these posts."""
    return {world.add_comment(post, "ไฟทางดับทั้งซอย").rpartition("_")[2] for post in posts}


def ids(world: World, order: str) -> list[str]:
    """Posts of the simulated Page in an order."""
    rows = world.store.rows(f"SELECT page, number FROM posts WHERE deleted = 0 {order}")
    return [f"{row['page']}_{row['number']}" for row in rows]


def live_a_day(world: World, step: timedelta, awaited: set[str]) -> dict[str, Any]:
    """Poll through a day, the clock put forward and left there; what was found when, and at which
    price."""
    real, quiet, hours, first = clock.now, [], 0.0, clock.now()
    before, began_at = swept(), clock.now()
    for number in range(1, int(DAY / step) + 1):
        shift(step * number, real)
        world.advance(seconds=step.total_seconds())
        report = poll_once()
        if not (report.new or report.changed):
            quiet.append(report.calls)
        if awaited - stored():
            hours = (clock.now() - first) / timedelta(hours=1)
    return {
        "quiet": quiet,
        "awaited": len(awaited),
        "missed_within_a_day": len(awaited - stored()),
        "hours_to_the_last": round(hours + step / timedelta(hours=1), 1),
        "sweep_calls_a_day": swept() - before,
        "conversations_not_read_anew": not_read_since(began_at),
    }


def not_read_since(moment: datetime) -> int:
    """How many conversations were not read anew since."""
    with transaction() as session:
        stale = select(func.count()).where(
            ScanMark.kind == MarkKind.THREAD, ScanMark.visited_at < moment
        )
        return session.scalar(stale) or 0


def shift(by: timedelta, real: Any) -> None:
    """Let the installation's clock be ahead."""
    clock.now = lambda: real() + by


def swept() -> int:
    """How many calls the sweep has made."""
    with transaction() as session:
        calls = func.coalesce(func.sum(CallCount.calls), 0)
        query = select(calls).where(CallCount.purpose == str(Purpose.SWEEP))
        return int(session.scalar(query) or 0)


def stored() -> set[str]:
    """The keys of the stored comments."""
    with transaction() as session:
        return set(session.scalars(select(Message.key).where(Message.kind == "comment")))


def smallest_import(world: World) -> int:
    """Pages of 100 posts, of 100 comments a post that has any, and of 25 conversations."""
    value = world.store.value
    posts = value("SELECT count(*) FROM posts WHERE deleted = 0")
    comments = value(
        "SELECT COALESCE(sum((n + 99) / 100), 0) FROM "
        "(SELECT count(*) AS n FROM comments WHERE deleted = 0 GROUP BY post)"
    )
    conversations = value("SELECT count(*) FROM conversations")
    return int(-(-posts // 100) + comments + -(-conversations // 25))


if __name__ == "__main__":
    sys.exit(main())
