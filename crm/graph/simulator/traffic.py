"""Live traffic for the demo: a new comment, message or visitor post every few seconds."""

import threading
from datetime import timedelta

from crm.graph.simulator.clock import seconds
from crm.graph.simulator.phrases import load_phrases, of_kind
from crm.graph.simulator.world import World

FIRST_SECONDS = 3.0
USUAL_SECONDS = 12.0
NEWEST_POSTS = "SELECT number FROM posts WHERE deleted = 0 ORDER BY created DESC LIMIT 12"
ANY_POST = "SELECT number FROM posts WHERE deleted = 0 ORDER BY random() LIMIT 1"
RECENT = (
    "SELECT number, message FROM comments WHERE author IS NOT NULL AND deleted = 0 "
    "AND created > ? ORDER BY number DESC LIMIT 20"
)
TALKERS = "SELECT id FROM people ORDER BY number DESC LIMIT 200"


class Trickle:
    """A thread that lets invented people write; ends with the world."""

    def __init__(self, world: World, every: float = USUAL_SECONDS) -> None:
        self.world = world
        self.every = every
        self._thanked = len(world.replies("api"))

    def start(self) -> "Trickle":
        """Begin; returns itself."""
        threading.Thread(target=self._run, name="trickle", daemon=True).start()
        return self

    def step(self) -> None:
        """One thing happens."""
        dice = self.world.random.random()
        if self._thank():
            return
        if dice < 0.66:
            self._comment()
        elif dice < 0.70:
            self._change_mind()
        elif dice < 0.92:
            self._message()
        else:
            self._visitor_post()

    def _run(self) -> None:
        pause = FIRST_SECONDS
        while not self.world.stopping.wait(pause):
            self.step()
            pause = self.every * (0.5 + self.world.random.random())

    def _comment(self) -> None:
        chance = self.world.random
        posts = [row["number"] for row in self.world.store.rows(NEWEST_POSTS)]
        if not posts:
            return
        post = self.world.store.value(ANY_POST) if chance.random() < 0.25 else chance.choice(posts)
        own = chance.random() < 0.8
        phrase = chance.choice(load_phrases("comments" if own else "wisesight"))
        photo = phrase.kind == "complaint" and chance.random() < 0.2
        self.world.add_comment(
            str(post), phrase.text, author=self._person(), attachment="photo" if photo else None
        )

    def _change_mind(self) -> None:
        """Somebody corrects a comment of the last hours, or takes it back."""
        since = seconds(self.world.now - timedelta(hours=6))
        rows = self.world.store.rows(RECENT, since)
        if not rows:
            self._comment()
            return
        row = self.world.random.choice(rows)
        if self.world.random.random() < 0.3:
            self.world.delete_comment(str(row["number"]))
        else:
            self.world.edit_comment(str(row["number"]), f"{row['message']} (แก้ไข)")

    def _message(self) -> None:
        phrase = self.world.random.choice(
            of_kind("messages", "complaint", "question", "urgent", "follow_up", "phone")
        )
        self.world.add_private_message(self._person(), phrase.text)

    def _visitor_post(self) -> None:
        phrase = self.world.random.choice(load_phrases("visitor_posts"))
        self.world.add_post(phrase.text, by_visitor=self._person())

    def _thank(self) -> bool:
        """Now and then somebody thanks for an answer that has just come."""
        answers = self.world.replies("api")
        new, self._thanked = answers[self._thanked :], len(answers)
        asked = [one for one in new if one["parent"]]
        if not asked or self.world.random.random() < 0.6:
            return False
        parent = self.world.need_comment(asked[-1]["parent"])
        if parent["author"] is None:
            return False
        thanks = self.world.random.choice(of_kind("comments", "thanks"))
        self.world.add_comment(
            asked[-1]["post"], thanks.text, author=parent["author"], parent=asked[-1]["parent"]
        )
        return True

    def _person(self) -> str:
        """Somebody new, or one of the many who wrote before."""
        chance = self.world.random
        if chance.random() < 0.4:
            return self.world.add_person()
        return str(chance.choice(self.world.store.rows(TALKERS))["id"])
