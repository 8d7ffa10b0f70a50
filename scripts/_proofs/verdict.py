"""How every proof is called, and how it ends: one JSON line, exit status 1 when it falls short."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any


def arguments(description: str | None, **sizes: float) -> ArgumentParser:
    """The parser of a proof: the database, the seed, and its sizes with their defaults."""
    parser = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument(
        "--database",
        default="sqlite",
        metavar="sqlite|URL",
        help="sqlite, or a PostgreSQL server's postgresql://… (a database of its own is made)",
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same chances")
    for name, size in sizes.items():
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=type(size), default=size, help=f"default {size}")
    return parser


def conclude(figures: dict[str, Any], shortcomings: list[str]) -> int:
    """Print the figures as one line of JSON; the exit status."""
    passed = not shortcomings
    print(json.dumps({"passed": passed, "short": shortcomings, **figures}, ensure_ascii=False))
    return 0 if passed else 1


def none_of(counts: dict[str, int]) -> list[str]:
    """A sentence for each count that should be nought and isn't."""
    return [f"{name}: {count}" for name, count in counts.items() if count]
