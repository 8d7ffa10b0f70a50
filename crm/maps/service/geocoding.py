"""Keeps what the geocoder answered, so that each question is asked once."""

from datetime import datetime

from crm import thai
from crm.db import db
from crm.maps.geocoder import Answer
from crm.maps.models import GeocodeAnswer


def keep_answer(question: str, answer: Answer | None, *, now: datetime) -> GeocodeAnswer:
    """Keep an answer, or that there was none; a newer one replaces it."""
    kept = GeocodeAnswer(
        query=thai.fold(question),
        latitude=answer.latitude if answer else None,
        longitude=answer.longitude if answer else None,
        name=answer.name if answer else None,
        asked_at=now,
    )
    return db.session.merge(kept)
