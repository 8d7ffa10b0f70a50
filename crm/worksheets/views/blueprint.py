"""The blueprint of this package, and what a signed link is about."""

from flask import Blueprint, g

from crm import web
from crm.db import db
from crm.languages import is_thai
from crm.pagelink.models import Conversation
from crm.web import LinkInvalid
from crm.worksheets.links import DAYS
from crm.worksheets.models import Label, Worksheet
from crm.worksheets.queries import labels

blueprint = Blueprint("worksheets", __name__)


@blueprint.app_template_global("word")
def word(key: str) -> str:
    """A word of the installation's own (`district`: เขต, District), in the page's language."""
    if "labels" not in g:
        g.labels = labels()
    label: Label = g.labels[key]
    return label.th if is_thai() else label.en


def case_of(purpose: str, token: str) -> Worksheet:
    """The case that a link is about; raises LinkInvalid or LinkExpired."""
    about = subject_of(purpose, token)
    if not isinstance(about, Worksheet):
        raise LinkInvalid
    return about


def subject_of(purpose: str, token: str) -> Worksheet | Conversation:
    """The case or the conversation that a link is about; raises LinkInvalid or LinkExpired."""
    kind, _colon, number = web.read_token(purpose, token, days=DAYS).partition(":")
    table = {"ws": Worksheet, "conv": Conversation}.get(kind)
    found = db.session.get(table, int(number)) if table and number.isdecimal() else None
    if not isinstance(found, Worksheet | Conversation):
        raise LinkInvalid
    return found
