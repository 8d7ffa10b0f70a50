"""What runs by itself here: fetching our own copies of what citizens attached."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from crm.db import db, transaction
from crm.pagelink.models import Attachment, Message

log = logging.getLogger(__name__)

FOLDER = "attachments"
LARGEST_FILE = 25 * 1024 * 1024
BATCH = 20
YOUNG_ENOUGH = timedelta(days=7)
SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "application/pdf": ".pdf",
}
WITH_FILE = ("image", "sticker", "video", "audio", "file")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the channel, cut off by the caller at `LARGEST_FILE` bytes (then None)."""

    content: bytes
    content_type: str


Fetch = Callable[[str, int], Fetched | None]


def fetch_attachments(fetch: Fetch, folder: Path, *, now: datetime) -> dict[str, int]:
    """Fetch the newest files of which we have no copy; `fetch(url, limit)` is the only network.

    What was erased while it was being fetched isn't kept.

    `fetch` gives None for what is too large or gone, which is not asked for again, and raises
    OSError where the network failed. No failure stops the rest; the message stands without its
    picture.
    """
    counts = {"fetched": 0, "failed": 0}
    for number, url in _waiting(now):
        outcome = "fetched" if _fetch_one(fetch, number, url, folder, now) else "failed"
        counts[outcome] += 1
    return {outcome: count for outcome, count in counts.items() if count}


def _waiting(now: datetime) -> list[tuple[int, str]]:
    query = (
        select(Attachment.id, Attachment.url)
        .join(Message, Attachment.message_id == Message.id)
        .where(
            Attachment.fetched_at.is_(None),
            Attachment.url.is_not(None),
            Attachment.kind.in_(WITH_FILE),
            Message.received_at > now - YOUNG_ENOUGH,
        )
        .order_by(Attachment.id.desc())
        .limit(BATCH)
    )
    with transaction():
        return [(number, url) for number, url in db.session.execute(query) if url]


def _fetch_one(fetch: Fetch, number: int, url: str, folder: Path, now: datetime) -> bool:
    try:
        fetched = fetch(url, LARGEST_FILE)
    except OSError:
        log.warning("attachment %s could not be fetched", number)
        return False
    name = None
    if fetched is not None:
        suffix = SUFFIXES.get(fetched.content_type.partition(";")[0].strip(), ".bin")
        name = f"{number}{suffix}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(fetched.content)
    with transaction():
        attachment = db.session.get(Attachment, number)
        if attachment:
            attachment.fetched_at = now
            attachment.file_name = name
            attachment.content_type = fetched.content_type if fetched else None
    if attachment is None and name:
        (folder / name).unlink(missing_ok=True)
    return fetched is not None and attachment is not None
