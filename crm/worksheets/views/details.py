"""The citizen's details page: how to be reached, with consent; and its withdrawal."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from crm import clock
from crm.customers import service as customers
from crm.customers.service import FactSource, Ground, Origin
from crm.db import transaction
from crm.pagelink.models import Conversation
from crm.web import LinkExpired, public
from crm.worksheets import queries, service
from crm.worksheets.forms import DetailsForm
from crm.worksheets.models import Worksheet
from crm.worksheets.views.blueprint import blueprint, subject_of

CONSENT_VERSION = "2569-2"
"""Of the words beside the consent box; they and this change together."""


@blueprint.get("/c/<token>/details")
@public
def details(token: str) -> Any:
    """The form; what was left before is said to be there, but not shown."""
    withheld = queries.is_name_withheld(_about(token))
    return _page(token, DetailsForm(withhold=withheld))


@blueprint.post("/c/<token>/details")
@public
def keep_details(token: str) -> Any:
    """Keep what the citizen left, with the consent that it rests on."""
    form = DetailsForm()
    if not form.validate():
        return _page(token, form, 400)
    with transaction():
        about = _about(token)
        service.withhold_name(about, form.withhold.data, by=None, now=clock.now())
        if form.told:
            _keep(about, form)
    flash(_("บันทึกแล้ว ขอบคุณ เจ้าหน้าที่จะใช้ข้อมูลนี้เพื่อดำเนินการเรื่องของท่านเท่านั้น"))
    return redirect(url_for(".details", token=token), code=303)


@blueprint.post("/c/<token>/details/withdraw")
@public
def withdraw_details(token: str) -> Any:
    """Take the consent back; what was kept on its ground is erased."""
    with transaction():
        person = service.reporter_of(_about(token), now=clock.now())
        customers.withdraw_consent(person, purpose=customers.CONTACT, now=clock.now())
    flash(_("ถอนความยินยอมแล้ว และลบข้อมูลที่ท่านกรอกไว้แล้ว"))
    return redirect(url_for(".details", token=token), code=303)


def _about(token: str) -> Worksheet | Conversation:
    """What the link is about; raises LinkExpired where its citizen was erased."""
    about = subject_of("details", token)
    if queries.is_reporter_erased(about):
        raise LinkExpired
    return about


def _keep(about: Worksheet | Conversation, form: DetailsForm) -> None:
    now = clock.now()
    person = service.reporter_of(about, now=now)
    account = queries.account_of(about, person.id)
    customers.give_consent(
        person,
        purpose=customers.CONTACT,
        text_version=CONSENT_VERSION,
        now=now,
        identity_id=account,
    )
    origin = Origin(FactSource.FORM, Ground.CONSENT, account)
    for kind, value in form.told.items():
        customers.add_fact(person, kind=kind, value=value, origin=origin, by=None, now=now)


def _page(token: str, form: DetailsForm, code: int = 200) -> Any:
    about = _about(token)
    page = render_template(
        "worksheets/details.html",
        token=token,
        form=form,
        has_consent=queries.has_left_details(about),
        version=CONSENT_VERSION,
    )
    return page, code
