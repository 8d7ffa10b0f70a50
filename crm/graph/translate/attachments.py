"""What came attached to a comment, post or private message, in our words."""

from collections.abc import Iterable
from typing import Any

from crm.graph.translate.reading import Json, first, mapping, optional_text, part, rows
from crm.pagelink.incoming import IncomingAttachment

KINDS = {
    "photo": "image",
    "album": "image",
    "cover_photo": "image",
    "profile_media": "image",
    "animated_image_share": "image",
    "image": "image",
    "sticker": "sticker",
    "video": "video",
    "video_inline": "video",
    "video_autoplay": "video",
    "reel": "video",
    "ig_reel": "video",
    "audio": "audio",
    "file": "file",
    "location": "location",
    "share": "link",
    "link": "link",
    "fallback": "link",
    "post": "link",
    "ig_post": "link",
    "template": "template",
}
UNKNOWN = "unsupported"


def of_comment(row: Json) -> tuple[IncomingAttachment, ...]:
    """The one attachment that a comment may have."""
    attachment = mapping(row.get("attachment"))
    return (_of_story(attachment),) if attachment else ()


def of_post(row: Json) -> tuple[IncomingAttachment, ...]:
    """The pictures and links of a post; an album's pictures one by one."""
    found: list[IncomingAttachment] = []
    for attachment in rows(row.get("attachments")):
        inner = rows(attachment.get("subattachments"))
        found.extend(_of_story(one) for one in inner or [attachment])
    return tuple(found)


def of_feed_event(value: Json) -> tuple[IncomingAttachment, ...]:
    """The addresses that a feed event may hold under `photo`, `photos`, `video` or `link`."""
    photos = value.get("photos")
    urls = [*(photos if isinstance(photos, list) else []), value.get("photo")]
    images = [("image", url) for url in urls]
    item = value.get("item")
    own_kind = KINDS.get(item, "link") if isinstance(item, str) else "link"
    others = [("video", value.get("video")), (own_kind, value.get("link"))]
    return tuple(
        IncomingAttachment(kind=kind, url=url)
        for kind, given in [*images, *others]
        if (url := optional_text(given))
    )


def of_messenger_event(message: Json) -> tuple[IncomingAttachment, ...]:
    """The attachments of a Messenger event; an unknown type is shown as unsupported."""
    found = [_of_messenger(one) for one in rows(message.get("attachments"))]
    if message.get("is_unsupported"):
        found.append(IncomingAttachment(kind=UNKNOWN))
    return tuple(found)


def of_read_message(row: Json) -> tuple[IncomingAttachment, ...]:
    """The attachments of a private message that was read from its conversation."""
    found = [_of_file(one) for one in rows(row.get("attachments"))]
    sticker = optional_text(row.get("sticker"))
    if sticker:
        found.append(IncomingAttachment(kind="sticker", url=sticker))
    found.extend(_of_shares(rows(row.get("shares"))))
    return tuple(found)


def _of_story(attachment: Json) -> IncomingAttachment:
    kind = attachment.get("media_type") or attachment.get("type")
    return IncomingAttachment(
        kind=_kind(attachment.get("type"), kind),
        url=first(
            (
                optional_text(part(attachment, "media", "image", "src")),
                optional_text(part(attachment, "media", "source")),
                optional_text(attachment.get("url")),
            )
        ),
        title=optional_text(attachment.get("title")),
    )


def _of_messenger(attachment: Json) -> IncomingAttachment:
    payload = mapping(attachment.get("payload"))
    place = mapping(payload.get("coordinates"))
    return IncomingAttachment(
        kind=_kind(attachment.get("type")),
        url=first((optional_text(payload.get("url")), optional_text(attachment.get("url")))),
        title=first((optional_text(payload.get("title")), optional_text(attachment.get("title")))),
        latitude=_coordinate(place.get("lat"), 90),
        longitude=_coordinate(place.get("long"), 180),
    )


def _of_file(attachment: Json) -> IncomingAttachment:
    general = str(attachment.get("mime_type") or "").split("/")[0]
    return IncomingAttachment(
        kind=general if general in ("image", "video", "audio") else "file",
        url=first(
            (
                optional_text(part(attachment, "image_data", "url")),
                optional_text(part(attachment, "video_data", "url")),
                optional_text(attachment.get("file_url")),
            )
        ),
        title=optional_text(attachment.get("name")),
    )


def _of_shares(shares: Iterable[Json]) -> Iterable[IncomingAttachment]:
    for share in shares:
        yield IncomingAttachment(
            kind="link",
            url=optional_text(share.get("link")),
            title=optional_text(share.get("name")),
        )


def _kind(*types: Any) -> str:
    known = (KINDS.get(one) for one in types if isinstance(one, str))
    return first(known) or UNKNOWN


def _coordinate(value: Any, largest: int) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= largest else None
