"""The page behind a citizen's signed link: tap on the map where the problem is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from crm import clock, languages, web
from crm.db import db, transaction
from crm.maps import queries, service
from crm.maps.forms import DistrictForm, PinForm
from crm.maps.reading.gazetteer import Area
from crm.maps.views.blueprint import (
    attribution,
    blueprint,
    district_named,
    district_polygons,
    names_in_view,
)
from crm.pagelink.models import Conversation
from crm.worksheets.models import Worksheet
from crm.worksheets.service import Place
from crm.worksheets.views.blueprint import word

LINK_DAYS = 90


@dataclass(frozen=True)
class Subject:
    """What a pin link is about: where it is as far as known, and how to keep a pin for it."""

    known: tuple[float, float] | None
    is_pinned: bool
    keep: Callable[..., Place]


@blueprint.get("/c/<token>/pin")
@web.public
def pin(token: str) -> Any:
    """The page on which a citizen shows where the problem is."""
    return _page(token, PinForm(formdata=None), DistrictForm(formdata=None)), 200


@blueprint.get("/c/<token>/districts.json")
@web.public
def pin_districts(token: str) -> Any:
    """The polygons of the districts, for whom holds a pin link."""
    _subject(token)
    return district_polygons()


@blueprint.get("/c/<token>/names.json")
@web.public
def pin_names(token: str) -> Any:
    """The named places in view, for whom holds a pin link."""
    _subject(token)
    return names_in_view()


@blueprint.post("/c/<token>/pin")
@web.public
def drop_pin(token: str) -> Any:
    """Keep the pin, or the district where the map didn't work."""
    subject = _subject(token)
    by_district = "district" in request.form
    form: PinForm | DistrictForm = DistrictForm() if by_district else PinForm()
    if not form.validate():
        flash(_("ยังไม่ได้เลือกตำแหน่ง กรุณาแตะบนแผนที่หรือเลือกพื้นที่ แล้วส่งใหม่"), "error")
        return _page(token, PinForm(formdata=None), DistrictForm(formdata=None)), 400
    with transaction():
        place = subject.keep(form.pin, now=clock.now())
        sentence = _thanks(place)
    flash(sentence, "success")
    return redirect(url_for(".pin", token=token), code=303)


def _page(token: str, pin_form: PinForm, district_form: DistrictForm) -> str:
    subject = _subject(token)
    return render_template(
        "maps/pin.html",
        token=token,
        known=subject.known,
        is_pinned=subject.is_pinned,
        city_centre=queries.centre(),
        pin_form=pin_form,
        district_form=district_form,
        tile_url=web.settings().tile_url,
        attribution=attribution(),
    )


def _subject(token: str) -> Subject:
    kind, _colon, number = web.read_token("pin", token, days=LINK_DAYS).partition(":")
    if kind == "ws" and (sheet := db.session.get(Worksheet, int(number))):
        return _of_worksheet(sheet)
    if kind == "conv" and (conversation := db.session.get(Conversation, int(number))):
        return _of_conversation(conversation)
    raise service.NothingToPin


def _of_worksheet(sheet: Worksheet) -> Subject:
    def keep(given: service.Pin, **when: Any) -> Place:
        return service.pin_worksheet(sheet, given, **when)

    return Subject(_point(sheet), sheet.place_source == "pin", keep)


def _of_conversation(conversation: Conversation) -> Subject:
    def keep(given: service.Pin, **when: Any) -> Place:
        return service.pin_conversation(conversation, given, **when)

    guess = queries.find_guess(conversation)
    is_pinned = guess is not None and guess.state == "accepted"
    return Subject(_point(guess) if guess else None, is_pinned, keep)


def _point(place: Any) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _thanks(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        where = _area("district", district_named(place.district or ""))
        return str(_("ได้รับแล้วว่าอยู่ใน%(district)s ขอบคุณที่แจ้ง", district=where))
    areas = queries.areas_at(place.latitude, place.longitude)
    if areas is None:
        return str(_("ได้รับตำแหน่งแล้ว แต่จุดนี้อยู่นอกพื้นที่ที่ศูนย์ฯ ดูแล หากปักผิดให้เลื่อนหมุดแล้วส่งใหม่"))
    return str(
        _(
            "ได้รับตำแหน่งแล้ว อยู่ใน%(subdistrict)s %(district)s ขอบคุณที่ช่วยชี้จุดให้เจ้าหน้าที่",
            subdistrict=_area("subdistrict", _name(areas.subdistrict)),
            district=_area("district", _name(areas.district)),
        )
    )


def _area(kind: str, name: str) -> str:
    """เขตดินแดง without a space; in English the word follows the name."""
    return word(kind) + name if languages.is_thai() else f"{name} {word(kind)}"


def _name(area: Area) -> str:
    return area.name_th if languages.is_thai() else area.name_en
