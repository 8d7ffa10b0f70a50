"""Print how well category and topics are suggested for real complaints, in their order of arrival.

Usage: python scripts/eval_suggestions.py FOLDER. FOLDER holds traffy_fondue/traffy_dev.csv and
traffy_human_tags/human_tagged_dev.csv, real complaints that don't ship with the product; without
them it says so and stops.

The types that the city's own system gave each complaint stand for what admins would have set. Three
ways are compared: the most frequent tag so far, the keyword lists as shipped, and the model, which
judges each complaint before it learns from it (test, then train). Their types are coarse and partly
wrong (ถนน stands on much that lies on a road), so the figures compare the ways; none is a ceiling.
"""

import csv
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask_migrate import upgrade

from crm import create_app, wiring
from crm.db import db
from crm.worksheets.models import TagKind
from crm.worksheets.suggestions import Suggester, vocabulary
from crm.worksheets.suggestions.learning import Example, Learned, learn
from crm.worksheets.suggestions.model import Asked, Model
from crm.worksheets.suggestions.suggester import LEAST_CHANCE

# The types of the city's system in our topics; those that say nothing (ร้องเรียน, อื่นๆ) are left out.
TOPIC_OF = {
    "road": "ถนน",
    "footpath": "ทางเท้า",
    "street_light": "แสงสว่าง",
    "cables_power": "ไฟฟ้า สายไฟ สายสื่อสาร เสาไฟฟ้า",
    "drain": "ท่อระบายน้ำ",
    "flood": "น้ำท่วม",
    "canal": "คลอง",
    "rubbish": "ขยะ",
    "cleanliness": "ความสะอาด",
    "trees_parks": "ต้นไม้",
    "vendors": "หาบเร่แผงลอย",
    "obstruction": "กีดขวาง",
    "traffic": "จราจร",
    "signals_signs": "ป้าย ป้ายจราจร ไฟจราจร ทางม้าลาย",
    "bridge_shelter": "สะพาน สะพานลอย",
    "noise": "เสียงรบกวน เสียง",
    "smell_dust": "PM2.5 ฝุ่นควัน&กลิ่น&PM2.5 ควันดำ เผาในที่โล่ง",
    "animals": "สัตว์จรจัด สัตว์",
    "building": "อาคารสถานที่ชำรุด",
    "billboards": "ป้ายหาเสียง",
    "social": "คนจรจัด คนเร่ร่อน",
    "hazard": "จุดเสี่ยง ความปลอดภัย อุบัติเหตุ",
    "corruption": "ทุจริต",
    "staff_conduct": "เจ้าหน้าที่",
    "outside": "การเดินทาง แท็กซี่/รถเมล์ รถสาธารณะ ขนส่งมวลชน",
}
SLUG_OF = {name: slug for slug, names in TOPIC_OF.items() for name in names.split()}
CATEGORY_OF = {"สอบถาม": "inquiry", "เสนอแนะ": "suggestion", "ร้องเรียน": "complaint"}

Guesses = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Complaint:
    """What was written, with the topics and the category that its labels name."""

    text: str
    topics: frozenset[str]
    category: str


