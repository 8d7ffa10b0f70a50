"""How ids and permalinks of the simulated Facebook are made up, and taken apart."""

from typing import Any

from crm.graph.simulator.store import Row

FIRST_POST = 122_100_000_000_001
FIRST_COMMENT = 1_400_000_000_000_001
FIRST_CONVERSATION = 10_224_000_000_001
FIRST_MESSAGE = 5_000_001
PHOTO_SHIFT = 50_000_000_000


def post_id(page: str, number: int) -> str:
    """`PAGEID_POSTID`."""
    return f"{page}_{number}"


def comment_id(row: Row, prefix: str) -> str:
    """`POSTID_COMMENTID`; `prefix` is `story`, `photo` or `bare`."""
    return numbered_comment(row, row["number"], prefix)


def numbered_comment(row: Row, number: int, prefix: str) -> str:
    """The id of another comment under the same post as `row`."""
    if prefix == "bare":
        return str(number)
    first = row["photo"] if prefix == "photo" and row["photo"] else row["post"]
    return f"{first}_{number}"


def new_comment_id(post: Row, number: int, prefix: str) -> str:
    """The id of a comment that has just been written under a post."""
    if prefix == "bare":
        return str(number)
    first = post["photo"] if prefix == "photo" and post["photo"] else post["number"]
    return f"{first}_{number}"


def conversation_id(number: int) -> str:
    """`t_...`."""
    return f"t_{number}"


def tail(object_id: str) -> int:
    """The number behind the last `_`; 0 when there is none, which nothing has."""
    last = object_id.rsplit("_", 1)[-1]
    return int(last) if last.isdigit() and len(last) < 19 else 0


def post_link(base_url: str, page: str, number: int) -> str:
    """The public page of a post."""
    return f"{base_url}/{page}/posts/{number}"


def comment_link(base_url: str, row: Row) -> str:
    """The public page of a comment: its post, with the comment marked."""
    link = post_link(base_url, row["page"], row["post"])
    if row["parent"]:
        return f"{link}?comment_id={row['parent']}&reply_comment_id={row['number']}"
    return f"{link}?comment_id={row['number']}"


def thread_link(base_url: str, page: str, person: str) -> str:
    """The page of a Messenger thread."""
    return f"{base_url}/{page}/messages/{person}"


def picture_link(base_url: str, name: Any) -> str:
    """The address of a drawn picture."""
    return f"{base_url}/pictures/{name}.png"
