"""Replies for the sender's proof: whom to answer, and what stands on the Page in the end."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.auth import service as auth
from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.graph.simulator.world import World
from crm.pagelink import outbox
from crm.pagelink.models import AnswerState, Message, Reply, ReplyAnswer, ReplyState, Route
from crm.pagelink.receive.replies import marker

from .installation import Installation

THANKS = "ขอบคุณค่ะ"
SHARES = (
    ("comment", Route.COMMENT, 0.35),
    ("nested", Route.COMMENT, 0.15),
    ("visitor_post", Route.COMMENT, 0.05),
    ("comment", Route.PRIVATE_REPLY, 0.15),
    ("visitor_post", Route.PRIVATE_REPLY, 0.05),
    ("message", Route.MESSAGE, 0.15),
    ("old_message", Route.HUMAN_AGENT, 0.10),
)
"""What is answered, over which route, and its share of all replies."""

TWICE = 0.1
UNREACHABLE = 0.02
DELETED = 0.01


@dataclass(frozen=True)
class Wish:
    """A reply to be queued: to the message with this external id, over this route."""

    target: str
    route: Route
    text: str


class Citizens:
    """People who wrote to the Page, so that there is somebody to answer."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self.wishes: list[Wish] = []
        self.deleted: list[str] = []

    def write(self, replies: int) -> None:
        """Everything that is going to be answered, and the wishes to answer it."""
        with self._world.bulk():
            posts = [self._world.add_post(f"ประกาศ {place}") for place in range(20)]
            for what, route, share in SHARES:
                wanted = round(replies * share)
                while wanted > 0:
                    wanted -= self._ask(what, route, posts)
        self._chance.shuffle(self.wishes)

    def _ask(self, what: str, route: Route, posts: list[str]) -> int:
        person = self._world.add_person(reachable=self._chance.random() >= UNREACHABLE)
        target = self._written(what, person, self._chance.choice(posts))
        if what == "comment" and self._chance.random() < DELETED:
            self.deleted.append(target)
        is_thanks = self._chance.random() < 0.5
        text = THANKS if is_thanks else f"รับเรื่องแล้วค่ะ เลขที่ {len(self.wishes)}"
        is_twice = route is not Route.PRIVATE_REPLY and self._chance.random() < TWICE
        self.wishes += [Wish(target, route, text)] * (1 + is_twice)
        return 1 + is_twice

    def _written(self, what: str, person: str, post: str) -> str:
        age = timedelta(hours=40 if what == "old_message" else 2)
        moment = self._world.now - age
        if what in ("message", "old_message"):
            return self._world.add_private_message(person, "สวัสดีค่ะ", created_time=moment)
        if what == "visitor_post":
            return self._world.add_post("ไฟดับ", moment, by_visitor=person)
        parent = None
        if what == "nested":
            parent = self._world.add_comment(post, "ไฟดับ", created_time=moment)
        if self._chance.random() < 0.3:
            self._world.add_private_message(person, "ถามในกล่องด้วย", created_time=moment)
        return self._world.add_comment(
            post, "ถนนเป็นหลุม", author=person, parent=parent, created_time=moment
        )


class Staff:
    """A person and a program that answer: the wishes go into the outbox one by one."""

    def __init__(self, place: Installation, wishes: list[Wish], chance: random.Random) -> None:
        self._place = place
        self._wishes = iter(wishes)
        self._chance = chance
        self.queued = 0
        with place.opened(), transaction():
            self._person = auth.add_user(
                "proof@example.org",
                name="ผู้พิสูจน์",
                role=Role.AGENT,
                password="a password for a proof",  # noqa: S106
                now=clock.now(),
            ).id

    def answer(self, most: int) -> int:
        """Queue so many of the next replies; how many there were left to queue."""
        done = 0
        for _, wish in zip(range(most), self._wishes, strict=False):
            with self._place.opened(), transaction():
                self._queue(wish)
            done += 1
        self.queued += done
        return done

    def _queue(self, wish: Wish) -> None:
        target = db.session.scalars(select(Message).where(Message.external_id == wish.target)).one()
        is_typed = wish.route is Route.HUMAN_AGENT or self._chance.random() < 0.8
        outbox.queue(
            target.conversation,
            text=wish.text,
            route=wish.route,
            target=target,
            by=db.session.get(User, self._person) if is_typed else None,
            now=clock.now(),
        )


def compare(world: World) -> dict[str, int]:
    """How many replies went wrong, by kind of wrong; inside the application."""
    replies = db.session.scalars(select(Reply)).all()
    sent = [reply for reply in replies if reply.state == ReplyState.SENT]
    failed = [reply for reply in replies if reply.state == ReplyState.FAILED]
    numbers = Counter(reply.external_id for reply in sent)
    found = {
        "not_final": len(replies) - len(sent) - len(failed),
        "failed_without_reason": sum(not reply.error for reply in failed),
        "sent_under_no_number": numbers.pop(None, 0),
        "sent_under_one_number": sum(times - 1 for times in numbers.values()),
        "not_stored_as_message": sum(reply.sent_message_id is None for reply in sent),
        "not_answered_by_it": _unanswered(),
    }
    public = [reply for reply in replies if reply.route == Route.COMMENT]
    found |= _differences("public", _public(world), _in_public(public))
    private = [reply for reply in replies if reply.route != Route.COMMENT]
    return found | _differences("private", _private(world), _in_private(private))


def fates() -> dict[str, int]:
    """How many replies ended how, by route; inside the application."""
    query = select(Reply.route, Reply.state, Reply.error_class)
    ends = Counter(
        f"{route} {state}" + (f" ({reason})" if state == ReplyState.FAILED else "")
        for route, state, reason in db.session.execute(query)
    )
    return dict(sorted(ends.items()))


def undecided() -> int:
    """How many replies are not final yet; inside the application."""
    final = (ReplyState.SENT, ReplyState.FAILED)
    return sum(state not in final for state in db.session.scalars(select(Reply.state)))


def _differences(name: str, standing: Counter[Any], told: Counter[Any]) -> dict[str, int]:
    """More on the Page than we say was sent, and less."""
    return {
        f"{name}_twice_or_unasked": sum((standing - told).values()),
        f"{name}_not_there": sum((told - standing).values()),
    }


def _public(world: World) -> Counter[Any]:
    """What software wrote in public: under what, and which words."""
    return Counter(
        (_tail(one["parent"] or one["post"]), one["message"]) for one in world.replies("api")
    )


def _in_public(replies: list[Reply]) -> Counter[Any]:
    return Counter(
        (_tail(reply.target_external_id), reply.text)
        for reply in replies
        if reply.state == ReplyState.SENT
    )


def _private(world: World) -> Counter[Any]:
    rows = world.store.rows(
        "SELECT metadata, text FROM messages WHERE outbound = 1 AND app_id = ?", int(world.app_id)
    )
    return Counter((row["metadata"], row["text"]) for row in rows)


def _in_private(replies: list[Reply]) -> Counter[Any]:
    return Counter(
        (marker(reply.id), reply.text) for reply in replies if reply.state == ReplyState.SENT
    )


def _unanswered() -> int:
    query = (
        select(Message.answer_state)
        .join(ReplyAnswer, ReplyAnswer.message_id == Message.id)
        .join(Reply, Reply.id == ReplyAnswer.reply_id)
        .where(Reply.state == ReplyState.SENT)
    )
    return sum(state != AnswerState.ANSWERED for state in db.session.scalars(query))


def _tail(external_id: str) -> str:
    return external_id.rsplit("_", 1)[-1]
