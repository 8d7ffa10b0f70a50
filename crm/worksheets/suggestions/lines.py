"""Suggest tags for lines of JSON, as `crm suggest-tags` is given them."""

import json
from collections.abc import Iterable, Iterator

from crm.worksheets.suggestions.suggester import load


def suggest_tags(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """Suggest for each JSON line `{"id", "text"}`; None and an empty list where nothing speaks.

    A line that is no such JSON gives a row of nothing, so that the rest is still read.
    """
    suggester = load()
    for line in lines:
        if line.strip():
            asked = read_line(line)
            found = suggester.suggest(str(asked.get("text") or ""))
            yield {
                "id": asked.get("id"),
                "category": found.category.tag.slug if found.category else None,
                "topics": [guess.tag.slug for guess in found.topics],
                "confidence": found.confidence,
            }


def read_line(line: str) -> dict[str, object]:
    """A JSON object, or an empty one where the line is no such thing."""
    try:
        asked = json.loads(line)
    except ValueError:
        return {}
    return asked if isinstance(asked, dict) else {}
