"""The shape of what is typed into the console's longer forms."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from crm.customers.models import Customer
from crm.customers.service import WrongConfirmation
from crm.customers.service.facts import FactKind, Ground
from crm.thai import arabic_digits

FACT_KINDS = {
    FactKind.NAME: _l("ชื่อและนามสกุล"),
    FactKind.PHONE: _l("โทรศัพท์"),
    FactKind.EMAIL: _l("อีเมล"),
    FactKind.ADDRESS: _l("ที่อยู่"),
    FactKind.AGE: _l("อายุ"),
    FactKind.BIRTH_YEAR: _l("ปีเกิด (พ.ศ.)"),
    FactKind.GENDER: _l("เพศ"),
    FactKind.EDUCATION: _l("การศึกษา"),
    FactKind.OCCUPATION: _l("อาชีพ"),
    FactKind.CONTACT_WISH: _l("ความประสงค์ให้ติดต่อกลับ"),
    FactKind.OTHER: _l("อื่นๆ"),
}
GROUNDS = {Ground.PUBLIC_TASK: _l("ฐานภารกิจของรัฐ"), Ground.CONSENT: _l("ฐานความยินยอม")}


class PageForm(FlaskForm):  # type: ignore[misc]
    """How a Page speaks, at what pace, and in which system its cases are filed."""

    centre_name = StringField(
        _l("ชื่อศูนย์ที่ใช้ในข้อความ"), validators=[InputRequired(_l("กรุณากรอกชื่อศูนย์")), Length(max=120)]
    )
    hotline = StringField(_l("หมายเลขสายด่วน"), default="", validators=[Length(max=40)])
    particle = SelectField(_l("คำลงท้าย"), choices=[("kha", _l("ค่ะ / คะ")), ("khrap", _l("ครับ"))])
    filing_system = StringField(
        _l("ชื่อระบบรับเรื่องของหน่วยงาน"), default="", validators=[Length(max=60)]
    )
    reply_seconds = IntegerField(
        _l("เว้นระหว่างความคิดเห็น (วินาที)"),
        validators=[
            InputRequired(_l("กรุณากรอกจำนวนวินาที")),
            NumberRange(0, 3600, _l("ต้องอยู่ระหว่าง 0 ถึง 3600 วินาที")),
        ],
    )
    rules_url = StringField(
        _l("ลิงก์หลักเกณฑ์การใช้เพจ"), default="", validators=[Optional(), Length(max=300)]
    )


class NewPageForm(FlaskForm):  # type: ignore[misc]
    """A Page to look after, with its key."""

    external_id = StringField(
        _l("หมายเลขเพจ"), validators=[InputRequired(_l("กรุณากรอกหมายเลขเพจ"))]
    )
    name = StringField(_l("ชื่อเพจ"), validators=[InputRequired(_l("กรุณากรอกชื่อเพจ"))])
    token = PasswordField(
        _l("กุญแจเชื่อมต่อเพจ"), validators=[InputRequired(_l("กรุณาวางกุญแจเชื่อมต่อเพจ"))]
    )


class FactForm(FlaskForm):  # type: ignore[misc]
    """Something that is known of a person, and why it may be kept."""

    kind = SelectField(_l("ชนิดข้อมูล"), choices=list(FACT_KINDS.items()))
    value = StringField(_l("ข้อมูล"), validators=[InputRequired(_l("กรุณากรอกข้อมูล"))])
    ground = SelectField(_l("ฐานทางกฎหมาย"), choices=list(GROUNDS.items()))


class ErasureForm(FlaskForm):  # type: ignore[misc]
    """Why a person is erased, and their number typed once more: a yes that is no slip."""

    reason = TextAreaField(
        _l("เหตุผลของการลบ"),
        validators=[InputRequired(_l("กรุณาระบุเหตุผลของการลบ")), Length(max=500)],
    )
    confirmation = StringField(
        _l("พิมพ์เลขที่ผู้ใช้บริการเพื่อยืนยัน"),
        validators=[InputRequired(_l("กรุณาพิมพ์เลขที่ผู้ใช้บริการ"))],
    )

    def __init__(self, person: Customer, **given: Any) -> None:
        super().__init__(**given)
        self.number = str(person.id)

    def validate_confirmation(self, typed: StringField) -> None:
        """The number of this person and no other, in Thai digits or Arabic ones."""
        if arabic_digits(typed.data or "").strip() != self.number:
            raise ValidationError(gettext(WrongConfirmation.sentence))


class KeyForm(FlaskForm):  # type: ignore[misc]
    """A new key for a Page whose old one has died."""

    token = PasswordField(
        _l("กุญแจเชื่อมต่อเพจ"), validators=[InputRequired(_l("กรุณาวางกุญแจเชื่อมต่อเพจ"))]
    )
