"""The report as JSON, for other software: lengths of time are seconds, days ISO 8601."""

import json
from typing import Any

from crm.reports.formats.speech import Speech
from crm.reports.formats.tables import Content

WORDED = ("title", "definition", "label")


def write(content: Content, speech: Speech) -> bytes:
    """The file's bytes, UTF-8; only what is there to be read by people follows the language."""
    return json.dumps(_worded(content, speech), ensure_ascii=False, indent=2).encode()


def _worded(value: Any, speech: Speech) -> Any:
    if isinstance(value, list):
        return [_worded(each, speech) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: speech.part(each) if name in WORDED else _worded(each, speech)
        for name, each in value.items()
    }
