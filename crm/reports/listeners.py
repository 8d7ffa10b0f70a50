"""Keeps the books when a Page's public figures were read."""

from datetime import date

from crm.pagelink.events import page_counted
from crm.pagelink.models import Page
from crm.reports import service


def listen() -> None:
    """Begin to listen; wiring calls this once."""
    page_counted.connect(_count)


def _count(page: Page, *, day: date, followers: int | None, likes: int | None) -> None:
    service.count_page(page, day, followers=followers, likes=likes)
