"""The signed links by which a citizen reaches the pages of one case or one conversation."""

from crm import web
from crm.pagelink.models import Conversation
from crm.worksheets.models import Worksheet

DAYS = 365
CASE_PAGES = ("pin", "status", "details", "survey")
PAGES_BEFORE_A_CASE = ("pin", "details")


def citizen_links(about: Worksheet | Conversation) -> dict[str, str]:
    """The whole addresses, under the names that canned replies call them by (`link_status` …).

    Before there is a worksheet, only the pin and the details can be given.
    """
    is_case = isinstance(about, Worksheet)
    subject = f"ws:{about.id}" if is_case else f"conv:{about.id}"
    pages = CASE_PAGES if is_case else PAGES_BEFORE_A_CASE
    return {f"link_{page}": citizen_link(page, subject) for page in pages}


def citizen_link(page: str, subject: str) -> str:
    """The whole address of one page."""
    return web.public_address(f"/c/{web.make_token(page, subject)}/{page}")
