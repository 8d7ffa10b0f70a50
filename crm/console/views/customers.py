"""The database of citizens: the list, and the card of one with all that was said and reported."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from crm import clock, web
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.forms import FACT_KINDS, FactForm
from crm.console.queries import people
from crm.console.queries.personal_copy import personal_copy
from crm.console.queries.timeline import timeline
from crm.console.views.blueprint import blueprint
from crm.customers import queries, service
from crm.customers.models import CustomerProposal
from crm.customers.service import FactKind, FactSource, Ground, Origin
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.pagelink.queries.restricted import may_read
from crm.worksheets import queries as cases


@blueprint.app_template_filter("fact_name")
def fact_name(kind: str) -> str:
    """What a kind of fact is called."""
    return str(FACT_KINDS[FactKind(kind)])


@blueprint.app_template_filter("of_person")
def of_person(value: str, kind: str) -> str:
    """What was read out of a text: as it stands for who may read the text whole, else masked."""
    return value if current_user.may_act_as(Role.AGENT) else queries.mask(kind, value)


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
        figures=people.figures_of(card.customer),
        pages=people.page_names(card.pages),
        talks=[
            talked
            for talked in people.conversations_of(card.customer)
            if may_read(talked.conversation, current_user)
        ],
        worksheets=[
            sheet
            for sheet in cases.of_customer(card.customer.id)
            if cases.may_see(sheet, current_user)
        ],
        happened=timeline(card.customer, user=current_user, limit=30),
        **_guesses(card.customer.id, card.proposals),
    )


@blueprint.get("/customers/<int:customer_id>/history")
def customer_history(customer_id: int) -> Any:
    """All that happened with a person, newest first, page by page."""
    person = queries.get_customer(customer_id)
    happened = timeline(person, request.args.get("cursor", ""), user=current_user)
    return render_template("console/customer_history.html", person=person, happened=happened)


@blueprint.get("/customers/<int:customer_id>/copy")
@requires(Role.SUPERVISOR)
def personal_data(customer_id: int) -> Any:
    """Everything that is kept of a person, for that person; the look is written down first."""
    with transaction():
        person = queries.get_customer(customer_id)
        facts = service.reveal_facts(person, by=current_user, now=clock.now())
        told = personal_copy(person, facts)
    answer = jsonify(told)
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{person.id}.json"'
    return answer


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
def accept_about_person(customer_id: int, proposal_id: int) -> Any:
    """Two records are one person (it can be undone), or what was read is kept as known."""
    with transaction():
        proposal = queries.get_proposal(proposal_id)
        service.accept_proposal(proposal, by=current_user, now=clock.now())
        is_fact = proposal.kind == service.FACT
    flash(_("บันทึกข้อมูลแล้ว") if is_fact else _("รวมข้อมูลผู้ใช้บริการแล้ว เลิกทำได้จากหน้านี้"))
    return _back_to(customer_id)


@blueprint.post("/customers/<int:customer_id>/proposals/<int:proposal_id>/refuse")
@requires(Role.AGENT)
def refuse_about_person(customer_id: int, proposal_id: int) -> Any:
    """They are two people, or it isn't so; it won't be proposed again."""
    with transaction():
        proposal = queries.get_proposal(proposal_id)
        service.refuse_proposal(proposal, by=current_user, now=clock.now())
    return _back_to(customer_id)


@blueprint.post("/customers/<int:customer_id>/merges/<int:merge_id>/undo")
@requires(Role.AGENT)
def undo_merge(customer_id: int, merge_id: int) -> Any:
    """Part two records again, exactly as they were."""
    with transaction():
        service.unmerge(queries.get_merge(merge_id), by=current_user, now=clock.now())
    flash(_("แยกข้อมูลผู้ใช้บริการแล้ว"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


@blueprint.post("/customers/<int:customer_id>/accounts/<int:identity_id>/part")
@requires(Role.AGENT)
def part_account(customer_id: int, identity_id: int) -> Any:
    """Give an account that was linked by its number a record of its own."""
    with transaction():
        account = queries.get_identity(identity_id)
        service.part(account, by=current_user, now=clock.now())
    flash(_("แยกบัญชีเป็นผู้ใช้บริการอีกรายแล้ว รวมกลับได้จากข้อเสนอด้านล่าง"))
    return redirect(url_for("console.customer", customer_id=customer_id), code=303)


def _back_to(customer_id: int) -> Any:
    """Where the button was: the card, or the conversation beside which the guess stood."""
    return redirect(web.back_to(url_for("console.customer", customer_id=customer_id)), code=303)


def _guesses(customer_id: int, proposals: list[CustomerProposal]) -> dict[str, Any]:
    """What is guessed of a person, told apart, with the other records that it names."""
    pairs = [each for each in proposals if each.kind == service.SAME_PERSON]
    told = [each for each in proposals if each.kind == service.FACT]
    others = {
        guess.id: guess.other_customer_id if guess.customer_id == customer_id else guess.customer_id
        for guess in pairs
    }
    named = people.named_customers([id_ for id_ in others.values() if id_])
    return {
        "pairs": [(guess, named[id_]) for guess in pairs if (id_ := others[guess.id]) in named],
        "told": told,
        "stands_in": people.conversations_of_messages([each.message_id for each in told]),
    }


def _reveal(customer_id: int) -> dict[int, str]:
    """The facts unmasked, if the access log could be written; else none."""
    try:
        with transaction():
            person = queries.get_customer(customer_id)
            facts = service.reveal_facts(person, by=current_user, now=clock.now())
            return {fact.id: fact.value for fact in facts}
    except SQLAlchemyError:
        return {}
