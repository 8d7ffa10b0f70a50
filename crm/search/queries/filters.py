"""What the operators mean in the tables: conditions on messages, and sets of ids that they name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from crm import thai
from crm.auth.models import Role, User
from crm.customers.models import Identity
from crm.db import db, is_sqlite, one_of
from crm.errors import N_
from crm.maps.models import District
from crm.pagelink.models import Conversation, Direction, Message, Note, Post
from crm.pagelink.queries.restricted import readable_by
from crm.search.language import THE_PAGE, Given, Operator, Problem, Query
from crm.search.queries.index import IDENTITIES, POSTS, has_all, holds_all
from crm.search.words import folded_name, read_words
from crm.worksheets.models import ConversationTag, Tag, TagKind, Worksheet, WorksheetMessage
from crm.worksheets.queries.sheets import visible_to

MOST_IDS = 5_000
Key = TypeVar("Key")


@dataclass(frozen=True)
class Filter:
    """A condition on messages: `column` holds one of the ids that `among` selects.

    `shown` says the same of one message alone, which is quicker where few messages are asked.
    """

    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
    among: Select[tuple[int]]
    shown: ColumnElement[bool]

    def narrowing(self) -> "Narrowing":
        """The condition for finding the messages by the index on the column."""
        ids = _gathered(self.among.limit(MOST_IDS + 1))
        if len(ids) > MOST_IDS:
            return Narrowing(self, self.column.in_(self.among), None)
        return Narrowing(self, one_of(self.column, ids), ids)


def _gathered(ids: Select[tuple[int]]) -> list[int]:
    """What a select gives, as one value: thousands of rows take longer to fetch than to find."""
    (each,) = ids.subquery().columns
    if is_sqlite():
        told: str = db.session.scalars(select(func.json_group_array(each))).one()
        return list(json.loads(told))
    return list(db.session.scalar(select(func.array_agg(each))) or ())


@dataclass(frozen=True)
class Narrowing:
    """A condition on the column of a filter, and the ids it names if these are 5,000 at most."""

    filter: Filter
    condition: ColumnElement[bool]
    ids: list[int] | None


@dataclass(frozen=True)
class Filters:
    """What the operators of a query ask for, and what they could not be read as."""

    conditions: tuple[ColumnElement[bool], ...] = ()
    sets: tuple[Filter, ...] = ()
    problems: tuple[Problem, ...] = ()

    def decisive(self) -> list[ColumnElement[bool]]:
        """What a message must show by itself."""
        return [*self.conditions, *(each.shown for each in self.sets)]


def resolve(query: Query, user: User | None) -> Filters:
    """Read the operators of a query; no user means software, which sees all."""
    found = [_MEANINGS[given.operator](given, user) for given in query.given]
    problems = tuple(each for each in found if isinstance(each, Problem))
    sets = tuple(each for each in found if isinstance(each, Filter))
    conditions = [each for each in found if isinstance(each, ColumnElement)]
    visible = may_read(user, Message.conversation_id, beside=Message)
    return Filters((*conditions, *visible), sets, problems)


def leaves(condition: ColumnElement[bool], most: int) -> int:
    """How many messages a condition leaves, counted no further than one more than `most`."""
    some = select(literal(1)).select_from(Message).where(condition).limit(most + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def may_read(
    user: User | None, talk: InstrumentedAttribute[int], *, beside: type[Message] | type[Note]
) -> list[ColumnElement[bool]]:
    """The condition that a conversation isn't kept from somebody; software reads all."""
    if user is None or user.may_act_as(Role.SUPERVISOR):
        return []
    return [_shows(Conversation.id == talk, readable_by(user), beside=beside)]


def _from(given: Given, _user: User | None) -> Filter | ColumnElement[bool]:
    if thai.fold(given.value) in THE_PAGE:
        return Message.direction == Direction.OUT
    words = read_words(given.value)
    return Filter(
        Message.identity_id,
        select(Identity.id).where(has_all(IDENTITIES, words)),
        _shows(Identity.id == Message.identity_id, holds_all(IDENTITIES, words)),
    )


