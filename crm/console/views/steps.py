"""The steps of a case: opened, filed, numbered, told, placed, closed, taken up again."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from crm import clock
from crm.auth import queries as staff
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.console import placing, telling
from crm.console.queries import talk
from crm.console.views.blueprint import blueprint
from crm.console.views.chosen import one_of
from crm.console.views.marks import back_to_conversation
from crm.console.views.sheets import get_visible
from crm.console.views.undo import flash_undoable
from crm.db import transaction
from crm.pagelink.models import Conversation
from crm.web import settings
from crm.worksheets import queries, service
from crm.worksheets.links import citizen_links
from crm.worksheets.models import Outcome, ReplyPurpose, ToldHow, Worksheet


@blueprint.post("/inbox/<int:conversation_id>/worksheet")
@requires(Role.AGENT)
def open_worksheet(conversation_id: int) -> Any:
    """Open a case on what was said, with the place that was read out of it."""
    with transaction():
        found = talk.get_conversation(conversation_id)
        once = request.form.get("once", "")
        sheet = queries.find_opened_with(once) or _open(found, once or None)
        number, at = sheet.number, sheet.opened_at
    flash_undoable(_("เปิดใบงาน %(number)s แล้ว", number=number), at)
    return back_to_conversation(conversation_id, _anchor="cases")


@blueprint.post("/worksheets/<number>/file")
@requires(Role.AGENT)
def file_worksheet(number: str) -> Any:
    """Keep the number that the city's system gave, and send it at once if that was asked for."""
    with transaction():
        sheet = get_visible(number)
        mis_number = request.form.get("mis_number", "")
        service.file_in_mis(sheet, mis_number, by=current_user, now=clock.now())
    flash(_("บันทึกเลข %(number)s แล้ว", number=mis_number.strip()))
    return _sent(number) if request.form.get("then") == "send" else _back(number)


@blueprint.post("/worksheets/<number>/own-number")
@requires(Role.AGENT)
def own_number(number: str) -> Any:
    """Make a number here, and send it at once if that was asked for."""
    with transaction():
        service.give_own_number(get_visible(number), by=current_user, now=clock.now())
    flash(_("ออกเลขที่รับแจ้งแล้ว"))
    return _sent(number) if request.form.get("send") else _back(number)


@blueprint.post("/worksheets/<number>/send-number")
@requires(Role.AGENT)
def send_number(number: str) -> Any:
    """Queue the number for every citizen on the case."""
    return _sent(number)


@blueprint.post("/worksheets/<number>/send-result")
@requires(Role.AGENT)
def send_result(number: str) -> Any:
    """Queue the result for every citizen on the case who can still be reached."""
    result = request.form.get("result", "")
    fresh = _redrawn()
    with transaction():
        sheet = get_visible(number)
        left_out = telling.tell(
            case_of(sheet),
            ReplyPurpose.RESULT,
            by=current_user,
            now=clock.now(),
            result=result,
            pictures=_chosen_pictures(sheet, fresh),
        )
    _say_queued(_("กำลังส่งผลการดำเนินการ"), left_out)
    return _back(number)


@blueprint.post("/worksheets/<number>/told")
@requires(Role.AGENT)
def told(number: str) -> Any:
    """Keep that the result was told by telephone or in another way: by whom and when."""
    with transaction():
        service.tell_otherwise(
            get_visible(number),
            how=one_of(ToldHow, "told_how"),
            result=request.form.get("result", ""),
            by=current_user,
            now=clock.now(),
        )
    flash(_("บันทึกว่าแจ้งผลแล้ว"))
    return _back(number)


@blueprint.post("/worksheets/<number>/assign")
@requires(Role.AGENT)
def assign_worksheet(number: str) -> Any:
    """Make somebody responsible for the case, or nobody."""
    chosen = request.form.get("to", type=int)
    with transaction():
        to = staff.get_user(chosen) if chosen else None
        service.assign(get_visible(number), to=to, by=current_user, now=clock.now())
    return _back(number)


@blueprint.post("/worksheets/<number>/close")
@requires(Role.AGENT)
def close(number: str) -> Any:
    """End the case with its outcome."""
    now = clock.now()
    with transaction():
        service.close(
            get_visible(number),
            one_of(Outcome, "outcome"),
            reason=request.form.get("reason", ""),
            by=current_user,
            now=now,
        )
    flash_undoable(_("บันทึกผลสรุปแล้ว"), now)
    return _back(number)


