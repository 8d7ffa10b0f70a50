"""The shape of what the map's pages send."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FloatField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from crm import languages
from crm.maps import queries
from crm.maps.service import Pin


class PinForm(FlaskForm):  # type: ignore[misc]
    """A point tapped on the map; degrees, and metres of accuracy where the phone told them."""

    latitude = FloatField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(-90, 90)])
    longitude = FloatField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(-180, 180)]
    )
    accuracy = FloatField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, 100_000)])

    @property
    def pin(self) -> Pin:
        """The pin that was sent."""
        return Pin(self.latitude.data, self.longitude.data, self.accuracy.data)


class DistrictForm(FlaskForm):  # type: ignore[misc]
    """The district alone, for whom the map doesn't work."""

    district = SelectField(_("พื้นที่"), validators=[InputRequired()])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.district.choices = [("", _("เลือกพื้นที่")), *district_choices()]

    @property
    def pin(self) -> Pin:
        """The pin that was sent."""
        return Pin(district=self.district.data)


class FindForm(FlaskForm):  # type: ignore[misc]
    """A place that somebody looks for on the map."""

    place = StringField(_("ค้นหาสถานที่"), validators=[InputRequired(), Length(max=200)])

    @property
    def wanted(self) -> str:
        """What was typed."""
        return self.place.data or ""


def district_choices() -> list[tuple[str, str]]:
    """The districts as a menu: the Thai name, which is kept, and the name to show."""
    if languages.is_thai():
        return [(each.name_th, each.name_th) for each in queries.districts()]
    return [(each.name_th, each.name_en) for each in queries.districts()]
