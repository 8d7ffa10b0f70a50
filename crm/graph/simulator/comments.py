"""Comments of the simulated Page, and the replies that the Page wrote under them."""

import json
from datetime import datetime
from typing import Any

from crm.graph.simulator import events, ids
from crm.graph.simulator.clock import graph_time, seconds
from crm.graph.simulator.posts import Posts
from crm.graph.simulator.store import Row

COMMENT = (
    "SELECT c.*, p.photo AS photo, a.name AS author_name, g.name AS page_name FROM comments c "
    "JOIN posts p ON p.number = c.post JOIN pages g ON g.id = c.page "
    "LEFT JOIN people a ON a.id = c.author"
)
META_INBOX = 26_390_203_743_090


class Comments(Posts):
    """The part of the world that keeps comments."""

    def add_comment(
        self,
        post_id: str,
        message: str,
        *,
        author: str | None = None,
        parent: str | None = None,
        created_time: datetime | None = None,
        attachment: dict[str, Any] | str | None = None,
        anonymous: bool | None = None,
        readable: bool = True,
    ) -> str:
        """A citizen's new comment; its id.

        `author`: a person's id or name (None: somebody new). `parent`: a comment, which makes it a
        reply. `attachment`: `photo`, `sticker`, or a whole attachment. `anonymous`: `from` is never
        shown. `readable=False`: counted by Facebook but never listed (privacy).
        """
        hidden_author = anonymous
        if hidden_author is None:
            hidden_author = self.random.random() < self.rules.missing_from_share
        return self.write_comment(
            post_id,
            message,
            author=self.person(author),
            parent=parent,
            created=seconds(created_time or self.now),
            attachment=attachment,
            anonymous=hidden_author,
            readable=readable,
        )

    def reply_in_meta(
        self, comment_id: str, message: str, created_time: datetime | None = None
    ) -> str:
        """A reply that a colleague typed in Meta's own inbox, under a comment or a post."""
        comment = self.find_comment(comment_id)
        post = str(comment["post"]) if comment else comment_id
        created = seconds(created_time or self.now)
        parent = comment_id if comment else None
        return self.write_comment(post, message, parent=parent, created=created, via="meta")

    def write_comment(
        self,
        post_id: str,
        message: str,
        *,
        created: int,
        author: str | None = None,
        parent: str | None = None,
        attachment: dict[str, Any] | str | None = None,
        upload: bytes | None = None,
        **columns: Any,
    ) -> str:
        """Store a comment (`author=None`: the Page) and tell of it; its id."""
        post = self.need_post(post_id)
        with self.store.transaction():
            number = self.store.next_number("comments", ids.FIRST_COMMENT)
            self.store.insert(
                "comments",
                number=number,
                post=post["number"],
                parent=self._top_level(parent) if parent else None,
                page=post["page"],
                author=author,
                message=message,
                created=created,
                attachment=_attachment_text(attachment, number),
                **columns,
            )
            if upload is not None:
                self.store.insert("uploads", number=number, content=upload)
            self.move_post(post["number"], created)
        self.tell_comment(number, "add")
        return ids.new_comment_id(post, number, self.prefix("lists"))

    def edit_comment(self, comment_id: str, message: str) -> None:
        """Change the text; Facebook keeps no time of it."""
        self._change_comment(comment_id, "message", message, "edited")

    def delete_comment(self, comment_id: str) -> None:
        """Remove a comment with its replies."""
        number = self.need_comment(comment_id)["number"]
        self.store.write("UPDATE comments SET deleted = 1 WHERE parent = ?", number)
        self._change_comment(comment_id, "deleted", True, "remove")

    def hide_comment(self, comment_id: str, hidden: bool = True) -> None:
        """Hide or show a comment."""
        self._change_comment(comment_id, "hidden", hidden, "hide" if hidden else "unhide")

    def close_comment(self, comment_id: str, closed: bool = True) -> None:
        """Forbid or allow replies to a comment."""
        self._change_comment(comment_id, "can_comment", not closed, None)

    def find_comment(self, comment_id: str) -> Row | None:
        """A comment by any form of its id; also a deleted one."""
        return self.store.row(f"{COMMENT} WHERE c.number = ?", ids.tail(comment_id))

    def need_comment(self, comment_id: str) -> Row:
        """The same; raises KeyError."""
        row = self.find_comment(comment_id)
        if row is None:
            raise KeyError(comment_id)
        return row

    def comment_name(self, row: Row, where: str) -> str:
        """The id under which a comment is shown in `lists`, or in `single` reads and webhooks."""
        return ids.comment_id(row, self.prefix(where))

    def prefix(self, where: str) -> str:
        """Which form of comment id is in use there."""
        rule = self.rules.comment_prefix
        if rule == "mixed":
            return "story" if where == "lists" else "photo"
        return rule

    def replies(self, via: str | None = None) -> list[dict[str, Any]]:
        """The Page's standing comments in order of writing; `via`: `api` or `meta`."""
        rows = self.store.rows(
            f"{COMMENT} WHERE c.author IS NULL AND c.deleted = 0 AND (? IS NULL OR c.via = ?) "
            "ORDER BY c.number",
            via,
            via,
        )
        return [self.describe_comment(row) for row in rows]

    def comments_under(self, object_id: str) -> list[dict[str, Any]]:
        """What stands under a post (all levels) or under a comment, oldest first."""
        comment = self.find_comment(object_id)
        column = "c.parent" if comment else "c.post"
        number = comment["number"] if comment else self.need_post(object_id)["number"]
        rows = self.store.rows(
            f"{COMMENT} WHERE {column} = ? AND c.deleted = 0 ORDER BY c.created, c.number", number
        )
        return [self.describe_comment(row) for row in rows]

    def describe_comment(self, row: Row) -> dict[str, Any]:
        """A comment as tests like to see it."""
        parent = ids.numbered_comment(row, row["parent"], "story") if row["parent"] else None
        return {
            "id": ids.comment_id(row, "story"),
            "post": ids.post_id(row["page"], row["post"]),
            "parent": parent,
            "author": row["author"] or row["page"],
            "message": row["message"],
            "created_time": graph_time(row["created"]),
            "hidden": bool(row["hidden"]),
            "via": row["via"],
        }

    def tell_comment(self, number: int, verb: str) -> None:
        """Send the `feed` event of a comment."""
        if self._quiet:
            return
        row = self.need_comment(str(number))
        post = self.need_post(str(row["post"]))
        event = events.comment_event(self.base_url, row, post, verb, self.prefix("single"))
        self.tell(row["page"], "feed", event)

    def _top_level(self, parent: str) -> int:
        """Facebook keeps two levels: a reply to a reply belongs to the top-level comment."""
        row = self.need_comment(parent)
        return int(row["parent"] or row["number"])

    def _change_comment(self, comment_id: str, column: str, value: Any, verb: str | None) -> None:
        number = self.need_comment(comment_id)["number"]
        self.store.write(f"UPDATE comments SET {column} = ? WHERE number = ?", value, number)
        if verb:
            self.tell_comment(number, verb)


def _attachment_text(attachment: dict[str, Any] | str | None, number: int) -> str | None:
    if attachment is None:
        return None
    whole = {"type": attachment, "picture": number} if isinstance(attachment, str) else attachment
    return json.dumps(whole)