def main() -> None:
    """Judge the keywords on the tags set by hand, then all ways on the stream of complaints."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    streamed = folder / "traffy_fondue" / "traffy_dev.csv"
    if not streamed.exists():
        sys.exit(f"The texts to evaluate with are not in {folder.resolve()}; nothing was done.")
    with fresh_installation():
        keywords = Suggester(vocabulary(), {})
        by_hand = list(tagged_by_hand(folder / "traffy_human_tags" / "human_tagged_dev.csv"))
        judge_keywords("tagged by hand", by_hand, keywords)
        stream = list(in_order_of_arrival(streamed))
        judge_keywords("as they arrived", stream, keywords)
        for kind in (TagKind.TOPIC, TagKind.CATEGORY):
            judge_learning(kind, stream, keywords)


@contextmanager
def fresh_installation() -> Iterator[None]:
    """The tags and keywords that a new installation starts with."""
    with tempfile.TemporaryDirectory(prefix="rongtook-eval-") as name:
        app = create_app({"CRM_DATA_DIR": name, "CRM_SECRET_KEY": "for this run only"})
        with app.app_context():
            upgrade()
            wiring.seed()
            yield
            db.session.remove()
            db.engine.dispose()


def tagged_by_hand(path: Path) -> Iterator[Complaint]:
    """Complaints that one person each has tagged."""
    for row in rows_of(path):
        category = CATEGORY_OF.get(row["ticket_type"])
        if category:
            yield Complaint(row["text"], topics_of(row["standard_tags"]), category)


def in_order_of_arrival(path: Path) -> Iterator[Complaint]:
    """Complaints as they came in; whatever is neither asked nor proposed is a complaint."""
    for row in sorted(rows_of(path), key=lambda row: row["created_at"]):
        types = row["types"].split("|")
        category = next((CATEGORY_OF[each] for each in types if each in CATEGORY_OF), "complaint")
        if row["comment"].strip():
            yield Complaint(row["comment"], topics_of(row["types"]), category)


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def topics_of(types: str) -> frozenset[str]:
    """The topics that the types of a complaint name."""
    return frozenset(SLUG_OF[each] for each in types.split("|") if each in SLUG_OF)


def judge_keywords(title: str, complaints: list[Complaint], suggester: Suggester) -> None:
    """Print what the keyword lists make of texts, beside the most frequent label."""
    start = time.perf_counter()
    found = [suggester.suggest(each.text) for each in complaints]
    speed = len(complaints) / (time.perf_counter() - start)
    say(f"\nkeywords, {title}: {len(complaints)} texts, {speed:,.0f}/s")
    topics = [each.topics for each in complaints]
    score("topics", topics, [[guess.tag.slug for guess in one.topics] for one in found])
    score("  most frequent", topics, always_commonest(topics))
    category = [frozenset([each.category]) for each in complaints]
    score("category", category, [[s.category.tag.slug] if s.category else [] for s in found])
    score("  most frequent", category, always_commonest(category))


def judge_learning(kind: TagKind, complaints: list[Complaint], keywords: Suggester) -> None:
    """Print test-then-train accuracy in order, and precision and recall of the second half."""
    examples = [
        keywords.example(kind, each.text, labels)
        for each in complaints
        if (labels := each.topics if kind == TagKind.TOPIC else frozenset([each.category]))
    ]
    start = time.perf_counter()
    learned = learn(examples)
    assert learned is not None
    say(f"\n{kind}, test then train: {len(examples)} texts in {time.perf_counter() - start:.1f} s")
    say("  first guess right         model  keywords  most frequent")
    for title, outcomes in windows(learned):
        ways = ("model", "keywords", "frequent")
        shares = [sum(getattr(each, way) for each in outcomes) / len(outcomes) for way in ways]
        say(f"  {title:22} {shares[0]:8.1%} {shares[1]:9.1%} {shares[2]:14.1%}")
    kilobytes = len(learned.model.pack()) / 1024
    say(f"  kept model: {kilobytes:,.0f} kB, {len(learned.model.slugs)} tags")
    judge_abstaining(kind, examples)


def windows(learned: Learned) -> Iterator[tuple[str, Sequence[object]]]:
    """The whole walk, its halves, and the newest examples, which switch the model."""
    half = len(learned.outcomes) // 2
    yield "all", learned.outcomes
    yield "first half", learned.outcomes[:half]
    yield "second half", learned.outcomes[half:]
    yield f"newest {len(learned.newest)}", learned.newest


def judge_abstaining(kind: TagKind, examples: list[Example]) -> None:
    """Print what is really proposed for the second half, learned from the first alone."""
    half = len(examples) // 2
    learned = learn(examples[:half])
    assert learned is not None
    later = examples[half:]
    labels = [frozenset(example.labels) for example in later]
    score("second half, model", labels, [proposed(learned.model, kind, e.asked) for e in later])
    score("second half, keywords", labels, [list(e.asked.keyword_slugs)[:3] for e in later])


def proposed(model: Model, kind: TagKind, asked: Asked) -> list[str]:
    """What the model would propose."""
    chances = model.spoken_for(asked)
    return [slug for slug, chance in chances.items() if chance >= LEAST_CHANCE[kind]][:3]


def score(title: str, gold: Sequence[frozenset[str]], guesses: Guesses) -> None:
    """Print precision and recall over all tags, and how often the first guess is right."""
    judged = [(each, guess) for each, guess in zip(gold, guesses, strict=True) if each]
    hits = sum(len(each & set(guess)) for each, guess in judged)
    made = sum(len(guess) for _, guess in judged)
    wanted = sum(len(each) for each, _ in judged)
    first = share(judged, lambda each, guess: bool(guess) and guess[0] in each)
    spoken = share(judged, lambda each, guess: bool(guess))
    say(
        f"  {title:22} precision {hits / max(made, 1):6.1%}  recall {hits / wanted:6.1%}"
        f"  first right {first:6.1%}  answered {spoken:6.1%}"
    )


def share(
    judged: Sequence[tuple[frozenset[str], Sequence[str]]],
    is_so: Callable[[frozenset[str], Sequence[str]], bool],
) -> float:
    """The share of texts of which something is so."""
    return sum(is_so(each, guess) for each, guess in judged) / len(judged)


def always_commonest(gold: Sequence[frozenset[str]]) -> Guesses:
    """The label that is the commonest of all, for every text."""
    [(commonest, _)] = Counter(label for each in gold for label in each).most_common(1)
    return [[commonest]] * len(gold)


def say(line: str, end: str = "\n") -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + end)


if __name__ == "__main__":
    main()
