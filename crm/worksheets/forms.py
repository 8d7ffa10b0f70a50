"""The shape of what citizens send from their pages, and of the canned replies."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

from crm.customers.service import FactKind, InvalidFact, InvalidPhone, clean, national_phone
from crm.errors import N_
from crm.worksheets import canned, queries

SCORES = (
    (5, _l("มากที่สุด")),
    (4, _l("มาก")),
    (3, _l("ปานกลาง")),
    (2, _l("น้อย")),
    (1, _l("น้อยที่สุด")),
)
WISHES = (("yes", _l("โทรศัพท์ถึงฉันได้")), ("no", _l("ไม่สะดวกให้โทร ขอทราบผลทางเพจ")))
SLUG = r"^(?!(new|preview)$)[\w\u0e00-\u0e7f-]+$"


GENDERS = (N_("หญิง"), N_("ชาย"), N_("อื่นๆ"))
EDUCATIONS = (
    N_("ประถมศึกษา"),
    N_("มัธยมศึกษา"),
    N_("อาชีวศึกษา"),
    N_("ปริญญาตรี"),
    N_("สูงกว่าปริญญาตรี"),
)


def _choices(words: Sequence[str]) -> list[tuple[str, Any]]:
    """The words as they are kept, each shown in the page's language; nothing need be chosen."""
    return [("", "–"), *((word, _l(word)) for word in words)]


class PhotoForm(FlaskForm):  # type: ignore[misc]
    """One more photo."""

    photo = FileField(_l("ภาพถ่ายจุดที่แจ้ง"), validators=[FileRequired(_l("กรุณาเลือกภาพก่อนกดส่ง"))])


class NotFixedForm(FlaskForm):  # type: ignore[misc]
    """ยังไม่เรียบร้อย."""

    remark = TextAreaField(
        _l("ยังขาดอะไร หรือยังพบปัญหาตรงไหน (ไม่กรอกก็ได้)"),
        validators=[Length(max=2000, message=_l("กรุณาเขียนไม่เกิน 2,000 ตัวอักษร"))],
    )


class SurveyForm(FlaskForm):  # type: ignore[misc]
    """The one question."""

    score = RadioField(
        _l("ท่านพึงพอใจต่อการแก้ไขเรื่องนี้เพียงใด"),
        choices=SCORES,
        coerce=int,
        validators=[InputRequired(_l("กรุณาเลือกระดับความพึงพอใจหนึ่งข้อ"))],
    )
    remark = TextAreaField(
        _l("ข้อเสนอแนะเพิ่มเติม (ไม่กรอกก็ได้)"),
        validators=[Length(max=2000, message=_l("กรุณาเขียนไม่เกิน 2,000 ตัวอักษร"))],
    )


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """How the citizen may be reached, and whether the name is kept from the agency."""

    name = StringField(
        _l("ชื่อที่ให้เจ้าหน้าที่เรียก"),
        validators=[Optional(), Length(max=120, message=_l("กรุณากรอกไม่เกิน 120 ตัวอักษร"))],
    )
    phone = TelField(_l("หมายเลขโทรศัพท์"), validators=[Optional(), Length(max=40)])
    email = EmailField(_l("อีเมล"), validators=[Optional(), Length(max=200)])
    wish = RadioField(_l("การติดต่อกลับ"), choices=WISHES, validators=[Optional()])
    birth_year = StringField(_l("ปีเกิด (พ.ศ.)"), validators=[Optional(), Length(max=20)])
    gender = SelectField(_l("เพศ"), choices=_choices(GENDERS), default="", validators=[Optional()])
    education = SelectField(
        _l("ระดับการศึกษา"), choices=_choices(EDUCATIONS), default="", validators=[Optional()]
    )
    withhold = BooleanField(_l("ปกปิดชื่อผู้แจ้ง"))
    consent = BooleanField(_l("ยินยอมให้ศูนย์ฯ เก็บและใช้ข้อมูลข้างต้นตามที่บอกไว้ใต้แต่ละช่อง"))

    def validate_phone(self, field: TelField) -> None:
        """Say at the field what is wrong with the number."""
        try:
            national_phone(field.data or "")
        except InvalidPhone as error:
            raise ValidationError(gettext(error.sentence)) from error

    def validate_email(self, field: EmailField) -> None:
        """Say at the field that it is no address."""
        self._check(FactKind.EMAIL, field, gettext("อีเมลไม่ถูกต้อง เช่น somjai@example.com"))

    def validate_birth_year(self, field: StringField) -> None:
        """Say at the field how a year is written."""
        self._check(FactKind.BIRTH_YEAR, field, gettext("กรุณากรอกเป็นปี พ.ศ. เช่น 2530"))

    def _check(self, kind: FactKind, field: StringField, sentence: str) -> None:
        try:
            clean(kind, field.data or "")
        except InvalidFact as error:
            raise ValidationError(sentence) from error

    def validate_consent(self, field: BooleanField) -> None:
        """Personal details are kept with consent only."""
        if self.told and not field.data:
            raise ValidationError(gettext("หากฝากข้อมูลติดต่อไว้ กรุณาทำเครื่องหมายยินยอมก่อนส่ง"))

    @property
    def told(self) -> dict[FactKind, str]:
        """What was filled in, by kind."""
        fields = {
            FactKind.NAME: self.name,
            FactKind.PHONE: self.phone,
            FactKind.EMAIL: self.email,
            FactKind.CONTACT_WISH: self.wish,
            FactKind.BIRTH_YEAR: self.birth_year,
            FactKind.GENDER: self.gender,
            FactKind.EDUCATION: self.education,
        }
        written = {kind: (field.data or "").strip() for kind, field in fields.items()}
        return {kind: value for kind, value in written.items() if value}