@blueprint.post("/worksheets/<number>/reopen")
@requires(Role.AGENT)
def reopen(number: str) -> Any:
    """Take the case up again, under the same numbers."""
    with transaction():
        note = request.form.get("note", "")
        service.reopen(get_visible(number), note=note, by=current_user, now=clock.now())
    flash(_("เปิดเรื่องต่อแล้ว"))
    return _back(number)


@blueprint.post("/worksheets/<number>/merge")
@requires(Role.AGENT)
def merge(number: str) -> Any:
    """Join the case to the one that goes on."""
    with transaction():
        into = get_visible(request.form.get("into", ""))
        service.merge_duplicate(get_visible(number), into=into, by=current_user, now=clock.now())
    flash(_("รวมเรื่องแล้ว ผลจะแจ้งถึงผู้แจ้งทุกคน"))
    return _back(number)


@blueprint.post("/worksheets/<number>/tell-apart")
@requires(Role.AGENT)
def tell_apart(number: str) -> Any:
    """Remember that another case is not about the same problem."""
    with transaction():
        other = get_visible(request.form.get("other", ""))
        service.refuse_twin(get_visible(number), other, by=current_user, now=clock.now())
    flash(_("จำไว้แล้วว่าเป็นคนละเรื่อง"))
    return _back(number)


@blueprint.post("/worksheets/<number>/split")
@requires(Role.AGENT)
def split(number: str) -> Any:
    """Undo a merge."""
    with transaction():
        service.split_duplicate(get_visible(number), by=current_user, now=clock.now())
    flash(_("แยกเรื่องแล้ว"))
    return _back(number)


def case_of(sheet: Worksheet) -> telling.Case:
    """The case with the citizens' links, which only a view can make."""
    return telling.Case(sheet, citizen_links(sheet), settings().timezone)


def _redrawn() -> list[bytes]:
    """The new photos of the form."""
    uploads = [upload for upload in request.files.getlist("new_photo") if upload.filename]
    return [service.redraw(upload.read(service.LARGEST_FILE + 1)) for upload in uploads]


def _chosen_pictures(sheet: Worksheet, fresh: list[bytes]) -> telling.Pictures:
    """The photos of the case that were chosen and the new ones, the citizen's first."""
    folder, now = settings().data_dir / service.PHOTOS, clock.now()
    chosen = dict.fromkeys(request.form.getlist("photo", type=int))
    photos = [queries.get_photo_of(sheet, photo_id) for photo_id in chosen]
    photos += [
        service.add_photo(sheet, picture, folder=folder, by=current_user, now=now)
        for picture in fresh
    ]
    photos.sort(key=lambda photo: (not photo.by_citizen, photo.id))
    return telling.Pictures(photos, service.picture_of(photos, folder=folder))


def _sent(number: str) -> Any:
    """Queue the number and go back to where the button was pressed."""
    with transaction():
        case = case_of(get_visible(number))
        left_out = telling.tell(case, ReplyPurpose.NUMBER, by=current_user, now=clock.now())
    _say_queued(_("กำลังส่งเลขที่รับแจ้งให้ประชาชน"), left_out)
    return _back(number)


def _say_queued(sentence: str, left_out: list[telling.Telling]) -> None:
    flash(sentence)
    if left_out:
        words = _("แจ้งทางเพจไม่ได้ %(n)s คน กรุณาแจ้งทางโทรศัพท์หรือช่องทางอื่น", n=len(left_out))
        flash(words, "warning")


def _back(number: str) -> Any:
    """The conversation or the queue that the button stood on, else the case's own page."""
    back = request.args.get("back", "")
    if back == "filing":
        return redirect(url_for("console.filing"), code=303)
    if back.isascii() and back.isdigit():
        return redirect(url_for("console.conversation", conversation_id=int(back)), code=303)
    return redirect(url_for("console.worksheet", number=number), code=303)


def _open(found: Conversation, once: str | None) -> Worksheet:
    now = clock.now()
    sheet = service.open_worksheet(
        found,
        category=_chosen_tag("category"),
        topics=queries.get_tags(request.form.getlist("topic", type=int)),
        title=request.form.get("title", ""),
        urgent=request.form.get("urgent") == "1",
        by=current_user,
        now=now,
    )
    sheet.opened_with = once
    placing.start_with_guess(sheet, found, request.form.get("place", ""), current_user, now)
    return sheet


def _chosen_tag(name: str) -> Any:
    chosen = request.form.get(name, type=int)
    return queries.get_tags([chosen])[0] if chosen else None
