"""A canned reply, filled in for one person and one case."""

from crm import clock
from crm.console import telling
from crm.console.queries import choices
from crm.pagelink.models import Conversation, Message, Route
from crm.web import settings
from crm.worksheets import canned
from crm.worksheets import queries as cases
from crm.worksheets.links import citizen_links


def canned_text(found: Conversation, target: Message, canned_id: int, route: str) -> str:
    """The text of a canned reply for this person and this case."""
    template = choices.get_canned_reply(canned_id)
    public = route == Route.COMMENT
    text = (template.public_text if public else template.private_text) or template.public_text
    zone = settings().timezone
    known = telling.variables_of(found.page, target.author_name, target, now=clock.now(), zone=zone)
    sheets = cases.worksheets_of([found.id])[found.id]
    if sheets:
        case = telling.Case(sheets[0], citizen_links(sheets[0]), zone)
        known |= telling.variables_of_case(case)
    else:
        known |= citizen_links(found)
    return canned.fill(text or template.private_text or "", known, found.page.particle)
