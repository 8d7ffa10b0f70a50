"""Keeps what hangs on a message: its earlier texts, and what came attached."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from crm.db import change_each, db, one_of
from crm.pagelink.incoming import IncomingAttachment
from crm.pagelink.models import Attachment, Revision
from crm.pagelink.receive.merging import PastText

ATTACHED = select(
    Attachment.message_id,
    Attachment.position,
    Attachment.id,
    Attachment.url,
    Attachment.fetched_at,
).where(one_of(Attachment.message_id, bindparam("messages")))


def keep_past(past: Mapping[int, Sequence[PastText]], current: Mapping[int, str]) -> None:
    """Keep earlier texts by message id, each once, and none that stands now."""
    if not past:
        return
    query = select(Revision.message_id, Revision.text, Revision.id, Revision.observed_at).where(
        one_of(Revision.message_id, past)
    )
    kept = {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(query)}
    newest: dict[tuple[int, str], datetime] = {}
    for number, texts in past.items():
        for one in texts:
            at = newest.get((number, one.text), one.observed_at)
            newest[number, one.text] = max(at, one.observed_at)
    added = [
        {"message_id": number, "text": text, "observed_at": at}
        for (number, text), at in newest.items()
        if text != current[number] and (number, text) not in kept
    ]
    later = [
        {"b_id": kept[key][0], "observed_at": at}
        for key, at in newest.items()
        if key in kept and at > kept[key][1]
    ]
    change_each(Revision, later)
    if added:
        added.sort(key=lambda row: (row["observed_at"], row["message_id"]))
        db.session.connection().execute(insert(Revision), added)


def keep_attachments(told: Mapping[int, Sequence[IncomingAttachment]]) -> None:
    """Keep what came attached, by message id; a channel's address is renewed until we have ours."""
    if not told:
        return
    connection = db.session.connection()
    known = {
        (number, position): (attachment_id, url, fetched_at is not None)
        for number, position, attachment_id, url, fetched_at in connection.execute(
            ATTACHED, {"messages": told}
        )
    }
    added, renewed = [], []
    for number, attachments in told.items():
        for position, one in enumerate(attachments):
            place = (number, position)
            if place not in known:
                added.append(_attachment(number, position, one))
                continue
            attachment_id, url, is_ours = known[place]
            if one.url and one.url != url and not is_ours:
                renewed.append({"b_id": attachment_id, "url": one.url})
    if added:
        connection.execute(insert(Attachment), added)
    change_each(Attachment, renewed)


def _attachment(number: int, position: int, told: IncomingAttachment) -> dict[str, Any]:
    return {
        "message_id": number,
        "position": position,
        "kind": told.kind,
        "title": told.title,
        "url": told.url,
        "latitude": told.latitude,
        "longitude": told.longitude,
    }
