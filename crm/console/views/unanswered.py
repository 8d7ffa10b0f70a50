"""The supervisor's look at what isn't answered yet, by age and by whose it is."""

from typing import Any

from flask import render_template

from crm import clock
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console.queries.unanswered import AGES, unanswered
from crm.console.views.blueprint import blueprint


@blueprint.get("/inbox/unanswered")
@requires(Role.SUPERVISOR)
def not_answered() -> Any:
    """A line a person and one for nobody's; each number of all leads to the list."""
    lines = unanswered(clock.now())
    totals = [sum(column) for column in zip(*(line.by_age for line in lines), strict=True)]
    return render_template("console/unanswered.html", lines=lines, totals=totals, ages=AGES)
