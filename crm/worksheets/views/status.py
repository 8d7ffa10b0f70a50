"""The citizen's status page: progress in plain words, one more photo, "not fixed yet"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, send_from_directory, url_for
from flask_babel import gettext as _

from crm import clock
from crm.db import transaction
from crm.web import public
from crm.worksheets import queries, service
from crm.worksheets.forms import NotFixedForm, PhotoForm
from crm.worksheets.models import Stage, Worksheet
from crm.worksheets.views.blueprint import blueprint, case_of
from crm.worksheets.views.photos import photos_folder
from crm.worksheets.wording import STAGE_TEXTS


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the progress, in the citizen's words."""

    sentence: str
    at: datetime


@blueprint.get("/c/<token>/status")
@public
def status(token: str) -> Any:
    """How far the citizen's case is."""
    return _page(token, case_of("status", token), PhotoForm(), NotFixedForm())


@blueprint.post("/c/<token>/status/photo")
@public
def add_photo(token: str) -> Any:
    """Take in one more photo of the place."""
    form = PhotoForm()
    sheet = case_of("status", token)
    if not form.validate():
        return _page(token, sheet, form, NotFixedForm(formdata=None), 400)
    picture = service.redraw(form.photo.data.read(service.LARGEST_FILE + 1))
    with transaction():
        sheet = case_of("status", token)
        service.add_photo(sheet, picture, folder=photos_folder(), by=None, now=clock.now())
    flash(_("ได้รับภาพแล้ว ขอบคุณที่ส่งข้อมูลเพิ่มเติม"))
    return redirect(url_for(".status", token=token), code=303)


@blueprint.get("/c/<token>/status/photo/<int:photo_id>")
@public
def result_photo(token: str, photo_id: int) -> Any:
    """A photo that was told with the result; the other photos of a case are the staff's only."""
    photo = queries.get_told_photo(case_of("status", token), photo_id)
    return send_from_directory(photos_folder(), photo.file_name, mimetype=photo.content_type)


@blueprint.post("/c/<token>/status/not-fixed")
@public
def not_fixed(token: str) -> Any:
    """The citizen says ยังไม่เรียบร้อย."""
    form = NotFixedForm()
    sheet = case_of("status", token)
    if not form.validate():
        return _page(token, sheet, PhotoForm(formdata=None), form, 400)
    with transaction():
        sheet = case_of("status", token)
        service.reopen_by_citizen(sheet, note=form.remark.data or "", now=clock.now())
    flash(_("รับทราบแล้วว่ายังไม่เรียบร้อย เจ้าหน้าที่จะตรวจสอบเรื่องเดิมต่อ ไม่ต้องแจ้งใหม่"))
    return redirect(url_for(".status", token=token), code=303)


def _page(
    token: str, sheet: Worksheet, photo_form: PhotoForm, remark_form: NotFixedForm, code: int = 200
) -> Any:
    lead = queries.lead_of(sheet)
    page = render_template(
        "worksheets/status.html",
        token=token,
        sheet=sheet,
        lead=lead,
        stage_text=STAGE_TEXTS[Stage(lead.stage)],
        steps=_steps(lead),
        photos=queries.told_photos(sheet),
        photo_form=photo_form,
        remark_form=remark_form,
        is_finished=lead.stage == Stage.RESULT_TOLD or lead.closed_at is not None,
    )
    return page, code


def _steps(lead: Worksheet) -> list[Step]:
    """Every stage that was reached, in the order of time."""
    steps = [
        Step(STAGE_TEXTS[Stage(event.new)], event.at)
        for event in queries.stage_history(lead)
        if event.kind != "opened" and event.new
    ]
    return [Step(STAGE_TEXTS[Stage.RECEIVED], lead.opened_at), *steps]
