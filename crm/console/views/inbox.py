"""The inbox: the list of who waits, and one conversation beside it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth.models import Role
from crm.console import checking
from crm.console.canned import filled
from crm.console.checking import Checked
from crm.console.queries import talk
from crm.console.queries.author import Author, author_of
from crm.console.queries.guesses import guesses_of
from crm.console.queries.talk import Thread
from crm.console.reasons import DEALT_WITH, HIDING_REASONS, NEEDS_NONE_REASONS
from crm.console.views.beside import beside, here_mark, whole_mark
from crm.console.views.blueprint import blueprint
from crm.console.views.listing import current_view, filter_choices, held_by_menus, list_pane
from crm.console.views.restricted import opened
from crm.pagelink import channels
from crm.pagelink.channels import Rung
from crm.pagelink.models import Conversation, Message, ReplyState
from crm.pagelink.outbox.approving import must_be_approved
from crm.pagelink.queries.restricted import may_read
from crm.pagelink.queries.writing import Pulse, find_draft, pulse
from crm.web import is_fragment
from crm.worksheets import queries as cases
from crm.worksheets.models import Tag, TagKind, Worksheet
from crm.worksheets.queries import Marks


@blueprint.get("/inbox")
def inbox() -> Any:
    """The list, with nothing opened."""
    now = clock.now()
    beat = pulse(now)
    marks = {"whole": whole_mark(beat, now), "here": ""}
    return render_template("console/inbox.html", **list_pane(current_view(), beat), **marks)


@blueprint.get("/inbox/filter")
def narrowing() -> Any:
    """What the list can be narrowed by, unfolded above it or on a page of its own."""
    page = "console/_filter.html" if is_fragment() else "console/filter.html"
    return render_template(page, view=current_view(), **filter_choices(held_by_menus()))


@blueprint.get("/inbox/<int:conversation_id>")
def conversation(conversation_id: int) -> Any:
    """One conversation beside the list: what was said, the composer, the person and the cases."""
    found = opened(conversation_id)
    return show_conversation(found, text=_canned(found))


def _canned(found: Conversation) -> str:
    """The canned reply that a link of the composer asks for, where no script fetches it."""
    chosen = request.args.get("canned", "")
    if not chosen or not current_user.may_act_as(Role.AGENT):
        return ""
    target = talk.get_message(found, request.args.get("target", 0, type=int))
    return filled(found, target, chosen, request.args.get("route", "")).text


def show_conversation(
    found: Conversation, *, text: str = "", refused: str = "", choice: bool = False
) -> Any:
    """The page of a conversation; without the list for js/console/open.js, where one stands.

    `refused` says why the `text` could not be sent; `choice`: something came or somebody writes
    that its writer didn't know of.
    """
    now = clock.now()
    beat = pulse(now)
    listed = _beside_a_list() or list_pane(current_view(), beat, opened=found.id)
    draft = None if text else find_draft(found, current_user)
    written = draft.text if draft else text
    panes = talk_panes(found, beat, now, listed.get("marks"), choice=choice)
    page = render_template(
        "console/conversation.html" if "lines" in listed else "console/_opened.html",
        **listed,
        **panes,
        whole=whole_mark(beat, now),
        here=here_mark(found, beat, now),
        text=written,
        checked=_checked(panes["target"], written, panes["route"], now),
        said_yes=request.form.get("yes", ""),
        draft_saved_at=draft.saved_at if draft else None,
        refused=refused,
    )
    return page, 409 if choice else 400 if refused else 200


def _beside_a_list() -> dict[str, Any]:
    """What the panes of a conversation need where the list stands; empty where it doesn't."""
    if "X-Console" not in request.headers:
        return {}
    return {"view": current_view(), "cursor": "", **held_by_menus()}


def talk_panes(
    found: Conversation,
    beat: Pulse,
    now: datetime,
    marks: Mapping[int, Marks] | None = None,
    *,
    choice: bool = False,
) -> dict[str, Any]:
    """What the middle and the right pane show of one conversation.

    `marks` are its tags and cases where the list beside it has read them already.
    """
    said = talk.thread(found, whole="whole" in request.args)
    target = _target(said)
    return {
        **_talk_pane(found, said, target),
        **_side_pane(found, said, target, marks or cases.marks_of([found.id])),
        **beside(found, said, beat, choice=choice),
        "dealt_with": DEALT_WITH,
        "must_be_approved": must_be_approved(found, current_user),
    }


