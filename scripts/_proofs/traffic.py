"""Live traffic on a simulated Page, with everything that has lost data in naive polls."""

import random
from collections.abc import Callable
from datetime import timedelta

from crm.graph.simulator.clock import seconds
from crm.graph.simulator.world import World

RECENT = timedelta(days=6)
MORE_THAN_A_PAGE = 130
POSTS = "SELECT page || '_' || number AS id FROM posts WHERE deleted = 0 ORDER BY number"
COMMENTS = "SELECT number FROM comments WHERE deleted = 0 AND created > ? ORDER BY number"
RECENT_MESSAGES = "SELECT id FROM messages WHERE outbound = 0 AND deleted = 0 AND created > ?"


class Traffic:
    """People write, change their minds and write again; colleagues answer in Meta's own inbox."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world = world
        self.chance = chance
        self.done = 0
        self._people = [world.add_person() for _ in range(40)]
        self._posts = [row["id"] for row in world.store.rows(POSTS)]
        self._acts: list[tuple[int, Callable[[], None]]] = [
            (30, self._comment),
            (20, self._nested_reply),
            (10, self._ties),
            (10, self._answer_in_meta),
            (10, self._late),
            (12, self._edit),
            (5, self._delete),
            (4, self._hide),
            (20, self._message),
            (6, self._message_in_meta),
            (3, self._edit_message),
            (2, self._post),
            (2, self._visitor_post),
            (1, self._edit_post),
        ]

    def step(self) -> None:
        """One thing happens."""
        weights = [weight for weight, _ in self._acts]
        act = self.chance.choices([act for _, act in self._acts], weights)[0]
        act()
        self.done += 1

    def crowd(self) -> None:
        """Within one second more comments under one post than a page of a list holds."""
        self._burst(MORE_THAN_A_PAGE)

    def long_discussion(self, size: int) -> str:
        """A post with so many comments, two in each second, there before anybody looked; its id."""
        post, moment = self._posts[len(self._posts) // 2], self.world.now - RECENT
        with self.world.bulk():
            for place in range(size):
                written_at = moment + timedelta(seconds=place // 2)
                text = self._text(f"ยาว {place}")
                self.world.add_comment(post, text, author=self._person(), created_time=written_at)
        return post

    def _person(self) -> str:
        return self.chance.choice(self._people)

    def _any_post(self) -> str:
        recent = self.chance.random() < 0.6
        return self.chance.choice(self._posts[-30:] if recent else self._posts)

    def _text(self, what: str) -> str:
        return f"{what} {self.done} ไฟดับ ซอย {self.chance.randrange(900)}"

    def _recent_comment(self) -> str | None:
        rows = self.world.store.rows(COMMENTS, seconds(self.world.now - RECENT))
        return str(self.chance.choice(rows)["number"]) if rows else None

    def _any_comment(self) -> str | None:
        rows = self.world.store.rows(COMMENTS, 0)
        return str(self.chance.choice(rows)["number"]) if rows else None

    def _comment(self) -> None:
        self.world.add_comment(self._any_post(), self._text("แจ้ง"), author=self._person())

    def _nested_reply(self) -> None:
        parent = self._any_comment()
        if parent:
            post = self._post_of(parent)
            text = self._text("เพิ่มเติม")
            self.world.add_comment(post, text, author=self._person(), parent=parent)

    def _ties(self) -> None:
        self._burst(self.chance.randint(2, 5))

    def _burst(self, size: int) -> None:
        post, moment = self._any_post(), self.world.now
        for place in range(size):
            text = self._text(f"พร้อมกัน {place}")
            self.world.add_comment(post, text, author=self._person(), created_time=moment)

    def _answer_in_meta(self) -> None:
        target = self._recent_comment()
        if target:
            self.world.reply_in_meta(target, self._text("รับเรื่องแล้วค่ะ"))

    def _late(self) -> None:
        """Facebook shows a comment some seconds after the time that it bears."""
        name = self.world.add_comment(self._any_post(), self._text("ช้า"), author=self._person())
        shown_at = seconds(self.world.now) + self.chance.randint(2, 8)
        number = name.rsplit("_", 1)[-1]
        self.world.store.write(
            "UPDATE comments SET shown_at = ? WHERE number = ?", shown_at, number
        )

    def _edit(self) -> None:
        target = self._recent_comment()
        if target:
            self.world.edit_comment(target, self._text("แก้ไข"))

    def _delete(self) -> None:
        target = self._recent_comment()
        if target:
            self.world.delete_comment(target)

    def _hide(self) -> None:
        target = self._recent_comment()
        if target:
            self.world.hide_comment(target, self.chance.random() < 0.7)

    def _message(self) -> None:
        self.world.add_private_message(self._person(), self._text("ข้อความ"))

    def _message_in_meta(self) -> None:
        self.world.message_in_meta(self._person(), self._text("ตอบแล้วค่ะ"))

    def _edit_message(self) -> None:
        since = int((self.world.now - RECENT).timestamp() * 1000)
        rows = self.world.store.rows(RECENT_MESSAGES, since)
        if rows:
            self.world.edit_private_message(self.chance.choice(rows)["id"], self._text("แก้ไข"))

    def _post(self) -> None:
        self._posts.append(self.world.add_post(self._text("ประกาศ")))

    def _visitor_post(self) -> None:
        text = self._text("ร้องทุกข์")
        self._posts.append(self.world.add_post(text, by_visitor=self._person()))

    def _edit_post(self) -> None:
        self.world.edit_post(self._any_post(), self._text("แก้ไขประกาศ"))

    def _post_of(self, comment: str) -> str:
        row = self.world.need_comment(comment)
        return f"{row['page']}_{row['post']}"
