"""Keeps when a Page was last read."""

from datetime import datetime

from crm.pagelink.models import Page


def note_poll(page: Page, *, now: datetime) -> None:
    """Say that a Page has been read just now, however it went."""
    page.last_polled_at = now
