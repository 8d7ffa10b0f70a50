"""Strikes out of the raw webhook bodies what must not be kept any longer.

A body's sum stays as it was, so that the same body, sent once more, is still known.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from crm.db import db, is_sqlite
from crm.graph.models import WebhookEvent
from crm.graph.translate.reading import mapping, rows

NEW = "new"
LISTS = ("changes", "messaging", "standby")


def forget_accounts(numbers: Iterable[str]) -> int:
    """Strike out of all bodies what names one of these accounts; returns from how many.

    A body that waits to be taken in is left: it may hold something new that wants an answer.
    """
    wanted = {number for number in numbers if number.isdecimal()}
    if not wanted:
        return 0
    holding = or_(*(_holds(number) for number in sorted(wanted)))
    found = db.session.scalars(
        select(WebhookEvent).where(WebhookEvent.state != NEW, holding).with_for_update()
    )
    return sum(strike_out(event, wanted) for event in found.all())


def strike_out(event: WebhookEvent, ids: Collection[str]) -> bool:
    """Leave out of a body every item that names one of these ids; whether there was one."""
    try:
        body = json.loads(event.body)
    except (ValueError, RecursionError):
        is_named = any(one.encode() in event.body for one in ids)
        event.body = b"" if is_named else event.body
        return is_named
    struck = [_strike(entry, ids) for entry in rows(mapping(body).get("entry"))]
    if any(struck):
        event.body = json.dumps(body).encode()
    return any(struck)


def _strike(entry: Any, ids: Collection[str]) -> bool:
    changed = False
    for name in LISTS:
        items = rows(entry.get(name))
        kept = [item for item in items if not _names(item, ids)]
        if len(kept) < len(items):
            entry[name], changed = kept, True
    return changed


def _names(part: Any, ids: Collection[str]) -> bool:
    if isinstance(part, dict):
        return any(_names(inner, ids) for inner in part.values())
    if isinstance(part, list):
        return any(_names(inner, ids) for inner in part)
    return str(part) in ids


def _holds(number: str) -> ColumnElement[bool]:
    """Whether the bytes of a body hold this number; both engines find it without reading JSON."""
    sought = literal(number.encode(), WebhookEvent.body.type)
    if is_sqlite():
        return func.instr(WebhookEvent.body, sought) > 0
    return func.position(sought.op("IN")(WebhookEvent.body)) > 0
