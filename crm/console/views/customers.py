"""The database of citizens: the list, and the card of one with all that was said and reported."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.forms import FactForm
from crm.console.queries import people
from crm.console.views.blueprint import blueprint
from crm.customers import queries, service
from crm.customers.service import FactSource, Ground, Origin
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.worksheets import queries as cases


@blueprint.get("/customers")
def customers() -> Any:
    """People by name, whom we heard from last first."""
    words = request.args.get("q", "").strip()
    found = people.people(words, request.args.get("cursor", ""))
    return render_template("console/customers.html", found=found, words=words)


@blueprint.get("/customers/<int:customer_id>")
def customer(customer_id: int) -> Any:
    """A person's card; what is known stays masked until an agent asks for it."""
    revealed = _reveal(customer_id) if "show" in request.args else {}
    card = queries.card(customer_id)
    return render_template(
        "console/customer.html",
        form=FactForm(),
        person=card.customer,
        card=card,
        revealed=revealed,
        talks=people.conversations_of(card.customer),
        worksheets=[
            sheet
            for sheet in people.worksheets_of(card.customer)
            if cases.may_see(sheet, current_user)
        ],
    )


@blueprint.post("/customers/<int:customer_id>/facts")
@requires(Role.AGENT)
def add_fact(customer_id: int) -> Any:
    """Keep something that the person told a member of staff."""
    form = FactForm()
    if not form.validate():
        raise CrmError(N_("กรุณาเลือกชนิดข้อมูลและฐานทางกฎหมาย"))
    with transaction():
        service.add_fact(
            queries.get_customer(customer_id),
            kind=form.kind.data,
            value=form.value.data or "",
            origin=Origin(FactSource.STAFF, Ground(form.ground.data)),
            by=current_user,
            now=clock.now(),
        )
    flash(_("บันทึกข้อมูลแล้ว"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


@blueprint.post("/customers/<int:customer_id>/proposals/<int:proposal_id>/accept")
@requires(Role.AGENT)
def accept_same_person(customer_id: int, proposal_id: int) -> Any:
    """Two records are one person; it can be undone."""
    with transaction():
        proposal = queries.get_proposal(proposal_id)
        service.accept_proposal(proposal, by=current_user, now=clock.now())
    flash(_("รวมข้อมูลผู้ใช้บริการแล้ว เลิกทำได้จากหน้านี้"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


@blueprint.post("/customers/<int:customer_id>/proposals/<int:proposal_id>/refuse")
@requires(Role.AGENT)
def refuse_same_person(customer_id: int, proposal_id: int) -> Any:
    """They are two people."""
    with transaction():
        proposal = queries.get_proposal(proposal_id)
        service.refuse_proposal(proposal, by=current_user, now=clock.now())
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


@blueprint.post("/customers/<int:customer_id>/merges/<int:merge_id>/undo")
@requires(Role.AGENT)
def undo_merge(customer_id: int, merge_id: int) -> Any:
    """Part two records again, exactly as they were."""
    with transaction():
        service.unmerge(queries.get_merge(merge_id), by=current_user, now=clock.now())
    flash(_("แยกข้อมูลผู้ใช้บริการแล้ว"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


def _reveal(customer_id: int) -> dict[int, str]:
    """The facts unmasked, if the access log could be written; else none."""
    try:
        with transaction():
            person = queries.get_customer(customer_id)
            facts = service.reveal_facts(person, by=current_user, now=clock.now())
            return {fact.id: fact.value for fact in facts}
    except SQLAlchemyError:
        return {}