class CannedForm(FlaskForm):  # type: ignore[misc]
    """A canned reply: what it is called, and what it says in private and in public."""

    title_th = StringField(
        _l("ชื่อ (ไทย)"), validators=[InputRequired(_l("กรุณากรอกชื่อ")), Length(max=80)]
    )
    title_en = StringField(_l("ชื่อ (อังกฤษ)"), default="", validators=[Length(max=80)])
    private_text = TextAreaField(
        _l("แบบข้อความส่วนตัว"),
        default="",
        validators=[Length(max=2000, message=_l("กรุณาเขียนไม่เกิน 2,000 ตัวอักษร"))],
    )
    public_text = TextAreaField(
        _l("แบบตอบใต้ความคิดเห็น (สาธารณะ)"),
        default="",
        validators=[Length(max=2000, message=_l("กรุณาเขียนไม่เกิน 2,000 ตัวอักษร"))],
    )

    def validate_private_text(self, field: TextAreaField) -> None:
        """Say at the field which words break the rules of tone."""
        _refuse_problems(field.data or "", public=False)
        if not (field.data or "").strip() and not (self.public_text.data or "").strip():
            raise ValidationError(gettext("กรุณากรอกข้อความอย่างน้อยหนึ่งแบบ"))

    def validate_public_text(self, field: TextAreaField) -> None:
        """The same, and nothing private."""
        _refuse_problems(field.data or "", public=True)


class NewCannedForm(CannedForm):
    """The same, with the word that one types after `/`."""

    slug = StringField(
        _l("คำย่อ"),
        validators=[
            InputRequired(_l("กรุณากรอกคำย่อ")),
            Length(max=30),
            Regexp(SLUG, message=_l("ใช้ตัวอักษรหรือตัวเลข ไม่เว้นวรรค")),
        ],
    )


def _refuse_problems(text: str, *, public: bool) -> None:
    avoided = [avoided.word for avoided in queries.forbidden_words()]
    problems = canned.lint(text, public=public, avoided=avoided)
    if problems:
        raise ValidationError(
            " ".join(gettext(each.sentence, words=each.words) for each in problems)
        )
