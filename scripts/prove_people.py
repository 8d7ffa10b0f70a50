"""Prove that a person's history and the list of posts come without a pause.

One person with ten thousand entries (messages, answers, notes) and ten thousand posts with thirty
comments each are stored; then the first page of the history and one deep in it, and the list of
posts in each of its orders, are asked for as the screens ask. No query may take longer than
`--milliseconds` (the middle of nine times).

One JSON line with the figures; exit status 1 when a page takes longer.
"""

import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _proofs.installation import LONG_AGO, Installation, installed
from _proofs.verdict import arguments, conclude
from sqlalchemy import insert, text

from crm import clock
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.console.queries.posts import ORDERS, posts
from crm.console.queries.timeline import timeline
from crm.customers.models import Customer, Identity, IdentityChannel
from crm.customers.service import Seen, identify
from crm.db import db, transaction
from crm.pagelink.models import Conversation, Message, Note, Page, Post, Reply

TIMES, BATCH = 9, 5_000


def main() -> int:
    """Store, ask, compare."""
    parser = arguments(__doc__, entries=10_000, posts=10_000, comments=300_000)
    parser.add_argument("--milliseconds", type=float, default=200.0, help="the most allowed")
    asked = parser.parse_args()
    with installed(asked.database, "http://127.0.0.1") as place:
        return prove(asked, place)


def prove(asked: Namespace, place: Installation) -> int:
    """The whole proof on an installation that stands."""
    place.add_page("1", "token")
    with place.opened():
        officer, person = fill(asked)
        analyse()
        figures = {**history_times(person, officer, asked.entries), **post_times()}
    slow = [
        f"{name}: {spent:.0f} ms; {asked.milliseconds:g} are allowed"
        for name, spent in figures.items()
        if spent > asked.milliseconds
    ]
    rounded = {name: round(spent, 1) for name, spent in figures.items()}
    return conclude({"proof": "people", "milliseconds": rounded}, slow)


def history_times(person: Customer, officer: User, entries: int) -> dict[str, float]:
    """The first page of a history, and the page that begins after nine tenths of it."""
    deep = _cursor_after(person, officer, entries * 9 // 10)
    return {
        "history, first page": spent(lambda: timeline(person, user=officer)),
        "history, deep page": spent(lambda: timeline(person, deep, user=officer)),
    }


def post_times() -> dict[str, float]:
    """The first page of the list in each order, and a search in it."""
    times = {f"posts, {order}": spent(lambda o=order: posts(order=o)) for order in ORDERS}
    return times | {"posts, by a word": spent(lambda: posts("ประกาศ 77"))}


def spent(ask: Callable[[], object]) -> float:
    """The middle of some times, in milliseconds, with nothing kept from the time before."""
    times = []
    for _ in range(TIMES):
        db.session.expire_all()
        start = perf_counter()
        ask()
        times.append((perf_counter() - start) * 1000)
    return median(times)


def _cursor_after(person: Customer, officer: User, entries: int) -> str:
    cursor, seen = "", 0
    while seen < entries:
        part = timeline(person, cursor, user=officer, limit=1_000)
        cursor, seen = part.next or "", seen + len(part.entries)
    return cursor


def analyse() -> None:
    """Let the database learn how much lies where, as its own upkeep does in time."""
    with transaction():
        db.session.execute(text("ANALYZE"))


def fill(asked: Namespace) -> tuple[User, Customer]:
    """Store the posts with their comments, and one person's long history."""
    now = clock.now()
    with transaction():
        officer = auth.add_user(
            "o@example.org", name="o", role=Role.AGENT, password="a long password", now=now
        )
        page = db.session.query(Page).one()
        numbers = [str(number) for number in range(501)]
        people = identify(
            IdentityChannel.FACEBOOK_COMMENT, "1", {n: Seen(f"คน {n}", now, now) for n in numbers}
        )
        store(Post, [_post(page, number) for number in range(1, asked.posts + 1)])
        talks = asked.posts * 3
        store(Conversation, [_talk(page, n, asked.posts) for n in range(1, talks + 1)])
        rows = (
            _comment(page, n, asked.posts, people[numbers[n % 500]]) for n in range(asked.comments)
        )
        store(Message, list(rows))
        live_long(page, officer, people["500"], asked)
    return officer, db.session.get_one(Identity, people["500"]).customer


def live_long(page: Page, officer: User, account: int, asked: Namespace) -> None:
    """Six tenths of the entries are messages, three tenths answers, one tenth notes."""
    first = asked.comments
    said = range(first, first + asked.entries * 6 // 10)
    store(Message, [_comment(page, number, asked.posts, account) for number in said])
    answered = range(asked.entries * 3 // 10)
    store(Reply, [_reply(page, officer, first + number + 1, number) for number in answered])
    talk = first % (asked.posts * 3) + 1
    notes = range(asked.entries // 10)
    store(Note, [_note(officer, talk, number) for number in notes])


def store(table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert rows by the thousand."""
    for begin in range(0, len(rows), BATCH):
        db.session.execute(insert(table), rows[begin : begin + BATCH])


def _post(page: Page, number: int) -> dict[str, Any]:
    words = f"ประกาศที่ {number} แจ้งเหตุเดือดร้อนได้ใต้โพสต์นี้"
    at = LONG_AGO + timedelta(hours=number)
    return {
        "id": number,
        "page_id": page.id,
        "external_id": f"1_{number}",
        "text": words,
        "search_text": words,
        "created_at": at,
        "observed_at": at,
    }


def _talk(page: Page, number: int, posts: int) -> dict[str, Any]:
    at = LONG_AGO + timedelta(hours=number)
    return {
        "id": number,
        "page_id": page.id,
        "kind": "comment",
        "key": f"c{number}",
        "post_id": number % posts + 1,
        "last_message_at": at,
        "last_inbound_at": at,
        "waiting_since": at if number % 20 == 0 else None,
    }


def _comment(page: Page, number: int, posts: int, account: int) -> dict[str, Any]:
    at, talk = LONG_AGO + timedelta(minutes=number), number % (posts * 3) + 1
    return {
        "id": number + 1,
        "page_id": page.id,
        "conversation_id": talk,
        "kind": "comment",
        "post_id": talk % posts + 1,
        "identity_id": account,
        "key": f"m{number}",
        "external_id": f"1_m{number}",
        "direction": "in",
        "text": "ไฟทางดับ",
        "origin": "poll",
        "search_text": "ไฟทางดับ",
        "created_at": at,
        "observed_at": at,
        "received_at": at,
    }


def _reply(page: Page, officer: User, target: int, number: int) -> dict[str, Any]:
    at = LONG_AGO + timedelta(minutes=target, seconds=30)
    return {
        "page_id": page.id,
        "conversation_id": 1,
        "target_message_id": target,
        "target_external_id": f"1_m{target}",
        "route": "comment",
        "text": "รับเรื่องแล้ว",
        "state": "sent",
        "created_at": at,
        "written_by_id": officer.id,
        "external_id": f"1_r{number}",
    }


def _note(officer: User, talk: int, number: int) -> dict[str, Any]:
    at = LONG_AGO + timedelta(minutes=number * 7)
    return {"conversation_id": talk, "author_id": officer.id, "text": "โทรแล้ว", "created_at": at}


if __name__ == "__main__":
    sys.exit(main())
