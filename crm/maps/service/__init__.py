"""What changes places: guesses, pins, answers of the geocoder, the map's counts."""

from crm.maps.service.counting import count_month
from crm.maps.service.geocoding import keep_answer
from crm.maps.service.guessing import (
    GuessDecided,
    accept_guess,
    district_of,
    forget_guesses,
    guess_place,
    place_of,
    read_places,
    refuse_guess,
    undo_guesses,
)
from crm.maps.service.pins import NothingToPin, Pin, pin_conversation, pin_worksheet

__all__ = [
    "GuessDecided",
    "NothingToPin",
    "Pin",
    "accept_guess",
    "count_month",
    "district_of",
    "forget_guesses",
    "guess_place",
    "keep_answer",
    "pin_conversation",
    "pin_worksheet",
    "place_of",
    "read_places",
    "refuse_guess",
    "undo_guesses",
]
