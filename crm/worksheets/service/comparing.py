"""Propose the case that a message follows up, or the cases of others about the same problem."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from crm import thai
from crm.db import db
from crm.pagelink.models import Direction, Message
from crm.worksheets import numbers, queries
from crm.worksheets.models import Tag, TagKind, Worksheet, WorksheetMessage, WorksheetProposal
from crm.worksheets.queries import Likely, Said
from crm.worksheets.service.placing import Place
from crm.worksheets.service.proposing import DUPLICATE, FOLLOW_UP, propose
from crm.worksheets.suggestions import words_for

MOST_FOLLOWED = 2


def propose_cases(
    message: Message, *, place: Place | None = None, topics: Sequence[Tag] = (), now: datetime
) -> list[WorksheetProposal]:
    """Propose where a citizen's message belongs, with the evidence; nothing happens by itself.

    Who quotes a number, asks how far it is, or tells again of the same thing at the same place
    follows up. Else up to five open cases of others are proposed, if the message is on no case yet.
    What was proposed in the conversation before, whatever became of it, isn't proposed again.
    `place` is where the text seems to speak of, `topics` what it seems to be about.
    """
    if message.direction != Direction.IN or message.deleted_at or not message.text.strip():
        return []
    said = _said(message, place, topics)
    seen = _seen(message)
    made = _propose_followed(message, said, seen, now)
    if made or queries.worksheets_of([message.conversation_id])[message.conversation_id]:
        return made
    twins = queries.likely_twins(said, besides=seen)
    return [
        propose(message, DUPLICATE, now, evidence=twin.reasons, worksheet=twin.worksheet)
        for twin in twins
        if twin.worksheet.customer_id is None or twin.worksheet.customer_id != said.customer_id
    ]


def _propose_followed(
    message: Message, said: Said, seen: set[int], now: datetime
) -> list[WorksheetProposal]:
    tag = queries.get_tag("follow_up")
    asks = list(words_for(thai.fold(message.text), tag))
    found: dict[int, tuple[Worksheet, dict[str, object]]] = {}
    theirs = queries.likely_followed(said)
    for sheet, number in [*_quoted(message.text), *_mistyped(message.text, theirs)]:
        found.setdefault(sheet.id, (sheet, {"number": number, "words": asks}))
    if not found:
        for one in _meant(theirs, asks):
            reasons = {**one.reasons, "same_person": True, "words": asks}
            found[one.worksheet.id] = (one.worksheet, reasons)
    return [
        propose(message, FOLLOW_UP, now, evidence=evidence, worksheet=sheet, tag_id=tag.id)
        for sheet, evidence in found.values()
        if sheet.id not in seen
    ]


def _meant(theirs: Sequence[Likely], asks: Sequence[str]) -> list[Likely]:
    """Who asks means the likeliest case; who doesn't has to speak of the same thing there."""
    same = [one for one in theirs if one.is_near and one.is_alike]
    return (same or list(theirs) if asks else same)[:MOST_FOLLOWED]


def _quoted(text: str) -> list[tuple[Worksheet, str]]:
    """The cases whose numbers stand in a text: the citizen's, the city's or our own."""
    tokens = [*numbers.find_own(text), *numbers.find_tokens(text)]
    by_key = queries.find_by_keys(tokens)
    internal = [sheet for token in tokens if numbers.as_worksheet_number(token)
                if (sheet := queries.find_by_number(token))]  # fmt: skip
    return [(sheet, _number_of(sheet, tokens)) for sheet in [*by_key, *internal]]


def _number_of(sheet: Worksheet, tokens: Sequence[str]) -> str:
    if sheet.mis_key in tokens and sheet.mis_number:
        return sheet.mis_number
    return sheet.case_number if sheet.case_key in tokens and sheet.case_number else sheet.number


def _mistyped(text: str, theirs: Sequence[Likely]) -> list[tuple[Worksheet, str]]:
    """A number with a wrong check digit means a case of that person's, one slip away."""
    slips = numbers.find_mistyped(text)
    own = [one.worksheet for one in theirs]
    return [(sheet, sheet.case_number or "") for sheet in own if sheet.case_key in slips]


def _said(message: Message, place: Place | None, topics: Sequence[Tag]) -> Said:
    identity = message.identity
    exact = place if place and (place.soi or place.landmark or _has_point(message)) else None
    return Said(
        text=message.text,
        at=message.created_at or message.received_at,
        topics=[tag for tag in topics if tag.kind == TagKind.TOPIC],
        latitude=exact.latitude if exact else None,
        longitude=exact.longitude if exact else None,
        soi=place.soi if place else "",
        district=place.district if place else None,
        post_ids=[message.post_id] if message.post_id else [],
        customer_id=identity.customer_id if identity else None,
    )


def _has_point(message: Message) -> bool:
    return any(each.latitude is not None for each in message.attachments)


def _seen(message: Message) -> set[int]:
    """The cases that the message is on, or that were proposed in its conversation before."""
    proposed = select(WorksheetProposal.worksheet_id).where(
        WorksheetProposal.conversation_id == message.conversation_id,
        WorksheetProposal.kind.in_((DUPLICATE, FOLLOW_UP)),
    )
    on = select(WorksheetMessage.worksheet_id).where(WorksheetMessage.message_id == message.id)
    return {found for found in db.session.scalars(proposed.union(on)) if found}
