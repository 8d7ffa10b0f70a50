"""Takes in a batch: who, where, what, whose answer, and the ledger; in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crm.pagelink import events, ledger
from crm.pagelink.incoming import IncomingMessage, IncomingPost, key_of
from crm.pagelink.models import Direction, Kind, Page
from crm.pagelink.receive import extras, placing, rows
from crm.pagelink.receive.erased import without_erased
from crm.pagelink.receive.intake import Key, by_key, key_of_message, key_of_post
from crm.pagelink.receive.merging import PastText, Stored, merge, unheard
from crm.pagelink.receive.people import People
from crm.pagelink.receive.placing import Family, Traits
from crm.pagelink.receive.posts import StoredPost, store_posts
from crm.pagelink.receive.replies import match_replies
from crm.pagelink.receive.rows import Known
from crm.pagelink.turns import take_turns

LARGEST_BATCH = 500
UNKNOWN = "unknown:"


@dataclass(frozen=True, slots=True)
class Received:
    """How many messages of a batch were new, changed, or known already; ids of the new ones.

    `erased` are the outside ids, as they were told, of what was erased before and stays so.
    """

    new: int
    changed: int
    unchanged: int
    message_ids: tuple[int, ...]
    erased: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """What was told of each message, and what is known of it before and after."""

    told: dict[Key, list[IncomingMessage]]
    known: dict[Key, Known]
    after: dict[Key, Stored]
    past: dict[Key, list[PastText]]


def receive(
    page: Page,
    *,
    posts: Sequence[IncomingPost] = (),
    messages: Sequence[IncomingMessage] = (),
    now: datetime,
) -> Received:
    """Store what a channel delivered, exactly once, whatever the order and however often it comes.

    At most 200 items; a constant number of statements. Two workers take turns on a Page. What was
    erased on its author's request stays erased.
    """
    if len(posts) + len(messages) > LARGEST_BATCH:
        raise ValueError(f"at most {LARGEST_BATCH} items at a time")
    take_turns(page.id)
    known = rows.load(page, _named(posts, messages))
    posts, messages, erased = without_erased(posts, messages, known)
    told = by_key(posts, messages)
    news = [one for group in told.values() for one in group]
    mentioned = {one.post_external_id for one in news if one.post_external_id}
    known_posts, revealed = store_posts(page, posts, mentioned)
    batch = _join_news(page, told, known, known_posts)
    return replace(_store(page, batch, known_posts, revealed, now), erased=erased)


def _named(posts: Sequence[IncomingPost], messages: Sequence[IncomingMessage]) -> set[Key]:
    """Every message that is told of, and every comment that one of them stands under."""
    elders = (one.parent_external_id for one in messages if one.parent_external_id)
    return {
        *map(key_of_post, posts),
        *map(key_of_message, messages),
        *((Kind.COMMENT, key_of(elder)) for elder in elders),
    }


def _join_news(
    page: Page,
    told: dict[Key, list[IncomingMessage]],
    known: dict[Key, Known],
    posts: Mapping[str, StoredPost],
) -> Batch:
    people = People(page, (one for group in told.values() for one in group))
    batch = Batch(told, known, {}, {})
    for key, group in told.items():
        row = known[key].row if key in known else unheard(key, group[0])
        for one in group:
            post = posts.get(one.post_external_id or "")
            row, past = merge(
                row, one, post_id=post.id if post else None, identity_id=people.author(one)
            )
            if past:
                batch.past.setdefault(key, []).append(past)
        batch.after[key] = row
    return batch


def _store(
    page: Page,
    batch: Batch,
    posts: Mapping[str, StoredPost],
    revealed: Sequence[int],
    now: datetime,
) -> Received:
    conversations = _place(page, batch, posts, revealed, now)
    before = {key: batch.known[key].row for key in batch.told if key in batch.known}
    new = {key: row for key, row in batch.after.items() if key not in before}
    rows.add(page, new, {key: batch.told[key][0].origin for key in new}, now)
    changed = rows.change(before, {key: batch.after[key] for key in before}, now)
    ids = rows.ids_of(page, new) | {key: row.id for key, row in before.items() if row.id}
    _keep_extras(batch, ids)
    touched = set(conversations.values())
    touched |= match_replies(page, {key: batch.told[key] for key in new}, batch.after, ids, now)
    moved = {batch.after[key].conversation_id or 0 for key in (*new, *changed)}
    ledger.balance(page, touched, now, changed=moved)
    return _tell(page, [ids[key] for key in new], [ids[key] for key in changed], len(ids), now)


def _place(
    page: Page,
    batch: Batch,
    posts: Mapping[str, StoredPost],
    revealed: Sequence[int],
    now: datetime,
) -> dict[Key, int]:
    """Give every message of the batch its conversation; joins what turned out to be one."""
    family = _family(batch, posts)
    places = {key: _place_of(key, batch, family) for key in batch.told}
    moves = _moves(batch, places, family, revealed)
    places = {key: _follow(moves, place) for key, place in places.items()}
    wanted: dict[Key, Traits] = {}
    for key, place in places.items():
        traits = _traits(batch.after[key], batch.told[key], place)
        wanted[place] = wanted.get(place, Traits()).filled_from(traits)
    ids = placing.settle_conversations(page, wanted, moves, now)
    for key, place in places.items():
        batch.after[key] = batch.after[key].moved_to(ids[place])
    return ids


def _moves(
    batch: Batch, places: Mapping[Key, Key], family: Family, revealed: Sequence[int]
) -> dict[Key, Key]:
    """Which conversations turned out to be (part of) another one."""
    moves = {batch.known[key].place: place for key, place in places.items() if key in batch.known}
    moves |= {key: place for key, place in places.items() if key[0] == Kind.COMMENT}
    under = placing.conversations_under(revealed) if revealed else []
    moves |= {place: (Kind.POST, family.visitor_posts[post]) for place, post in under}
    moves = {old: new for old, new in moves.items() if old != new}
    return {old: _follow(moves, old) for old in moves}


def _follow(moves: Mapping[Key, Key], place: Key) -> Key:
    passed = {place}
    while place in moves and moves[place] not in passed:
        place = moves[place]
        passed.add(place)
    return place


def _family(batch: Batch, posts: Mapping[str, StoredPost]) -> Family:
    visitor_posts = {post.id: post.external_id for post in posts.values() if post.by_visitor}
    for known in batch.known.values():
        if known.visitor_post:
            visitor_posts[known.row.post_id] = known.visitor_post
    return Family(
        batch={key: row for (kind, key), row in batch.after.items() if kind == Kind.COMMENT},
        elders={
            key: known.place
            for (kind, key), known in batch.known.items()
            if kind == Kind.COMMENT and (kind, key) not in batch.told
        },
        visitor_posts={number: post for number, post in visitor_posts.items() if number},
    )


def _place_of(key: Key, batch: Batch, family: Family) -> Key:
    """A private message of which only the id is known waits apart until somebody names its
    person."""
    kind = key[0]
    if kind == Kind.COMMENT:
        return family.place(batch.after[key])
    if kind == Kind.POST:
        return key
    if key in batch.known and not batch.known[key].place[1].startswith(UNKNOWN):
        return batch.known[key].place
    person = next(filter(None, (_person(one) for one in batch.told[key])), None)
    return (kind, person or UNKNOWN + key[1])


def _person(told: IncomingMessage) -> str | None:
    is_author = told.direction == Direction.IN
    return told.person_external_id or (told.author_external_id if is_author else None)


def _traits(row: Stored, told: Sequence[IncomingMessage], place: Key) -> Traits:
    is_root = place == (row.kind, row.key)
    is_private = row.kind == Kind.MESSAGE
    thread = next((one.thread_external_id for one in told if one.thread_external_id), None)
    return Traits(row.post_id, thread, row.permalink if is_root or is_private else None)


def _keep_extras(batch: Batch, ids: Mapping[Key, int]) -> None:
    extras.keep_past(
        {ids[key]: texts for key, texts in batch.past.items()},
        {ids[key]: batch.after[key].text for key in batch.past},
    )
    attached = {
        ids[key]: one.attachments
        for key, group in batch.told.items()
        for one in group
        if one.attachments
    }
    extras.keep_attachments(attached)


def _tell(
    page: Page, new: Sequence[int], changed: Sequence[int], total: int, now: datetime
) -> Received:
    if new:
        events.messages_received.send(page, messages=list(new), now=now)
    if changed:
        events.messages_changed.send(page, messages=list(changed), now=now)
    return Received(len(new), len(changed), total - len(new) - len(changed), tuple(new))
