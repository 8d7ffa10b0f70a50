"""`python3 scripts/prove_first_poll.py`: measures the poll on a simulated Page, in one JSON line.

Claims: every readable message of a Page with 1,000 posts and 20,000 comments is stored exactly
once; a second poll right after adds none and makes at most 30 calls, as Facebook counts them; a
comment then added under the oldest post is found by the next poll. Exit 1 when one fails.
"""

from _python import require_supported_python

require_supported_python()

import argparse  # noqa: E402 - an old Python must get its sentence before it meets newer code
import json  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import _environment as environment  # noqa: E402

sys.path.insert(0, str(environment.ROOT))

APP_SECRET = "secret of the simulated app"
MOST_CALLS_OF_A_QUIET_POLL = 30


def main() -> int:
    """Measure, print, and say by the exit code whether every claim holds."""
    from crm import create_app
    from crm.graph.simulator.app import create_simulator
    from crm.graph.simulator.server import start

    asked = _arguments()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        simulator = create_simulator(
            Path(folder) / "facebook.sqlite3",
            seed=asked.seed,
            posts=asked.posts,
            comments=asked.comments,
            conversations=asked.conversations,
            app_secret=APP_SECRET,
        )
        with start(simulator) as facebook:
            url = asked.database_url or f"sqlite:///{folder}/crm.sqlite3"
            app = create_app(
                {
                    "CRM_DATABASE_URL": url,
                    "CRM_DATA_DIR": folder,
                    "CRM_GRAPH_URL": facebook.url,
                    "CRM_FACEBOOK_APP_SECRET": APP_SECRET,
                }
            )
            with app.app_context():
                figures = _measure(facebook.world)
    print(json.dumps(figures, ensure_ascii=False))
    return 0 if all(figures["claims"].values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--comments", type=int, default=20000)
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", help="an empty database; a new SQLite file if not given")
    return parser.parse_args()


def _measure(world) -> dict:
    from flask_migrate import upgrade

    upgrade()
    page = _add_page(world)
    first, seconds = _poll(page)
    readable = _readable(world)
    after_first = _stored()
    second, _ = _poll(page)
    after_second = _stored()
    under_oldest = world.add_comment(_oldest_post(world), "ไฟทางดับทั้งซอยครับ")
    third, _ = _poll(page)
    found = under_oldest.rpartition("_")[2] in {key for kind, key in _stored() if kind == "comment"}
    return {
        "readable": len(readable),
        "stored": len(after_first),
        "missing": len(readable - set(after_first)),
        "surplus": len(set(after_first) - readable),
        "first_poll_seconds": round(seconds, 1),
        "rows_a_second": round(len(after_first) / seconds),
        "calls": [first.calls, second.calls, third.calls],
        "smallest_number_of_calls": _smallest_number_of_calls(world),
        "simulator_counted": world.calls,
        "reasons": first.reasons + second.reasons + third.reasons,
        "errors": [poll.error.log_line for poll in (first, second, third) if poll.error],
        "claims": {
            "every readable message is stored exactly once": sorted(readable) == after_first,
            "the second poll adds none": after_second == after_first and second.new == 0,
            "the second poll is cheap": second.calls <= MOST_CALLS_OF_A_QUIET_POLL,
            "a comment under the oldest post is found by the next poll": found,
            "calls are counted as Facebook counts": world.calls
            == first.calls + second.calls + third.calls,
            "the Page was wholly read": first.is_whole and second.is_whole and third.is_whole,
        },
    }


def _add_page(world):
    from crm import clock
    from crm.db import transaction
    from crm.graph.simulator.world import default_token
    from crm.graph.sync.run import PageRef
    from crm.pagelink import service as pagelink

    token = default_token(world.main_page)
    with transaction():
        page = pagelink.add_page(world.main_page, name="เพจจำลอง", token=token, now=clock.now())
        return PageRef(page.id, page.external_id, page.name, token)


def _poll(page):
    from crm.graph.client import GraphAddress
    from crm.graph.sync.one_pass import poll
    from crm.web import settings

    config = settings()
    address = GraphAddress(config.graph_url, config.graph_version, config.facebook_app_secret)
    began = time.perf_counter()
    report = poll(page, address)
    return report, time.perf_counter() - began


def _stored() -> list[tuple[str, str]]:
    """Kind and key of every stored message; one that is stored twice stands in it twice."""
    from sqlalchemy import select

    from crm.db import transaction
    from crm.pagelink.models import Message

    with transaction() as session:
        return sorted(
            (kind, key) for kind, key in session.execute(select(Message.kind, Message.key))
        )


def _readable(world) -> set[tuple[str, str]]:
    """Kind and key of everything that Facebook shows: asked of the simulator's own tables."""
    rows = world.store.rows
    page = world.main_page
    comments = rows(
        "SELECT c.number FROM comments c JOIN posts p ON p.number = c.post "
        "WHERE p.deleted = 0 AND c.deleted = 0 AND c.readable = 1"
    )
    posts = rows("SELECT number FROM posts WHERE deleted = 0 AND author IS NOT NULL")
    messages = rows(
        "SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY conversation "
        "ORDER BY created DESC, number DESC) AS place FROM messages WHERE deleted = 0) "
        "WHERE place <= 20"
    )
    return (
        {("comment", str(row["number"])) for row in comments}
        | {("post", f"{page}_{row['number']}") for row in posts}
        | {("message", row["id"]) for row in messages}
    )


def _oldest_post(world) -> str:
    row = world.store.row("SELECT number FROM posts WHERE deleted = 0 ORDER BY created LIMIT 1")
    return f"{world.main_page}_{row['number']}"


def _smallest_number_of_calls(world) -> int:
    """Pages of 100 posts, of 100 comments a post that has any, and of 25 conversations."""
    value = world.store.value
    posts = value("SELECT count(*) FROM posts WHERE deleted = 0")
    comments = value(
        "SELECT COALESCE(sum((n + 99) / 100), 0) FROM "
        "(SELECT count(*) AS n FROM comments WHERE deleted = 0 GROUP BY post)"
    )
    conversations = value("SELECT count(*) FROM conversations")
    return -(-posts // 100) + comments + -(-conversations // 25)


if __name__ == "__main__":
    sys.exit(main())