def _post(given: Given, _user: User | None) -> Filter:
    number = thai.arabic_digits(given.value)
    if number.replace("_", "").isdecimal() and len(number) > 5:
        named = Post.external_id.in_([number]) | Post.external_id.endswith(f"_{number}")
        return Filter(
            Message.post_id,
            select(Post.id).where(named),
            _shows(Post.id == Message.post_id, named),
        )
    words = read_words(given.value)
    return Filter(
        Message.post_id,
        select(Post.id).where(has_all(POSTS, words)),
        _shows(Post.id == Message.post_id, holds_all(POSTS, words)),
    )


def _tag(given: Given, _user: User | None) -> Filter | Problem:
    return _tagged(given, list(TagKind), N_("ไม่มีแท็กชื่อ “%(value)s” จึงไม่ได้กรองตามแท็ก"))


def _stage(given: Given, _user: User | None) -> Filter | Problem:
    return _tagged(given, [TagKind.STAGE], N_("ไม่มีสถานะชื่อ “%(value)s” จึงไม่ได้กรองตามสถานะ"))


def _tagged(given: Given, kinds: list[TagKind], unknown: str) -> Filter | Problem:
    tags = select(Tag.id, Tag.slug, Tag.name_th, Tag.name_en).where(Tag.kind.in_(kinds))
    names = {key: (slug, *both) for key, slug, *both in db.session.execute(tags).tuples()}
    ids = _named(given.value, names)
    if not ids:
        return Problem(unknown, {"value": given.value})
    standing = ConversationTag.unset_at.is_(None)
    # Plus nought, so that of one conversation's tags SQLite doesn't look among all with this tag.
    unindexed = ConversationTag.tag_id + 0
    return Filter(
        Message.conversation_id,
        select(ConversationTag.conversation_id).where(ConversationTag.tag_id.in_(ids), standing),
        _shows(
            ConversationTag.conversation_id == Message.conversation_id,
            unindexed.in_(ids),
            standing,
        ),
    )


def _district(given: Given, user: User | None) -> Filter | Problem:
    rows = db.session.execute(select(District.name_th, District.name_en)).all()
    names = _named(given.value, {row.name_th: tuple(row) for row in rows})
    if not names:
        sentence = N_("ไม่มีเขตชื่อ “%(value)s” จึงไม่ได้กรองตามเขต")
        return Problem(sentence, {"value": given.value})
    talks = (
        select(Message.conversation_id)
        .join(WorksheetMessage, WorksheetMessage.message_id == Message.id)
        .join(Worksheet, Worksheet.id == WorksheetMessage.worksheet_id)
        .where(Worksheet.district.in_(names), visible_to(user))
    )
    return Filter(Message.conversation_id, talks, Message.conversation_id.in_(talks))


def _named(value: str, names: Mapping[Key, tuple[str, ...]]) -> list[Key]:
    """The keys of what is called exactly so, or, if nothing is, of what has it in its name."""
    wanted = thai.fold(value)
    folded = {key: [folded_name(name) for name in each] for key, each in names.items()}
    exact = [key for key, each in folded.items() if wanted in each]
    return exact or [key for key, each in folded.items() if any(wanted in name for name in each)]


def _shows(
    *conditions: ColumnElement[bool], beside: type[Message] | type[Note] = Message
) -> ColumnElement[bool]:
    """Whether there is such a row; the limit keeps PostgreSQL from joining all of them first."""
    one = select(literal(1)).where(*conditions).limit(1).correlate(beside)
    return one.scalar_subquery() == 1


_MEANINGS: dict[
    Operator, Callable[[Given, User | None], Filter | ColumnElement[bool] | Problem]
] = {
    Operator.FROM: _from,
    Operator.POST: _post,
    Operator.TAG: _tag,
    Operator.STAGE: _stage,
    Operator.DISTRICT: _district,
}
