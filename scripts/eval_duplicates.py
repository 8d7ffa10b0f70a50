"""Print how well complaints about the same problem are found, and what a look for them costs.

Usage: python scripts/eval_duplicates.py FOLDER [CASES]. FOLDER holds traffy_fondue/traffy_dev.csv,
real complaints that don't ship with the product; without it it says so and stops. CASES (100,000)
are made up around their places and texts for the timing.

Nobody has labelled which complaints mean the same problem. Two stand-ins are used, neither clean:
pairs within 60 m and 30 days that share a type count as the same (some are two problems), pairs
within 250 m and 90 days that share none as different (some are one problem, typed in two ways).
"""

import random
import statistics
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval_suggestions import fresh_installation, rows_of, say, topics_of
from sklearn.feature_extraction.text import TfidfVectorizer
from sqlalchemy import insert

from crm import clock, thai
from crm.db import db, transaction
from crm.worksheets import queries
from crm.worksheets.likeness import likeness
from crm.worksheets.models import Worksheet, WorksheetTopic
from crm.worksheets.queries.likely import LEAST_LIKENESS
from crm.worksheets.queries.nearby import metres_between

Pair = tuple[str, str]
Measure = Callable[[str, str], float]
MOST_PAIRS = 800


@dataclass(frozen=True)
class Complaint:
    """What was written, where, when and of which topics."""

    text: str
    point: tuple[float, float]
    at: datetime
    topics: frozenset[str]


def main() -> None:
    """Judge the measures of likeness, then time the look among many cases."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else ".") / "traffy_fondue" / "traffy_dev.csv"
    if not path.exists():
        sys.exit(f"The texts to evaluate with are not in {path.parent}; nothing was done.")
    complaints = list(read(path))
    same, different = pairs_of(complaints)
    say(f"{len(same)} pairs taken as the same problem, {len(different)} as different ones nearby")
    for title, measure in measures(complaints):
        judge(title, measure, same, different)
    with fresh_installation():
        time_the_look(complaints, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)


def read(path: Path) -> Iterator[Complaint]:
    """The complaints that have a point and say something."""
    for row in rows_of(path):
        if row["lat"] and len(row["comment"]) > 20:
            point = float(row["lat"]), float(row["lon"])
            at = datetime.fromisoformat(row["created_at"])
            yield Complaint(row["comment"], point, clock_aware(at), topics_of(row["types"]))


def clock_aware(at: datetime) -> datetime:
    """A day without a time of day is one in Bangkok."""
    return at if at.tzinfo else at.replace(tzinfo=clock.now().tzinfo)


def pairs_of(complaints: Sequence[Complaint]) -> tuple[list[Pair], list[Pair]]:
    """Pairs that stand in for the same problem, and for different ones in one neighbourhood.

    Texts that are one and the same are left out: a campaign's form letter would flatter.
    """
    same, different = [], []
    ordered = sorted(complaints, key=lambda one: one.point)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.point[0] - one.point[0] > 0.0025:
                break
            metres = metres_between(one.point, other.point)
            apart = abs(one.at - other.at)
            if metres > 250 or apart > timedelta(days=90) or likeness(one.text, other.text) > 0.95:
                continue
            if not one.topics & other.topics:
                different.append((one.text, other.text))
            elif metres <= 60 and apart <= timedelta(days=30):
                same.append((one.text, other.text))
    chosen = random.Random(1)
    return [chosen.sample(found, min(len(found), MOST_PAIRS)) for found in (same, different)]  # type: ignore[return-value]


def measures(complaints: Sequence[Complaint]) -> Iterator[tuple[str, Measure]]:
    """The measures to compare; RapidFuzz where it is installed."""
    yield "trigrams (Dice), as used", likeness
    weigher = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), sublinear_tf=True)
    weigher.fit(thai.fold(each.text) for each in complaints)

    def cosine(one: str, other: str) -> float:
        rows = weigher.transform([thai.fold(one), thai.fold(other)])
        return float((rows[0] @ rows[1].T)[0, 0])

    yield "tf-idf cosine, 2-4 letters", cosine
    try:
        from rapidfuzz import fuzz
    except ImportError:
        return
    for name in ("ratio", "partial_ratio", "token_set_ratio"):
        ratio = getattr(fuzz, name)
        yield f"rapidfuzz {name}", lambda a, b, r=ratio: r(thai.fold(a), thai.fold(b)) / 100


def judge(title: str, measure: Measure, same: Sequence[Pair], different: Sequence[Pair]) -> None:
    """Print how well a measure parts the two kinds of pairs, and at what cost."""
    start = time.perf_counter()
    hits = [measure(*pair) for pair in same]
    others = sorted(measure(*pair) for pair in different)
    microseconds = (time.perf_counter() - start) / (len(same) + len(different)) * 1e6
    parted = statistics.mean(
        (bisect_left(others, hit) + bisect_right(others, hit)) / 2 / len(others) for hit in hits
    )
    say(f"  {title:28} area under the curve {parted:.3f}, {microseconds:6.0f} µs a pair")
    if measure is likeness:
        said = sum(hit >= LEAST_LIKENESS for hit in hits)
        wrong = sum(other >= LEAST_LIKENESS for other in others)
        say(
            f"    from {LEAST_LIKENESS}: precision {said / max(said + wrong, 1):.1%}, recall"
            f" {said / len(hits):.1%} by the text alone; a shared topic nearby is enough too"
        )


def time_the_look(complaints: Sequence[Complaint], cases: int) -> None:
    """Print how long the look for the same problem takes among so many open cases."""
    now = clock.now()
    chosen = random.Random(3)
    with transaction():
        topic = queries.get_tag("road")
        rows = [case_at(number, chosen.choice(complaints), chosen, now) for number in range(cases)]
        for start in range(0, cases, 1000):
            db.session.execute(insert(Worksheet), rows[start : start + 1000])
        numbers = [{"worksheet_id": number + 1, "tag_id": topic.id} for number in range(cases)]
        db.session.execute(insert(WorksheetTopic), numbers)
    spent, found = [], 0
    for one in chosen.sample(complaints, 200):
        said = queries.Said(one.text, now, [topic], *one.point, soi="", district="เขต")
        start = time.perf_counter()
        found += len(queries.likely_twins(said, besides=()))
        spent.append((time.perf_counter() - start) * 1000)
        db.session.rollback()
    ninety_five = statistics.quantiles(spent, n=20)[18]
    say(f"\namong {cases:,} open cases: median {statistics.median(spent):.1f} ms, p95", end=" ")
    say(f"{ninety_five:.1f} ms, {found / len(spent):.1f} proposed a look")


def case_at(
    number: int, near: Complaint, chosen: random.Random, now: datetime
) -> dict[str, object]:
    """An open case of the last three years, some hundred metres from a real one."""
    return {
        "id": number + 1,
        "number": f"2569-{number + 1:06}",
        "title": near.text[:80],
        "latitude": near.point[0] + chosen.gauss(0, 0.01),
        "longitude": near.point[1] + chosen.gauss(0, 0.01),
        "district": "เขต",
        "opened_at": now - timedelta(days=chosen.uniform(0, 1095)),
    }


if __name__ == "__main__":
    main()
