"""The citizen's survey page: one question."""

from typing import Any

from flask import redirect, render_template, url_for

from crm import clock
from crm.db import transaction
from crm.web import public
from crm.worksheets import queries, service
from crm.worksheets.forms import SurveyForm
from crm.worksheets.views.blueprint import blueprint, case_of


@blueprint.get("/c/<token>/survey")
@public
def survey(token: str) -> Any:
    """The question, or thanks where it has been answered."""
    return _page(token, SurveyForm())


@blueprint.post("/c/<token>/survey")
@public
def answer_survey(token: str) -> Any:
    """Keep the answer."""
    form = SurveyForm()
    if not form.validate():
        return _page(token, form, 400)
    with transaction():
        sheet = case_of("survey", token)
        service.answer_survey(
            sheet, score=form.score.data, remark=form.remark.data or "", now=clock.now()
        )
    return redirect(url_for(".survey", token=token), code=303)


def _page(token: str, form: SurveyForm, code: int = 200) -> Any:
    sheet = case_of("survey", token)
    answered = queries.has_answered_survey(sheet)
    page = render_template(
        "worksheets/survey.html", token=token, sheet=sheet, form=form, is_answered=answered
    )
    return page, code
