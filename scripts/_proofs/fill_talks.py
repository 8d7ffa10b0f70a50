"""The rows of a filled database: conversations with all that hangs on them, oldest first."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from crm import thai
from crm.maps.cells import finest_cell
from crm.pagelink.ledger import BEFORE_START
from crm.pagelink.models import AnswerState, Direction, Kind, ReplyState, Route
from crm.worksheets import numbers
from crm.worksheets.models import Outcome, Source, Stage

from .fill_city import City

Row = dict[str, Any]
PAGES = 50
YEARS = timedelta(days=900)
STARTED = timedelta(days=700)
WAITING = 0.02
KINDS = ((Kind.COMMENT, 0.75), (Kind.MESSAGE, 0.22), (Kind.POST, 0.03))
SIZES = (1, 2, 2, 3, 4, 5, 6, 9, 13)
MEAN_SIZE = sum(SIZES) / len(SIZES)


class Talks:
    """Five messages a conversation, a worksheet for every second one, a fiftieth still waiting."""

    def __init__(self, city: City, *, messages: int, seed: int, now: datetime) -> None:
        self.city = city
        self.now = now
        self.chance = random.Random(seed)  # noqa: S311 - invented content
        self.talks = max(PAGES, messages // 5)
        self.messages = messages
        self.people = self.talks // 2
        self.posts = max(PAGES, self.talks // 50)
        self._ids = {name: itertools.count(1) for name in ("message", "reply", "sheet", "other")}
        self._last_message = 0

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Every row with the name of its table, each after those that it refers to."""
        yield from (("pages", self._page(number)) for number in range(1, PAGES + 1))
        for number in range(1, self.people + 1):
            yield from self._person(number)
        yield from (("posts", self._post(number)) for number in range(1, self.posts + 1))
        for number in range(1, self.talks + 1):
            yield from self._talk(number)
        for kind in ("worksheet", "case"):
            year = thai.buddhist_year(self.now.year)
            yield "counters", {"name": f"{kind}-{year}", "value": self.talks}

    def _page(self, number: int) -> Row:
        since = self.now - STARTED
        return {
            "id": number,
            "external_id": f"{100_000 + number}",
            "name": f"เพจเขต{self.city.districts[number % len(self.city.districts)][0]}",
            "answering_since": since,
            "created_at": since,
            "centre_name": "ศูนย์รับเรื่องร้องทุกข์",
        }

    def _person(self, number: int) -> Iterator[tuple[str, Row]]:
        name = self.city.name(number)
        seen = {
            "first_seen_at": self.now - YEARS,
            "last_seen_at": self._moment(number, self.people),
        }
        known = {"name": name, "name_folded": thai.fold(name), **seen}
        yield "customers", {"id": number, "created_at": self.now - YEARS, **known}
        yield (
            "identities",
            {
                "id": number,
                "customer_id": number,
                "channel": "messenger" if number % 5 == 0 else "facebook_comment",
                "page": f"{100_000 + self._page_of(number)}",
                "external_id": f"7{number:09}",
                **known,
            },
        )

    def _post(self, number: int) -> Row:
        words = self.city.post(self.chance)
        page, at = self._page_of(number), self._moment(number, self.posts)
        return {
            "id": number,
            "page_id": page,
            "external_id": f"{100_000 + page}_{number}",
            "text": words,
            "search_text": thai.searchable(words),
            "permalink": f"https://facebook.example/{number}",
            "created_at": at,
            "observed_at": at,
        }

    def _talk(self, number: int) -> Iterator[tuple[str, Row]]:
        """One conversation: its messages, replies, tags, and perhaps a case."""
        said = self._said(number)
        first, last = said[0], said[-1]
        opened = [row for row in said if row.get("answer_state") == AnswerState.OPEN]
        heard = [row for row in said if row["direction"] == Direction.IN]
        assigned = self.chance.random() < 0.4
        yield (
            "conversations",
            {
                "id": number,
                "page_id": first["page_id"],
                "kind": first["kind"],
                "key": first["key"],
                "post_id": first["post_id"],
                "permalink": first["permalink"],
                "assignee_id": self.chance.choice(self.city.staff) if assigned else None,
                "urgent": bool(opened) and self.chance.random() < 0.02,
                "waiting_since": opened[0]["created_at"] if opened else None,
                "last_inbound_at": heard[-1]["created_at"],
                "last_message_at": last["created_at"],
                "changed_seq": int(last["created_at"].timestamp() * 1_000_000),
            },
        )
        yield from (("messages", row) for row in said)
        yield from self._beside(number, said)
        yield "conversation_tags", self._tag(number, self.chance.choice(self.city.categories), last)
        if number % 2 == 0:
            yield from self._case(number, said)

    def _said(self, number: int) -> list[Row]:
        """The messages of one conversation; together as many as were asked for."""
        size = self._size(number)
        at, page = self._moment(number, self.talks), self._page_of(number)
        (kind,) = self.chance.choices(*zip(*KINDS, strict=True))
        post = None if kind == Kind.MESSAGE else self.chance.randrange(1, self.posts + 1)
        person, waits = self.chance.randrange(1, self.people + 1), self._waits(number)
        rows = []
        for place in range(size):
            at += timedelta(minutes=self.chance.expovariate(1 / 90))
            outbound = place % 2 == 1 and not (waits and place == size - 1)
            rows.append(self._message(page, kind, post, None if outbound else person, at))
        for row, following in itertools.zip_longest(rows, rows[1:]):
            self._enter(row, following, waits=waits and following is None)
        return rows

    def _size(self, number: int) -> int:
        """How many messages it has; what is over at the end is shared, lest the last has it all."""
        left, talks_left = self.messages - self._last_message, self.talks - number + 1
        size = self.chance.choice(SIZES) + (left > talks_left * (MEAN_SIZE + 1))
        return min(size, left - talks_left + 1) if talks_left > 1 else left

    def _message(
        self, page: int, kind: str, post: int | None, person: int | None, at: datetime
    ) -> Row:
        self._last_message = number = next(self._ids["message"])
        at = min(at, self.now - timedelta(seconds=30))
        words = self.city.complaint(self.chance) if person else self.city.answer(self.chance)
        return {
            "id": number,
            "page_id": page,
            "conversation_id": 0,
            "post_id": post,
            "identity_id": person,
            "kind": kind,
            "key": f"{number}",
            "external_id": f"{post or 'm'}_{number}",
            "direction": Direction.IN if person else Direction.OUT,
            "author_name": self.city.name(person) if person else None,
            "text": words,
            "search_text": thai.searchable(words),
            "permalink": f"https://facebook.example/{post}?comment_id={number}" if post else None,
            "origin": "poll",
            "created_at": at,
            "observed_at": at,
            "received_at": at,
            "considered_at": at,
        }

    def _enter(self, row: Row, following: Row | None, *, waits: bool) -> None:
        """What the ledger says of a message."""
        if row["direction"] == Direction.OUT:
            return
        if waits:
            row["answer_state"] = AnswerState.OPEN
        elif following and following["direction"] == Direction.OUT:
            row["answer_state"] = AnswerState.ANSWERED
            row["answered_at"] = following["created_at"]
        else:
            row["answer_state"] = AnswerState.NEEDS_NONE
            early = row["created_at"] < self.now - STARTED
            row["answer_reason"] = BEFORE_START if early else "ขอบคุณปิดท้าย"

    def _beside(self, number: int, said: list[Row]) -> Iterator[tuple[str, Row]]:
        """The replies that left through the outbox, and now and then a note or a photo."""
        for asked, answer in itertools.pairwise(said):
            if answer["direction"] == Direction.OUT and self.chance.random() < 0.6:
                yield from self._reply(number, asked, answer)
        if number % 20 == 0:
            staff = self.chance.choice(self.city.staff)
            note = {"id": number, "conversation_id": number, "author_id": staff}
            note |= {"text": "โทรแจ้งแล้ว", "search_text": "โทรแจ้งแล้ว"}
            yield "notes", {**note, "created_at": said[-1]["created_at"]}
        if number % 15 == 0:
            photo = {"id": number, "message_id": said[0]["id"], "position": 0, "kind": "photo"}
            yield "attachments", {**photo, "url": "https://facebook.example/photo.jpg"}
        for row in said:
            row["conversation_id"] = number

    def _reply(self, number: int, asked: Row, answer: Row) -> Iterator[tuple[str, Row]]:
        reply_id = next(self._ids["reply"])
        yield (
            "replies",
            {
                "id": reply_id,
                "page_id": answer["page_id"],
                "conversation_id": number,
                "target_message_id": asked["id"],
                "target_external_id": asked["external_id"],
                "route": Route.MESSAGE if asked["kind"] == Kind.MESSAGE else Route.COMMENT,
                "text": answer["text"],
                "state": ReplyState.SENT,
                "attempts": 1,
                "external_id": answer["external_id"],
                "created_at": answer["created_at"],
                "sent_at": answer["created_at"],
                "written_by_id": self.chance.choice(self.city.staff),
                "sent_message_id": answer["id"],
            },
        )
        yield "reply_answers", {"reply_id": reply_id, "message_id": asked["id"]}

    def _case(self, number: int, said: list[Row]) -> Iterator[tuple[str, Row]]:
        sheet = self._sheet(said)
        sheet_id, topic = sheet["id"], self.chance.choice(self.city.topics)
        yield "worksheets", sheet
        yield "worksheet_topics", {"worksheet_id": sheet_id, "tag_id": topic}
        yield "worksheet_messages", {"worksheet_id": sheet_id, "message_id": said[0]["id"]}
        for kind, at in (("opened", sheet["opened_at"]), ("stage", said[-1]["created_at"])):
            event = {"id": next(self._ids["other"]), "worksheet_id": sheet_id, "kind": kind}
            yield "worksheet_events", {**event, "at": at, "new": sheet["stage"]}
        passed = {"id": sheet_id, "worksheet_id": sheet_id, "agency_id": sheet["agency_id"]}
        if sheet["stage"] in (Stage.PASSED_ON, Stage.RESULT_TOLD):
            yield "dispatches", {**passed, "state": "accepted", "sent_at": sheet["opened_at"]}
        stage = self._tag(number, self.city.stages[sheet["stage"]], said[-1])
        stage["id"] = self.talks + number
        yield "conversation_tags", {**stage, "worksheet_id": sheet_id}

    def _sheet(self, said: list[Row]) -> Row:
        sheet_id, first = next(self._ids["sheet"]), said[0]
        closed, filed = self.chance.random() < 0.95, self.chance.random() < 0.4
        district, latitude, longitude = self.chance.choice(self.city.districts)
        latitude += self.chance.uniform(-0.02, 0.02)
        longitude += self.chance.uniform(-0.02, 0.02)
        year = thai.buddhist_year(first["created_at"].year)
        case_number = numbers.make(year, sheet_id) if filed or closed else None
        at = first["created_at"] + timedelta(minutes=20)
        return {
            "id": sheet_id,
            "number": numbers.make_worksheet_number(year, sheet_id),
            "case_number": case_number,
            "case_key": numbers.fold(case_number) if case_number else None,
            "source": Source.PAGE,
            "stage": Stage.RESULT_TOLD if closed else self.chance.choice(list(Stage)[:4]),
            "category_id": self.city.categories[0],
            "title": first["text"][:80],
            "title_folded": thai.searchable(first["text"][:80]),
            "page_id": first["page_id"],
            "customer_id": first["identity_id"],
            "agency_id": self.chance.choice(self.city.agencies),
            "assignee_id": self.chance.choice(self.city.staff),
            "latitude": latitude,
            "longitude": longitude,
            "place_source": "text",
            "district": district,
            "cell": finest_cell(latitude, longitude),
            "opened_at": at,
            "filed_at": at if case_number else None,
            "first_answered_at": at,
            "number_sent_at": at if case_number else None,
            "result_sent_at": said[-1]["created_at"] if closed else None,
            "outcome": Outcome.FIXED if closed else None,
            "closed_at": said[-1]["created_at"] if closed else None,
        }

    def _tag(self, number: int, tag_id: int, last: Row) -> Row:
        tag = {"id": number, "conversation_id": number, "tag_id": tag_id}
        return {**tag, "set_at": last["created_at"]}

    def _moment(self, number: int, among: int) -> datetime:
        """When the one of this number happened: they come evenly over the years."""
        return self.now - YEARS * (1 - number / (among + 1))

    def _page_of(self, number: int) -> int:
        """Every second one on the main Page."""
        return 1 if number % 2 else number // 2 % PAGES + 1

    def _waits(self, number: int) -> bool:
        """More of the newest wait than of the old, but some old ones do."""
        newest = number > self.talks * (1 - WAITING / 2)
        return newest or self.chance.random() < WAITING / 2
