"""Tags that are suggested by what this installation's people have set."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import numpy as np
import pytest

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.models import Message
from crm.worksheets import jobs, queries, service, suggestions
from crm.worksheets.models import TagKind, TagModel
from crm.worksheets.suggestions.model import Asked, Model, unpack

# What people here write of two topics, in words that no keyword list has.
SAID = {
    "noise": ("วัยรุ่นเบิ้ลเครื่องทุกคืนที่หมู่บ้านสุขใจ", "ซ้อมกลองชุดยันตีสองแถวบ้านเรา"),
    "vendors": ("เตาลูกชิ้นยึดหน้าปากซอยสาม", "โต๊ะก๋วยเตี๋ยวล้ำออกมาหน้าธนาคาร"),
}

Teach = Callable[..., None]


@pytest.fixture
def teach(say: Callable[..., Message], officer: User, now: datetime) -> Teach:
    """Let an admin set a topic on so many messages about each of the two."""

    def taught(times: int) -> None:
        for number in range(times):
            for slug, texts in SAID.items():
                at = now + timedelta(minutes=number)
                message = say(f"{texts[number % 2]} {number}", created_at=at)
                with transaction():
                    service.set_tag(message.conversation, queries.get_tag(slug), by=officer, now=at)

    return taught


def test_what_admins_set_teaches_what_no_keyword_says(
    teach: Teach, now: datetime, say: Callable[..., Message]
) -> None:
    text = "มีวัยรุ่นเบิ้ลเครื่องเสียงลั่น"
    assert "noise" not in topics_of(text)
    teach(80)
    assert jobs.learn_tags(now) == {"topic": 160}
    [model] = queries.model_versions(TagKind.TOPIC)
    assert (model.is_on, model.judged, model.keywords_right) == (True, 160, 0)
    assert model.model_right >= 110
    [guess] = suggestions.load().suggest(text).topics
    assert guess.tag.slug == "noise"
    assert guess.chance is not None
    assert guess.chance > 0.5
    assert any(word in text for word in guess.words)
    message = say(text)
    with transaction():
        made = service.propose_tags(message, now=now)
    proposal = next(each for each in made if each.tag and each.tag.slug == "noise")
    assert proposal.evidence == {"words": list(guess.words), "chance": round(guess.chance, 2)}


def test_what_nothing_was_learned_of_is_left_alone(teach: Teach, now: datetime) -> None:
    teach(80)
    jobs.learn_tags(now)
    lines = [
        json.dumps({"id": "1", "text": "เบิ้ลเครื่องทุกคืน"}),
        json.dumps({"id": "2", "text": "555"}),
    ]
    known, unknown = suggestions.suggest_tags(lines)
    assert (known["topics"], known["category"]) == (["noise"], "complaint")
    assert (unknown["topics"], unknown["category"]) == ([], None)
    assert float(str(known["confidence"])) > 0.5


def test_a_model_that_does_no_better_than_the_keywords_is_off(
    teach: Teach, officer: User, now: datetime
) -> None:
    with transaction():
        for slug, texts in SAID.items():
            words = [text[:12] for text in texts]
            service.change_keywords(queries.get_tag(slug), words, by=officer, now=now)
    teach(80)
    jobs.learn_tags(now)
    [model] = queries.model_versions(TagKind.TOPIC)
    assert (model.judged, model.keywords_right, model.is_on) == (160, 160, False)
    assert suggestions.load().models == {}


def test_nothing_is_trained_again_until_somebody_decides(teach: Teach, now: datetime) -> None:
    assert jobs.learn_tags(now) == {}
    teach(30)
    assert jobs.learn_tags(now) == {"topic": 60}
    assert jobs.learn_tags(now) == {}
    teach(1)
    jobs.learn_tags(now + timedelta(hours=1))
    versions = queries.model_versions(TagKind.TOPIC)
    assert [version.examples for version in versions] == [62, 60]
    with_weights = db.session.query(TagModel).filter(TagModel.weights.is_not(None)).all()
    assert with_weights == versions[:1]


def test_a_tag_that_was_taken_off_again_teaches_nothing(
    teach: Teach, say: Callable[..., Message], officer: User, now: datetime
) -> None:
    message, tag = say("น้ำไม่ไหลทั้งวัน"), queries.get_tag("outside")
    later = now + timedelta(hours=1)
    with transaction():
        service.set_tag(message.conversation, tag, by=officer, now=later)
        assert [each.slugs for each in queries.taught(TagKind.TOPIC)] == [{"outside"}]
        service.unset_tag(message.conversation, tag, by=officer, now=later)
        assert queries.taught(TagKind.TOPIC) == []
        service.set_tag(message.conversation, tag, by=None, now=later)
        assert queries.taught(TagKind.TOPIC) == []


def test_a_kept_model_is_small_and_says_the_same() -> None:
    weights = np.random.default_rng(1).normal(0, 0.5, (30, 2**14 + 30))
    model = Model([f"tag {n}" for n in range(30)], weights, np.zeros(30))
    packed = model.pack()
    asked = [Asked("ไฟทางดับทั้งซอย"), Asked("")]
    assert len(packed) < 1_100_000
    assert np.allclose(unpack(packed).chances(asked), model.chances(asked), atol=1e-3)


def test_a_kept_model_that_carries_code_is_refused() -> None:
    file = BytesIO()
    np.savez(file, slugs=np.array([{"any": "object"}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        unpack(file.getvalue())


def topics_of(text: str) -> list[str]:
    return [guess.tag.slug for guess in suggestions.load().suggest(text).topics]