def _target(said: Thread) -> Message | None:
    """The message to answer: the one asked for, else the newest open one, else the newest."""
    wanted = request.values.get("target", type=int)
    named_one = [
        entry.message for entry in said.entries if entry.message and entry.message.id == wanted
    ]
    if named_one:
        return named_one[0]
    return said.open_messages[-1] if said.open_messages else said.last_inbound


def _checked(target: Message | None, text: str, route: str, now: datetime) -> Checked:
    return checking.check(target, text, route, now=now) if target else checking.NOTHING


def _talk_pane(found: Conversation, said: Thread, target: Message | None) -> dict[str, Any]:
    channel, now = channels.get(found.page.channel), clock.now()
    rungs = channel.rungs(found, target, now, by_software=False) if target else []
    route = request.values.get("route") or (rungs[0].route if rungs else "")
    return {
        "conversation": found,
        "thread": said,
        "ways": _other_ways(found, said),
        "wishes": said.wishes,
        "hiding_reasons": HIDING_REASONS,
        "name": (target.author_name if target else None) or _("ไม่ทราบชื่อ"),
        "target": target,
        "rungs": rungs,
        "closed_rungs": channel.closed(found, target, now) if target else [],
        "route": route,
        "once": secrets.token_urlsafe(12),
    }


def _other_ways(found: Conversation, said: Thread) -> dict[int, list[Rung]]:
    """For each reply that failed, the routes still open but for the one that it took."""
    channel, now = channels.get(found.page.channel), clock.now()
    failed = [
        entry.reply
        for entry in said.entries
        if entry.reply and entry.reply.state == ReplyState.FAILED
    ]
    return {
        reply.id: [
            rung
            for rung in channel.rungs(found, reply.target, now, by_software=reply.is_by_software)
            if rung.route != reply.route
        ]
        for reply in failed
    }


def _side_pane(
    found: Conversation, said: Thread, target: Message | None, known: Mapping[int, Marks]
) -> dict[str, Any]:
    marks = known[found.id]
    guessed = guesses_of(found)
    guesses = [
        guess
        for guess in guessed.proposals
        if guess.worksheet is None or cases.may_see(guess.worksheet, current_user)
    ]
    likely = [*marks.tags, *(guess.tag for guess in guesses if guess.tag)]
    return {
        "reasons": NEEDS_NONE_REASONS,
        "danger": next(
            (guess for guess in guesses if guess.tag and guess.tag.slug == "urgent"), None
        ),
        "guesses": [guess for guess in guesses if not (guess.tag and guess.tag.slug == "urgent")],
        "contacts": cases.contacts() if found.urgent else [],
        "escalations": cases.escalations_of(found.id) if found.urgent else [],
        "place_guess": guessed.place,
        "tags": marks.tags,
        "worksheets": marks.worksheets,
        "stands_in": {},
        **_person(author_of(target), found, marks.worksheets),
        "suggested_title": _first_words(target),
        "suggested_category": _first(likely, TagKind.CATEGORY),
        "suggested_topic": _first(likely, TagKind.TOPIC),
        "suggested_place": guessed.place.words if guessed.place else "",
    }


def _person(
    author: Author | None, found: Conversation, here: Sequence[Worksheet]
) -> dict[str, Any]:
    """Who wrote, and their other cases and conversations as far as one may read them."""
    if author is None:
        return {"person": None, "told": [], "earlier_cases": [], "earlier_talks": []}
    return {
        "person": author.customer,
        "told": author.told,
        "earlier_cases": [
            sheet
            for sheet in author.worksheets
            if sheet not in here and cases.may_see(sheet, current_user)
        ],
        "earlier_talks": [
            said
            for said in author.said
            if said.conversation_id != found.id and may_read(said.conversation, current_user)
        ],
    }


def _first(tags: Sequence[Tag], kind: TagKind) -> int | None:
    """What was accepted comes before what is only guessed."""
    return next((tag.id for tag in tags if tag.kind == kind), None)


def _first_words(message: Message | None) -> str:
    """The beginning of a message as a first title, on one line."""
    return " ".join(message.text.split())[:80] if message else ""
