"""The form by which a baseline is typed in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from crm.errors import N_
from crm.reports.models import BaselineKind

KIND_NAMES = {
    BaselineKind.FOLLOWERS: N_("ผู้ติดตามก่อนเริ่มใช้งาน (คน)"),
    BaselineKind.NAME_SEARCH: N_("เวลาค้นหาชื่อผู้ใช้ เฉลี่ย (วินาที)"),
    BaselineKind.POST_SEARCH: N_("เวลาค้นหาโพสต์และประวัติ เฉลี่ย (วินาที)"),
    BaselineKind.FILED: N_("เรื่องจากเพจที่บันทึกลงระบบ MIS ในปีงบประมาณ 2560 (เรื่อง)"),
    BaselineKind.SLOW_REPLIES: N_("ร้องเรียนว่าตอบล่าช้าที่นับจากระบบอื่นในเดือนนั้น (เรื่อง)"),
}


class BaselineForm(FlaskForm):  # type: ignore[misc]
    """A figure that was observed elsewhere, or before."""

    kind = SelectField(_("รายการ"))
    page_id = SelectField(_("เพจ"), coerce=int)
    value = FloatField(_("ค่า"), validators=[InputRequired(), NumberRange(min=0)])
    observed_on = DateField(_("วันที่วัด"), validators=[InputRequired()])
    note = StringField(_("หมายเหตุ"), validators=[Length(max=500)])
