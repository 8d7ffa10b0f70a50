"""Guess from its words what a message is about: by keyword lists, and by what was learned here."""

from crm.worksheets.suggestions.keywords import Guess, Suggestion, suggest, vocabulary, words_for
from crm.worksheets.suggestions.lines import read_line, suggest_tags
from crm.worksheets.suggestions.suggester import Suggester, load, models_on

__all__ = [
    "Guess",
    "Suggester",
    "Suggestion",
    "load",
    "models_on",
    "read_line",
    "suggest",
    "suggest_tags",
    "vocabulary",
    "words_for",
]
