"""Posts of the simulated Page: its own and visitors'."""

from datetime import datetime
from typing import Any

from crm.graph.simulator import events, ids
from crm.graph.simulator.clock import seconds
from crm.graph.simulator.people import People
from crm.graph.simulator.store import Row


class Posts(People):
    """The part of the world that keeps posts."""

    def add_post(
        self,
        message: str,
        created_time: datetime | None = None,
        *,
        by_visitor: str | None = None,
        page: str | None = None,
        picture: str | None = None,
        listed: bool = True,
        published: bool = True,
        anonymous: bool = False,
    ) -> str:
        """A new post; its id (`PAGEID_POSTID`).

        `by_visitor`: a person's id or name. `picture`: a caption to draw, which makes it a photo
        post with a second id. `listed=False` leaves it out of the feed.
        """
        created = seconds(created_time or self.now)
        with self.store.transaction():
            number = self.store.next_number("posts", ids.FIRST_POST)
            self.store.insert(
                "posts",
                number=number,
                page=page or self.main_page,
                author=self.person(by_visitor) if by_visitor else None,
                message=message,
                created=created,
                updated=created,
                photo=str(number + ids.PHOTO_SHIFT) if picture else None,
                picture=picture,
                listed=listed,
                published=published,
                anonymous=anonymous,
                rank=self.random.random(),
            )
        self.tell_post(number, "add")
        return ids.post_id(page or self.main_page, number)

    def edit_post(self, post_id: str, message: str) -> None:
        """Change the text of a post."""
        self._change_post(post_id, "message", message, "edited", moves=True)

    def delete_post(self, post_id: str) -> None:
        """Remove a post, and with it everything below."""
        self._change_post(post_id, "deleted", True, "remove")

    def list_post(self, post_id: str, listed: bool) -> None:
        """Leave a post out of the feed, or list it again; it can be read by id all the same."""
        self._change_post(post_id, "listed", listed, None)

    def close_post(self, post_id: str, closed: bool = True) -> None:
        """Forbid or allow comments."""
        self._change_post(post_id, "can_comment", not closed, None)

    def find_post(self, post_id: str) -> Row | None:
        """A post by `PAGEID_POSTID`, by its bare number or by its photo's id."""
        number = ids.tail(post_id)
        return self.store.row(f"{POST} WHERE p.number = ?", number) or self.store.row(
            f"{POST} WHERE p.photo = ?", str(number)
        )

    def need_post(self, post_id: str) -> Row:
        """The same; raises KeyError."""
        row = self.find_post(post_id)
        if row is None:
            raise KeyError(post_id)
        return row

    def tell_post(self, number: int, verb: str) -> None:
        """Send the `feed` event of a post."""
        if self._quiet:
            return
        row = self.need_post(str(number))
        self.tell(row["page"], "feed", events.post_event(self.base_url, row, verb))

    def _change_post(
        self, post_id: str, column: str, value: Any, verb: str | None, *, moves: bool = False
    ) -> None:
        number = self.need_post(post_id)["number"]
        self.store.write(f"UPDATE posts SET {column} = ? WHERE number = ?", value, number)
        if moves:
            self.move_post(number)
        if verb:
            self.tell_post(number, verb)

    def move_post(self, number: int, moment: int | None = None) -> None:
        """Set `updated_time`, which comments and edits move; it never goes back."""
        self.store.write(
            "UPDATE posts SET updated = max(updated, ?) WHERE number = ?",
            moment or seconds(self.now),
            number,
        )


POST = (
    "SELECT p.*, a.name AS author_name, g.name AS page_name FROM posts p "
    "JOIN pages g ON g.id = p.page LEFT JOIN people a ON a.id = p.author"
)
