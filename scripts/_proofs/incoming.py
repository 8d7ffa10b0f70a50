"""Compares what an installation has stored with what stands on the simulated Page."""

import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from crm.db import db
from crm.graph.simulator.clock import graph_time, seconds
from crm.graph.simulator.store import Row
from crm.graph.simulator.world import World
from crm.pagelink.models import AnswerState, Conversation, Direction, Message, Post
from crm.reports import export

Exported = dict[str, Any]
Standing = dict[tuple[str, str], Exported]

COMMENTS = (
    "SELECT c.*, p.page || '_' || p.number AS post_name, p.deleted AS post_deleted, "
    "a.name AS author_name, r.readable AS parent_readable "
    "FROM comments c JOIN posts p ON p.number = c.post "
    "LEFT JOIN comments r ON r.number = c.parent LEFT JOIN people a ON a.id = c.author"
)
VISITOR_POSTS = "SELECT * FROM posts WHERE author IS NOT NULL"
MESSAGES = (
    "SELECT m.*, t.person, row_number() OVER (PARTITION BY m.conversation, m.deleted "
    "ORDER BY m.created DESC, m.number DESC) AS place FROM messages m "
    "JOIN conversations t ON t.number = m.conversation"
)
READABLE_MESSAGES = 20
STATES = {str(state) for state in AnswerState}


def exported_messages() -> list[Exported]:
    """What `crm export messages --format jsonl` gives; inside the application."""
    stream = io.StringIO()
    export.write("messages", "jsonl", stream)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def compare(world: World, rows: list[Exported]) -> dict[str, int]:
    """How many things differ, by kind of difference; all nought when nothing was lost."""
    stored = {_key(row): row for row in rows}
    found: Counter[str] = Counter(stored_twice=len(rows) - len(stored))
    told: set[tuple[str, str]] = set()
    now = seconds(world.now)
    for one in world.store.rows(COMMENTS):
        told.add(("comment", str(one["number"])))
        found.update(_of_comment(one, stored, now))
    for one in world.store.rows(VISITOR_POSTS):
        name = f"{one['page']}_{one['number']}"
        told.add(("post", name))
        found.update(_of_text(one, stored.get(("post", name)), one["message"], "visitor_post"))
    for one in world.store.rows(MESSAGES):
        told.add(("message", one["id"]))
        if one["place"] <= READABLE_MESSAGES:
            row = stored.get(("message", one["id"]))
            found.update(_of_text(one, row, one["text"], "message"))
    found["never_written"] = len(stored.keys() - told)
    found.update(_threads(world, stored))
    return dict(sorted(found.items()))


def ledger(rows: Iterable[Exported]) -> dict[str, int]:
    """How many inbound messages are in no state or in a wrong one, and how many conversations
    wait since another time than their oldest open message; inside the application."""
    found: Counter[str] = Counter(without_state=0, state_of_our_own=0, waits_wrongly=0)
    waiting: dict[int, str] = {}
    for row in rows:
        if row["direction"] == Direction.OUT:
            found["state_of_our_own"] += row["answer_state"] is not None
            continue
        found["without_state"] += row["answer_state"] not in STATES
        if row["answer_state"] == AnswerState.OPEN:
            before = waiting.get(row["conversation"], row["created_at"])
            waiting[row["conversation"]] = min(before, row["created_at"])
    query = select(Conversation.id, Conversation.waiting_since)
    for number, since in db.session.execute(query):
        shown = None if since is None else since.isoformat().replace("+00:00", "Z")
        found["waits_wrongly"] += shown != waiting.get(number)
    found["stub_posts"] = _count(select(func.count()).where(Post.is_stub))
    found["empty_conversations"] = _count(
        select(func.count())
        .select_from(Conversation)
        .where(~select(Message.id).where(Message.conversation_id == Conversation.id).exists())
    )
    return dict(found)


def _count(query: Any) -> int:
    return int(db.session.scalar(query) or 0)


def _key(row: Exported) -> tuple[str, str]:
    number = row["external_id"]
    return row["kind"], number.rsplit("_", 1)[-1] if row["kind"] == "comment" else number


def _of_comment(one: Row, stored: Standing, now: int) -> list[str]:
    row = stored.get(("comment", str(one["number"])))
    if one["post_deleted"] or (one["shown_at"] > now and not one["deleted"]):
        return []
    if not one["readable"] or one["parent_readable"] == 0:
        return []
    differences = _of_text(one, row, one["message"], "comment")
    if row is None or one["deleted"]:
        return differences
    wrong = {
        "comment_under_another_post": row["post_external_id"] != one["post_name"],
        "comment_under_another_parent": _tail(row["parent_external_id"]) != one["parent"],
        "comment_in_wrong_direction": (row["direction"] == "out") != (one["author"] is None),
        "comment_by_somebody_else": one["author"] is not None
        and row["author_external_id"] not in (None, one["author"]),
        "comment_at_another_time": _moment(row) != graph_time(one["created"]),
    }
    return differences + [name for name, is_so in wrong.items() if is_so]


def _of_text(one: Row, row: Exported | None, text: str, kind: str) -> list[str]:
    """A standing object must be there, unmarked, with its last text; a removed one marked."""
    if one["deleted"]:
        is_noticed = row is None or row["deleted_at"] or kind == "message"
        return [] if is_noticed else [f"{kind}_removed_unnoticed"]
    if row is None:
        return [f"{kind}_lost"]
    wrong = {
        f"{kind}_marked_as_gone": bool(row["deleted_at"]),
        f"{kind}_with_an_old_text": row["text"] != text,
    }
    return [name for name, is_so in wrong.items() if is_so]


def _threads(world: World, stored: Standing) -> dict[str, int]:
    """Replies must stand in the conversation of their root, messages in that of their person."""
    strayed = 0
    for one in world.store.rows("SELECT number, parent FROM comments WHERE parent IS NOT NULL"):
        row = stored.get(("comment", str(one["number"])))
        root = stored.get(("comment", str(one["parent"])))
        strayed += bool(row and root and row["conversation"] != root["conversation"])
    by_person = defaultdict(set)
    for one in world.store.rows(MESSAGES):
        row = stored.get(("message", one["id"]))
        if row:
            by_person[one["person"]].add(row["conversation"])
    return {"orphans": strayed + sum(len(group) - 1 for group in by_person.values())}


def _tail(external_id: str | None) -> int | None:
    return int(external_id.rsplit("_", 1)[-1]) if external_id else None


def _moment(row: Mapping[str, Any]) -> str:
    return f"{row['created_at'][:19]}+0000"
