"""Reads the addresses that people copy out of Facebook: of posts, photos, films and comments."""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)*(?:facebook\.com|fb\.com|fb\.watch|fb\.me)/\S*")
_IN_PATH = re.compile(r"/(?:posts|videos|photos|photo|permalink|reel|watch)/(?:[^/?#]*/)*?(\d{5,})")
_POST_FIELDS = ("story_fbid", "fbid", "v", "multi_permalinks")
_COMMENT_FIELDS = ("reply_comment_id", "comment_id")
_NUMBER = re.compile(r"\d+(?:_\d+)*")
_HIDDEN = re.compile(r"pfbid|/share/|fb\.watch|fb\.me", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """What an address names: a comment, a post, either or neither.

    `hidden`: the post's number can't be read from the address (pfbid, a shortened address).
    """

    comment: str | None
    post: str | None
    owner: str | None
    hidden: bool


def read_link(text: str) -> Link | None:
    """The address of something on Facebook, if the whole text is one; else None."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None:
        return None
    address = urlsplit(match.group() if "://" in match.group() else f"https://{match.group()}")
    fields = {name: values[0] for name, values in parse_qs(address.query).items()}
    if address.path == "/l.php" and "u" in fields:
        return read_link(fields["u"])
    comments = (_number(fields[name]) for name in _COMMENT_FIELDS if name in fields)
    posts = (fields[name] for name in _POST_FIELDS if fields.get(name, "").isdecimal())
    in_path = _IN_PATH.search(unquote(address.path))
    return Link(
        comment=next((each for each in comments if each), None),
        post=next(posts, in_path[1] if in_path else None),
        owner=fields.get("id"),
        hidden=bool(_HIDDEN.search(match.group())),
    )


def _number(value: str) -> str | None:
    """A comment's number, plain or as `comment:1_2` in Base64."""
    if _NUMBER.fullmatch(value):
        return value
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, number = plain.partition(":")
    return number if name == "comment" and _NUMBER.fullmatch(number) else None
