"""One writer a Page: whoever changes what hangs together on a Page takes turns."""

from sqlalchemy import select

from crm.db import db
from crm.pagelink.models import Page


def take_turns(page_id: int) -> None:
    """Wait for other writers of this Page, until the end of the caller's transaction.

    On SQLite the whole transaction is one writer already.
    """
    db.session.execute(select(Page.id).where(Page.id == page_id).with_for_update(key_share=True))
