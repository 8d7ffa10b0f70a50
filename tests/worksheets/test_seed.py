"""What a new installation starts with."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.db import db, transaction
from crm.worksheets import seed
from crm.worksheets.models import Agency, CannedReply, Stage, Tag, TagKeyword, TagKind, TopicOffice


def test_the_tags_of_the_study_are_there(app: Flask) -> None:
    tags = set(db.session.scalars(select(Tag.name_th).where(Tag.kind != TagKind.TOPIC)))
    assert tags >= {
        "สอบถาม",
        "เสนอแนะ",
        "ชมเชย",
        "รับเรื่อง",
        "ตรวจสอบ",
        "ประสานแก้ไขแล้ว",
        "แจ้งผลแก้ไขแล้ว",
        "ออกเลขแล้ว",
        "ติดต่อเจ้าหน้าที่",
        "ก่อกวน",
    }


def test_each_stage_has_its_tag(app: Flask) -> None:
    slugs = db.session.scalars(
        select(Tag.slug).where(Tag.kind == TagKind.STAGE).order_by(Tag.position)
    )
    assert list(slugs) == list(Stage)


def test_thirty_topics_know_their_offices(app: Flask) -> None:
    topics = db.session.scalars(select(Tag).where(Tag.kind == TagKind.TOPIC)).all()
    without = {topic.slug for topic in topics if not topic.offices}
    assert (len(topics), without) == (30, {"other"})
    assert {topic.slug for topic in topics if topic.restricted} == {"staff_conduct", "corruption"}


def test_every_district_office_has_its_ten_sections(app: Flask) -> None:
    offices = select(Agency.id).where(Agency.district.is_not(None), Agency.parent_id.is_(None))
    sections = db.session.execute(
        select(Agency.parent_id, func.count())
        .where(Agency.parent_id.in_(offices))
        .group_by(Agency.parent_id)
    ).all()
    assert [count for _office, count in sections] == [10] * 50


def test_fifteen_replies_are_ready(app: Flask) -> None:
    replies = db.session.scalars(select(CannedReply).order_by(CannedReply.position)).all()
    private = [reply.position for reply in replies if reply.private_text]
    public = [reply.position for reply in replies if reply.public_text]
    assert private == [n for n in range(1, 16) if n != 15]
    assert public == [n for n in range(1, 16) if n not in (4, 14)]


def test_seeding_again_changes_nothing_and_keeps_what_an_admin_changed(app: Flask) -> None:
    with transaction():
        db.session.scalar(select(Tag).where(Tag.slug == "inquiry")).name_th = "ถาม"
    before = _rows_by_table()
    with transaction():
        seed.seed()
    assert _rows_by_table() == before
    assert db.session.scalar(select(Tag.name_th).where(Tag.slug == "inquiry")) == "ถาม"


def test_another_municipality_brings_its_own_folder(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "banpae"
    shutil.copytree(seed.BANGKOK, folder)
    (folder / "agencies.csv").write_text(
        (seed.BANGKOK / "agencies.csv").read_text(encoding="utf-8") + "กองช่าง,Works,,,,\n",
        encoding="utf-8",
    )
    with transaction():
        seed.seed(folder)
    assert db.session.scalar(select(Agency.name_en).where(Agency.name_th == "กองช่าง")) == "Works"


@pytest.mark.parametrize("slug", ["canal", "road"])
def test_keywords_are_folded_as_texts_are(app: Flask, slug: str) -> None:
    words = db.session.scalars(
        select(TagKeyword.word).join(Tag, Tag.id == TagKeyword.tag_id).where(Tag.slug == slug)
    ).all()
    assert words and all(word == word.casefold() for word in words)


def _rows_by_table() -> dict[str, int]:
    tables = (Agency, CannedReply, Tag, TagKeyword, TopicOffice)
    return {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in tables
    }
