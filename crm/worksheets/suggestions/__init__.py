"""Guess from its words what a message is about: by keyword lists, and by what was learned here."""

from crm.worksheets.suggestions.keywords import Guess, Suggestion, suggest, vocabulary
from crm.worksheets.suggestions.lines import read_line, suggest_tags
from crm.worksheets.suggestions.suggester import Suggester, load

__all__ = [
    "Guess",
    "Suggester",
    "Suggestion",
    "load",
    "read_line",
    "suggest",
    "suggest_tags",
    "vocabulary",
]
