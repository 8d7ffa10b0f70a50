"""Fills a new simulated Page with invented content, the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.graph.simulator.clock import seconds
from crm.graph.simulator.phrases import Phrase, load_phrases, of_kind
from crm.graph.simulator.world import World

SPAN = timedelta(days=910)
ANSWERED = ("complaint", "phone", "urgent", "question", "follow_up", "suggestion")


@dataclass(frozen=True)
class Sizes:
    """How much there is at first; replies of the Page count as comments, visitors' posts as posts.

    `waiting` is how many of the newest comments and conversations nobody has answered yet.
    """

    posts: int = 40
    comments: int = 300
    conversations: int = 40
    waiting: int = 12


@dataclass
class _Line:
    """One comment to be: at a moment, under a post, perhaps under an earlier line."""

    moment: int
    post: str
    text: str
    author: str | None
    under: "_Line | None" = None
    attachment: str | None = None
    anonymous: bool = False
    readable: bool = True
    name: str = ""


def fill(world: World, sizes: Sizes) -> None:
    """Make the first content of the main Page, up to the world's current moment."""
    with world.bulk():
        _Filler(world, sizes).fill()


class _Filler:
    def __init__(self, world: World, sizes: Sizes) -> None:
        self.world = world
        self.sizes = sizes
        self.chance: random.Random = world.random
        self.now: datetime = world.now
        self.quiet_since = self.now - timedelta(days=9)
        self.posts: list[tuple[str, datetime]] = []
        self.people: list[str] = []

    def fill(self) -> None:
        crowd = max(5, (self.sizes.comments + self.sizes.conversations) // 3)
        self.people = [self.world.add_person() for _ in range(crowd)]
        self._fill_posts()
        if self.posts:
            self._fill_comments()
        for place in range(self.sizes.conversations):
            self._fill_conversation(place)

    def _fill_posts(self) -> None:
        announcements = load_phrases("posts")
        for place in range(self.sizes.posts):
            age = SPAN * (1 - (place + 0.5) / self.sizes.posts)
            moment = (self.now - age).replace(hour=self.chance.randrange(1, 11))
            moment = min(moment, self.now - timedelta(hours=1))
            by_visitor = place % 8 == 5 and moment < self.quiet_since
            if by_visitor:
                phrase = self._any(load_phrases("visitor_posts"))
                author = self.chance.choice(self.people)
                name = self.world.add_post(phrase.text, moment, by_visitor=author)
            else:
                phrase = announcements[place % len(announcements)]
                picture = phrase.kind if place % 3 == 0 else None
                name = self.world.add_post(phrase.text, moment, picture=picture)
            self.posts.append((name, moment))

    def _fill_comments(self) -> None:
        waiting = min(self.sizes.waiting * 2 // 3, self.sizes.comments)
        lines: list[_Line] = []
        while len(lines) < self.sizes.comments - waiting:
            lines += self._thread(self.sizes.comments - waiting - len(lines))
        lines += [self._waiting_line(place) for place in range(waiting)]
        for line in sorted(lines, key=lambda one: one.moment):
            self._write(line)

    def _thread(self, room: int) -> list[_Line]:
        """A comment with what followed under it, at most `room` lines."""
        post, posted = self.chance.choice(self.posts)
        moment = posted + timedelta(minutes=self.chance.expovariate(1 / 1800))
        moment = max(posted, min(moment, self.now - timedelta(days=9)))
        phrase = self._comment_phrase()
        first = self._line(post, moment, phrase)
        lines = [first]
        if self.chance.random() < 0.12:
            lines.append(self._under(first, self._any(of_kind("comments", "chat")), 40))
        if phrase.kind in ANSWERED and self.chance.random() < 0.92:
            lines.append(self._answer(first, phrase.kind))
            if self.chance.random() < 0.25:
                thanks = self._under(lines[-1], self._any(of_kind("comments", "thanks")), 90)
                thanks.under, thanks.author = first, first.author
                lines.append(thanks)
        return lines[:room]

    def _line(self, post: str, moment: datetime, phrase: Phrase) -> _Line:
        attachment = None
        if phrase.kind == "sticker" and self.chance.random() < 0.5:
            attachment = "sticker"
        elif phrase.kind in ("complaint", "urgent") and self.chance.random() < 0.15:
            attachment = "photo"
        return _Line(
            moment=seconds(moment),
            post=post,
            text="" if attachment == "sticker" else phrase.text,
            author=self.chance.choice(self.people),
            attachment=attachment,
            anonymous=self.chance.random() < 0.04,
            readable=self.chance.random() >= 0.01,
        )

    def _under(self, line: _Line, phrase: Phrase, minutes: int) -> _Line:
        later = line.moment + int(self.chance.expovariate(1 / (60 * minutes)))
        author = self.chance.choice(self.people)
        latest = seconds(self.now) - 60
        return _Line(max(line.moment, min(later, latest)), line.post, phrase.text, author, line)

    def _answer(self, line: _Line, kind: str) -> _Line:
        kind = "complaint" if kind == "phone" else kind
        answer = self._under(line, self._any(of_kind("answers", kind)), 400)
        answer.author = None
        return answer

    def _waiting_line(self, place: int) -> _Line:
        """One of the newest: nobody has answered it; the first stands under the oldest post."""
        post = self.posts[0][0] if place == 0 else self.posts[-1 - place % 5 % len(self.posts)][0]
        kinds = ("complaint", "complaint", "urgent", "question", "follow_up", "complaint", "phone")
        phrase = self._any(of_kind("comments", kinds[place % len(kinds)]))
        age = timedelta(minutes=35 + 190 * place + self.chance.randrange(60))
        line = self._line(post, self.now - age, phrase)
        line.readable = True
        return line

    def _write(self, line: _Line) -> None:
        line.name = self.world.write_comment(
            line.post,
            line.text,
            author=line.author,
            parent=line.under.name if line.under else None,
            created=line.moment,
            attachment=line.attachment,
            anonymous=line.anonymous,
            readable=line.readable and (line.under is None or line.under.readable),
            via="facebook" if line.author else "meta",
        )

    def _comment_phrase(self) -> Phrase:
        own = self.chance.random() < 0.75
        return self._any(load_phrases("comments" if own else "wisesight"))

    def _fill_conversation(self, place: int) -> None:
        """A Messenger thread; the last few have just begun, every fifteenth is long."""
        person = self.people[place % len(self.people)]
        waiting = self.sizes.conversations - place <= self.sizes.waiting // 3
        phrase = self._any(load_phrases("messages"))
        if waiting:
            moment = self.now - timedelta(minutes=20 + 240 * (self.sizes.conversations - place - 1))
            phrase = self._any(of_kind("messages", "complaint", "question", "urgent"))
            self._say(person, phrase.text, moment, outbound=False)
            return
        rounds = 14 if place % 15 == 7 else self.chance.randrange(1, 4)
        moment = self.now - timedelta(days=10 + self.chance.randrange(800))
        for turn in range(rounds):
            text = phrase.text if turn == 0 else self._any(of_kind("messages", "more")).text
            self._say(person, text, moment, outbound=False)
            moment += timedelta(minutes=self.chance.randrange(5, 90))
            answer = self._any(of_kind("answers", "complaint", "question", "follow_up"))
            self._say(person, answer.text, moment, outbound=True)
            moment += timedelta(minutes=self.chance.randrange(2, 50))

    def _say(self, person: str, text: str, moment: datetime, *, outbound: bool) -> None:
        if outbound:
            self.world.message_in_meta(person, text, created_time=moment)
        else:
            self.world.add_private_message(person, text, created_time=moment)

    def _any(self, phrases: tuple[Phrase, ...]) -> Phrase:
        return self.chance.choice(phrases)
