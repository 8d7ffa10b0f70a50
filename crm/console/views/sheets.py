"""Worksheets: the list, the queue of what is to be filed, and one case from receipt to result."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from crm import clock
from crm.auth import queries as staff
from crm.console import telling
from crm.console.queries import choices
from crm.console.views.blueprint import blueprint
from crm.errors import NotAllowed
from crm.pagelink.queries import lookup
from crm.web import settings
from crm.worksheets import filing as city_system
from crm.worksheets import queries, wording
from crm.worksheets.links import citizen_links
from crm.worksheets.models import Stage, TagKind, Worksheet


@blueprint.get("/worksheets")
def worksheets() -> Any:
    """The cases, newest first, under a filter that the address holds."""
    wanted = _wanted()
    found = queries.worksheets(wanted, request.args.get("cursor"), user=current_user)
    return render_template(
        "console/worksheets.html",
        found=found,
        wanted=wanted,
        state=request.args.get("state", ""),
        address={key: value for key, value in request.args.items() if key != "cursor"},
        stages=list(Stage),
        topics=queries.tags(TagKind.TOPIC),
        pages=lookup.pages(),
    )


@blueprint.get("/worksheets/filing")
def filing() -> Any:
    """What waits to be filed in the city's system, each with the block to copy into it."""
    sheets = queries.filing_queue()
    visible = [sheet for sheet in sheets if queries.may_see(sheet, current_user)]
    blocks = {sheet.id: city_system.copy_block(sheet) for sheet in visible}
    names = {page.id: page.filing_system for page in lookup.pages()}
    return render_template("console/filing.html", sheets=visible, blocks=blocks, systems=names)


@blueprint.get("/worksheets/untellable")
def untellable() -> Any:
    """Cases whose result can't be told over the Page any more (แจ้งผลทางเพจไม่ได้)."""
    sheets = [s for s in queries.untellable(clock.now()) if queries.may_see(s, current_user)]
    return render_template("console/untellable.html", sheets=sheets)


@blueprint.get("/worksheets/<number>")
def worksheet(number: str) -> Any:
    """One case: its number, place, agency, what was said, whom to tell, and its history."""
    sheet, now = get_visible(number), clock.now()
    case = telling.Case(sheet, citizen_links(sheet), settings().timezone)
    return render_template(
        "console/worksheet.html",
        sheet=sheet,
        stages=list(Stage),
        wording=wording,
        messages=queries.messages_of(sheet),
        events=(events := queries.history(sheet)),
        number_queued=any(event.kind == "number_queued" for event in events),
        system=telling.filing_system(sheet),
        block=city_system.copy_block(sheet),
        numbers_to_tell=telling.plan(case, "number", now=now),
        results_to_tell=telling.plan(case, "result", now=now),
        suggested=queries.suggest_agencies(sheet.topics, sheet.district),
        agencies=queries.agencies(),
        agents=staff.agents(),
        links=case.links,
        place=telling.place_of(sheet),
        twins=queries.twins_of(sheet),
        place_guess=choices.place_guess_of_case(sheet),
    )


def get_visible(number: str) -> Worksheet:
    """The case with this number, if this person may see it."""
    sheet = queries.get_by_number(number)
    if not queries.may_see(sheet, current_user):
        raise NotAllowed
    return sheet


def _wanted() -> queries.WorksheetFilter:
    stage = request.args.get("stage")
    state = {"closed": True, "all": None}.get(request.args.get("state", ""), False)
    return queries.WorksheetFilter(
        page_id=request.args.get("page", type=int),
        stage=stage if stage in list(Stage) else None,
        topic_id=request.args.get("topic", type=int),
        assignee_id=current_user.id if request.args.get("mine") else None,
        district=request.args.get("district") or None,
        urgent=True if request.args.get("urgent") else None,
        closed=state,
    )
