"""Reads of the installation's own words."""

from sqlalchemy import select

from crm.db import db
from crm.worksheets.models import Label


def labels() -> dict[str, Label]:
    """Every word of the installation's own, by its key."""
    return {label.key: label for label in db.session.scalars(select(Label))}
