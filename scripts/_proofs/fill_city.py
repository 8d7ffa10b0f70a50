"""What an invented city talks about: its people, places and complaints, drawn by chance."""

import random
from dataclasses import dataclass

from sqlalchemy import select

from crm import thai
from crm.auth.models import User
from crm.db import db
from crm.graph.simulator.phrases import load_phrases, of_kind
from crm.maps.models import District, GazetteerEntry
from crm.worksheets.models import Agency, Tag, TagKind

PLACES = 20_000
ANSWERED = ("complaint", "question", "follow_up", "urgent", "suggestion")


@dataclass(frozen=True)
class City:
    """The seeded rows of an installation, and the words that its people say."""

    districts: list[tuple[str, float, float]]
    places: list[str]
    categories: list[int]
    topics: list[int]
    stages: dict[str, int]
    agencies: list[int]
    staff: list[int]
    comments: list[str]
    answers: list[str]
    posts: list[str]
    first_names: list[str]
    last_names: list[str]

    @classmethod
    def read(cls, seed: int) -> "City":
        """From the seeded tables and the texts of the demo, in the caller's app context."""
        tags = db.session.scalars(select(Tag).order_by(Tag.id)).all()
        places = list(db.session.scalars(select(GazetteerEntry.name).order_by(GazetteerEntry.id)))
        random.Random(seed).shuffle(places)  # noqa: S311 - invented content
        areas = select(District.name_th, District.latitude, District.longitude)
        return cls(
            districts=[tuple(row) for row in db.session.execute(areas.order_by(District.code))],
            places=places[:PLACES],
            categories=[tag.id for tag in tags if tag.kind == TagKind.CATEGORY],
            topics=[tag.id for tag in tags if tag.kind == TagKind.TOPIC],
            stages={tag.slug: tag.id for tag in tags if tag.kind == TagKind.STAGE},
            agencies=list(db.session.scalars(select(Agency.id).order_by(Agency.id))),
            staff=list(db.session.scalars(select(User.id).order_by(User.id))),
            comments=_texts("comments", "messages", "visitor_posts", "wisesight"),
            answers=[phrase.text for phrase in of_kind("answers", *ANSWERED)],
            posts=_texts("posts"),
            first_names=_texts("first_names"),
            last_names=_texts("last_names"),
        )

    def name(self, number: int) -> str:
        """The name of the person of this number; many people share one, as they do."""
        first = self.first_names[number % len(self.first_names)]
        return f"{first} {self.last_names[number // 7 % len(self.last_names)]}"

    def complaint(self, chance: random.Random) -> str:
        """What a citizen writes: a phrase, often with a place, a date, a number or a second one."""
        said = [chance.choice(self.comments)]
        if chance.random() < 0.7:
            said.append(chance.choice(self.places))
        if chance.random() < 0.4:
            said.append(f"เขต{chance.choice(self.districts)[0]}")
        if chance.random() < 0.3:
            said.append(f"ซอย {chance.randrange(1, 120)}/{chance.randrange(1, 30)}")
        if chance.random() < 0.2:
            said.append(f"ตั้งแต่วันที่ {chance.randrange(1, 29)} {chance.choice(thai.SHORT_MONTHS)}")
        if chance.random() < 0.1:
            said.append(f"โทร 08{chance.randrange(10)}-000-{chance.randrange(10_000):04}")
        if chance.random() < 0.25:
            said.append(chance.choice(self.comments))
        return " ".join(said)

    def answer(self, chance: random.Random) -> str:
        """What the Page writes."""
        said = chance.choice(self.answers)
        if chance.random() < 0.5:
            said += f" เลขที่รับแจ้ง {chance.randrange(60, 70)}-{chance.randrange(1_000_000):06}"
        return said

    def post(self, chance: random.Random) -> str:
        """What the Page announces."""
        return f"{chance.choice(self.posts)} {chance.choice(self.places)}"


def _texts(*names: str) -> list[str]:
    return [phrase.text for name in names for phrase in load_phrases(name) if phrase.text]
