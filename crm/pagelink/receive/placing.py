"""Says in which conversation each message belongs, and makes, renames and joins conversations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from crm.db import change_each, db
from crm.pagelink import events
from crm.pagelink.incoming import key_of
from crm.pagelink.models import Conversation, Draft, Kind, Message, Note, Page, Presence, Reply
from crm.pagelink.receive.intake import Key
from crm.pagelink.receive.merging import Stored
from crm.pagelink.receive.rows import are_asked_for, each_kind

MADE_OF = (Message, Note, Reply)
PASSING = (Draft, Presence)
STORED = select(
    Conversation.kind,
    Conversation.key,
    Conversation.id,
    Conversation.post_id,
    Conversation.thread_external_id,
    Conversation.permalink,
).where(are_asked_for(Conversation))


@dataclass(slots=True)
class Traits:
    """What the messages of a batch say about their conversation."""

    post_id: int | None = None
    thread_external_id: str | None = None
    permalink: str | None = None

    def filled_from(self, other: "Traits") -> "Traits":
        """These, and the other's where these are silent."""
        return Traits(
            self.post_id or other.post_id,
            self.thread_external_id or other.thread_external_id,
            self.permalink or other.permalink,
        )


@dataclass(frozen=True, slots=True)
class Family:
    """The comments of a batch with what is known of their elders, to find each one's root.

    `batch` holds comments by key as they stand after this batch, `elders` the conversations of
    stored comments that aren't in it, `visitor_posts` the external ids of visitors' posts by id.
    """

    batch: Mapping[str, Stored]
    elders: Mapping[str, Key]
    visitor_posts: Mapping[int, str]

    def place(self, comment: Stored) -> Key:
        """The visitor's post that a comment stands under, else its top-level comment, which may
        be one that nobody has seen yet."""
        climbed: list[str] = []
        key: str = comment.key
        while (row := self.batch.get(key)) is not None and key not in climbed:
            visitor_post = self.visitor_posts.get(row.post_id or 0)
            if visitor_post:
                return (Kind.POST, visitor_post)
            climbed.append(key)
            if row.parent_external_id is None:
                return (Kind.COMMENT, key)
            key = key_of(row.parent_external_id)
        if key in climbed:
            return (Kind.COMMENT, min(climbed))
        return self.elders.get(key, (Kind.COMMENT, key))


def settle_conversations(
    page: Page, wanted: Mapping[Key, Traits], moves: Mapping[Key, Key], now: datetime
) -> dict[Key, int]:
    """The ids of the wanted conversations; what turned out to be one (old: new) is joined."""
    rows = _load(page, {*wanted, *moves})
    for old, new in sorted(moves.items()):
        if old in rows:
            _join(page, rows, old, new, now)
    missing = sorted(key for key in wanted if key not in rows)
    if missing:
        _add(page, missing, wanted)
        rows |= _load(page, missing)
    _fill({rows[key][0]: (rows[key][1], traits) for key, traits in wanted.items()})
    return {key: rows[key][0] for key in wanted}


def conversations_under(post_ids: Iterable[int]) -> list[tuple[Key, int]]:
    """The comment conversations under some posts, each with its post's id."""
    query = select(Conversation.kind, Conversation.key, Conversation.post_id).where(
        Conversation.post_id.in_(list(post_ids)), Conversation.kind == Kind.COMMENT
    )
    return [((kind, key), post) for kind, key, post in db.session.execute(query) if post]


def _load(page: Page, keys: Iterable[Key]) -> dict[Key, tuple[int, Traits]]:
    return {
        (kind, key): (number, Traits(*traits))
        for kind, key, number, *traits in each_kind(STORED, page, keys)
    }


def _add(page: Page, keys: Iterable[Key], wanted: Mapping[Key, Traits]) -> None:
    rows = [
        {
            "page_id": page.id,
            "kind": kind,
            "key": key,
            "post_id": wanted[kind, key].post_id,
            "thread_external_id": wanted[kind, key].thread_external_id,
            "permalink": wanted[kind, key].permalink,
        }
        for kind, key in keys
    ]
    db.session.connection().execute(insert(Conversation), rows)


def _fill(conversations: Mapping[int, tuple[Traits, Traits]]) -> None:
    rows = []
    for number, (known, told) in conversations.items():
        full = known.filled_from(told)
        if full != known:
            rows.append(
                {
                    "b_id": number,
                    "post_id": full.post_id,
                    "thread_external_id": full.thread_external_id,
                    "permalink": full.permalink,
                }
            )
    change_each(Conversation, rows)


def _join(
    page: Page, rows: dict[Key, tuple[int, Traits]], old: Key, new: Key, now: datetime
) -> None:
    """Rename the old one where the new one isn't there yet, so that all that hangs on it stays."""
    absorbed, traits = rows.pop(old)
    if new not in rows:
        rename = update(Conversation).where(Conversation.id == absorbed)
        db.session.execute(rename.values(kind=new[0], key=new[1], permalink=None))
        rows[new] = (absorbed, Traits(traits.post_id, traits.thread_external_id, None))
        return
    kept = rows[new][0]
    for table in MADE_OF:
        moved = update(table).where(table.conversation_id == absorbed)
        db.session.execute(moved.values(conversation_id=kept))
    for passing in PASSING:
        db.session.execute(delete(passing).where(passing.conversation_id == absorbed))
    _hand_over(absorbed, kept)
    events.conversations_merged.send(page, kept=kept, absorbed=absorbed, now=now)
    _delete(absorbed)


def _hand_over(absorbed: int, kept: int) -> None:
    """Who has it and how urgent it is goes along."""
    old = db.session.get_one(Conversation, absorbed)
    new = db.session.get_one(Conversation, kept)
    new.assignee_id = new.assignee_id or old.assignee_id
    new.urgent = new.urgent or old.urgent
    new.restricted = new.restricted or old.restricted
    db.session.flush()


def _delete(absorbed: int) -> None:
    """An emptied conversation goes, unless a higher module still keeps something about it."""
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Conversation).where(Conversation.id == absorbed))
    except IntegrityError:
        emptied = update(Conversation).where(Conversation.id == absorbed)
        db.session.execute(
            emptied.values(waiting_since=None, last_message_at=None, last_inbound_at=None)
        )
