"""What an open console asks again and again: has anything changed, and what of it is shown."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template, request

from crm import clock
from crm.console.checking import NOTHING
from crm.console.views.beside import here_mark, whole_mark
from crm.console.views.blueprint import blueprint
from crm.console.views.inbox import talk_panes
from crm.console.views.listing import current_view, held_by_menus, rows_pane
from crm.console.views.quiet import NEWS
from crm.console.views.restricted import opened
from crm.pagelink.queries.writing import Pulse, pulse
from crm.worksheets.queries import Marks

NOTHING_TYPED = {
    "text": "",
    "refused": "",
    "draft_saved_at": None,
    "checked": NOTHING,
    "said_yes": "",
}


@blueprint.get(NEWS)
def news() -> Any:
    """Nothing (an empty answer) while all is as the console has it; `Quiet` repeats it.

    Not 204: waitress ends the connection with one, and to make a new one every two seconds costs
    more than to answer.

    Else the list, and the open conversation too if that has changed; the console puts each part
    in the place of the old one, but for what somebody is typing into.
    """
    now = clock.now()
    beat = pulse(now)
    if whole_mark(beat, now) == request.args.get("whole"):
        return ""
    number = request.args.get("opened", type=int)
    rows = rows_pane(current_view(), beat, request.args.get("cursor", ""), number)
    panes = _opened(number, beat, now, rows["marks"])
    return render_template("console/_news.html", whole=whole_mark(beat, now), **rows, **panes)


def _opened(
    conversation_id: int | None, beat: Pulse, now: datetime, marks: Mapping[int, Marks]
) -> dict[str, Any]:
    """The panes of the open conversation, or only its mark where nothing of it has changed."""
    if conversation_id is None:
        return {"conversation": None, "here": ""}
    found = opened(conversation_id)
    here = here_mark(found, beat, now)
    if here == request.args.get("here"):
        return {"conversation": None, "here": here}
    panes = talk_panes(found, beat, now, marks)
    return {**panes, **held_by_menus(), "here": here, **NOTHING_TYPED}
