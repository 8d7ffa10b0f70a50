"""Loads what an installation starts with: tags, topics with offices, agencies, canned replies."""

import csv
import tomllib
from pathlib import Path

from sqlalchemy import select

from crm import thai
from crm.db import db
from crm.worksheets.models import (
    Agency,
    CannedReply,
    EscalationContact,
    ForbiddenWord,
    Label,
    Tag,
    TagKeyword,
    TagKind,
    TopicOffice,
)
from crm.worksheets.queries import labels

BANGKOK = Path(__file__).resolve().parent / "bangkok"


def seed(folder: Path = BANGKOK) -> None:
    """Add what is missing, from a municipality's folder; what is there already stays as it is.

    So an admin's changes survive, and running it again does nothing. Needs `labels.csv`,
    `tags.csv`, `topics.csv`, `agencies.csv`, `sections.csv`, `canned_replies.toml`,
    `forbidden_words.csv` and `escalation_contacts.csv`.
    """
    _seed_labels(folder)
    _seed_agencies(folder)
    _seed_tags(folder)
    _seed_topics(folder)
    _seed_canned_replies(folder)
    _seed_once(ForbiddenWord, folder / "forbidden_words.csv")
    _seed_once(EscalationContact, folder / "escalation_contacts.csv")
    db.session.flush()


def _seed_labels(folder: Path) -> None:
    known = labels()
    db.session.add_all(
        Label(**row) for row in _rows(folder / "labels.csv") if row["key"] not in known
    )


def _seed_agencies(folder: Path) -> None:
    known = {
        (agency.name_th, agency.parent_id): agency for agency in db.session.scalars(select(Agency))
    }
    tops = {name: agency for (name, parent), agency in known.items() if parent is None}
    for row in _rows(folder / "agencies.csv"):
        parent = tops[row["parent"]] if row["parent"] else None
        agency = known.get((row["name_th"], parent.id if parent else None))
        if agency is None:
            agency = _add_agency(row, parent)
        if parent is None:
            tops[agency.name_th] = agency
    sections = _rows(folder / "sections.csv")
    for office in [agency for agency in tops.values() if agency.district]:
        for row in sections:
            if (row["name_th"], office.id) not in known:
                db.session.add(Agency(**row, parent_id=office.id, district=office.district))


def _add_agency(row: dict[str, str], parent: Agency | None) -> Agency:
    agency = Agency(
        name_th=row["name_th"],
        name_en=row["name_en"],
        parent_id=parent.id if parent else None,
        outside=row["outside"] == "yes",
        phone=row["phone"],
        district=row["district"] or None,
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def _seed_tags(folder: Path) -> None:
    known = _known_slugs()
    for position, row in enumerate(_rows(folder / "tags.csv"), start=1):
        if row["slug"] not in known:
            words = row.pop("keywords")
            _add_tag(Tag(**row, position=position), words)


def _seed_topics(folder: Path) -> None:
    known = _known_slugs()
    agencies = {
        agency.name_th: agency.id
        for agency in db.session.scalars(select(Agency).where(Agency.district.is_(None)))
    }
    for position, row in enumerate(_rows(folder / "topics.csv"), start=1):
        if row["slug"] in known:
            continue
        topic = Tag(
            slug=row["slug"],
            kind=TagKind.TOPIC,
            name_th=row["name_th"],
            name_en=row["name_en"],
            colour="",
            position=position,
            restricted=row["restricted"] == "yes",
        )
        topic.offices = [TopicOffice(section=name) for name in _parts(row["sections"])]
        topic.offices += [TopicOffice(agency_id=agencies[name]) for name in _parts(row["agencies"])]
        _add_tag(topic, row["keywords"])


def _add_tag(tag: Tag, words: str) -> None:
    folded = dict.fromkeys(thai.fold(word) for word in _parts(words))
    tag.keywords = [TagKeyword(word=word) for word in folded]
    db.session.add(tag)


def _known_slugs() -> set[str]:
    return set(db.session.scalars(select(Tag.slug)))


def _seed_canned_replies(folder: Path) -> None:
    known = set(db.session.scalars(select(CannedReply.slug)))
    texts = tomllib.loads((folder / "canned_replies.toml").read_text(encoding="utf-8"))
    for position, reply in enumerate(texts["replies"], start=1):
        if reply["slug"] not in known:
            db.session.add(CannedReply(**reply, position=position))


def _seed_once(table: type[ForbiddenWord] | type[EscalationContact], path: Path) -> None:
    """Fill an empty list; what was taken out of it later doesn't come back."""
    if db.session.scalar(select(table.id).limit(1)) is None:
        db.session.add_all(table(**row) for row in _rows(path))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parts(words: str) -> list[str]:
    return [word for word in words.split("|") if word]
