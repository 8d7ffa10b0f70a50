"""Print how well places are read out of texts whose places are known.

Usage: python scripts/eval_places.py FOLDER. FOLDER holds structured_1555_dev.csv and
traffy_dev.csv, real complaints that don't ship with the product; without them it says so and stops.
"""

import csv
import math
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crm.maps.files import read_gazetteer
from crm.maps.reading.loose import loose_name
from crm.maps.reading.places import PlaceReading, read_place

Row = dict[str, str]
Read = list[tuple[Row, PlaceReading]]


def main() -> None:
    """Evaluate the labelled hotline texts, then the free ones."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()
    if not (folder / "structured_1555_dev.csv").exists():
        sys.exit(f"The texts to evaluate with are not in {folder.resolve()}; nothing was done.")
    structured = rows_of(folder / "structured_1555_dev.csv")
    free = [row for row in rows_of(folder / "traffy_dev.csv") if "1555" not in row["comment"]]
    evaluate("hotline", structured, khet="khet", khwaeng="khwaeng")
    evaluate("free", free, khet="khet_polygon", khwaeng="khwaeng_polygon")


def rows_of(path: Path) -> list[Row]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def evaluate(title: str, rows: list[Row], khet: str, khwaeng: str) -> None:
    """Print precision, recall and abstention of each field, and how far points lie off."""
    gazetteer = read_gazetteer()
    read_place("", gazetteer)
    start = time.perf_counter()
    readings = [read_place(row["comment"], gazetteer) or PlaceReading() for row in rows]
    speed = len(rows) / (time.perf_counter() - start)
    read = list(zip(rows, readings, strict=True))
    say(f"\n{title}: {len(rows)} texts, {speed:,.0f}/s")
    score("district", read, lambda row: area(row[khet]), lambda r: r.district)
    score("subdistrict", read, lambda row: area(row[khwaeng]), lambda r: r.subdistrict)
    if "soi" in rows[0]:
        score("soi", read, lambda row: name_of(row["soi"]), lambda r: r.soi)
        score("road", read, lambda row: name_of(row["road"]), lambda r: r.road)
    distances(read)
    calibration(read, khet)


def score(
    field: str, read: Read, truth: Callable[[Row], str], said: Callable[[PlaceReading], str | None]
) -> None:
    """Print one field's figures."""
    pairs = [(truth(row), name_of(said(reading) or "")) for row, reading in read]
    answered = [(gold, guess) for gold, guess in pairs if guess and gold]
    right = sum(same(gold, guess) for gold, guess in answered)
    asked = sum(bool(gold) for gold, _ in pairs)
    spoken = sum(bool(guess) for _, guess in pairs)
    say(
        f"  {field:12} precision {right / max(len(answered), 1):6.1%}  recall {right / asked:6.1%}"
        f"  answered {spoken / len(pairs):6.1%}"
    )


def area(written: str) -> str:
    """Give the first word of an area's label."""
    return name_of(re.split(r"[\s(]", written.strip())[0])


def name_of(written: str) -> str:
    """Give a name without markers, notes and spaces."""
    bare = re.sub(r"ซอย|ซ\.|ถนน|ถ\.|แขวง|เขต", "", re.split(r"[(,]", written)[0])
    return loose_name(bare)


def same(gold: str, guess: str) -> bool:
    """A soi with more or less after its number is the same soi."""
    shorter, longer = sorted((gold, guess), key=len)
    return longer.startswith(shorter) and not longer[len(shorter) :][:1].isdigit()


def distances(read: Read) -> None:
    """Print the errors of points in metres, by how sure the reading was to be near."""
    errors = [
        metres(float(row["lat"]), float(row["lon"]), reading.latitude, reading.longitude)
        for row, reading in read
        if reading.latitude is not None and reading.longitude is not None and row["lat"]
    ]
    near = sum(error <= 500 for error in errors) / len(errors)
    say(
        f"  points {len(errors)} of {len(read)}: median {statistics.median(errors):,.0f} m, "
        f"p90 {statistics.quantiles(errors, n=10)[8]:,.0f} m, within 500 m {near:.1%}"
    )


def calibration(read: Read, khet: str) -> None:
    """Print how often the district is right among readings of like confidence."""
    for low in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        band = [
            same(area(row[khet]), name_of(reading.district))
            for row, reading in read
            if reading.district and row[khet] and low <= reading.confidence < low + 0.1
        ]
        if band:
            say(f"  confidence {low:.1f}: {len(band)} districts, {share(band):.1%} right")


def share(outcomes: Iterable[bool]) -> float:
    """Give the share that is true."""
    return statistics.mean(map(float, outcomes))


def metres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Give the distance on a plane, right enough within a city."""
    east = (to_longitude - longitude) * 111_320 * math.cos(math.radians(latitude))
    return math.hypot((to_latitude - latitude) * 110_600, east)


def say(line: str) -> None:
    """Write a line to standard output."""
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
