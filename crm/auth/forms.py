"""The shape of the log-in and account forms."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from crm.auth.models import Role
from crm.auth.service import SHORTEST_PASSWORD

ROLE_NAMES = {
    Role.AGENT: _l("ผู้ดูแลเพจ"),
    Role.SUPERVISOR: _l("หัวหน้าศูนย์"),
    Role.VIEWER: _l("ผู้ชม (ดูได้อย่างเดียว)"),
    Role.ADMIN: _l("ผู้ดูแลระบบ"),
}


class CredentialsForm(FlaskForm):  # type: ignore[misc]
    """Any form with an address and a password."""

    @property
    def address(self) -> str:
        """The e-mail address that was typed."""
        return str(self["email"].data or "")

    @property
    def secret(self) -> str:
        """The password that was typed."""
        return str(self["password"].data or "")


class LoginForm(CredentialsForm):
    """Address and password."""

    email = EmailField(_l("อีเมล"), validators=[InputRequired(_l("กรุณากรอกอีเมล"))])
    password = PasswordField(_l("รหัสผ่าน"), validators=[InputRequired(_l("กรุณากรอกรหัสผ่าน"))])


class UserForm(CredentialsForm):
    """A new account."""

    email = EmailField(_l("อีเมล"), validators=[InputRequired(_l("กรุณากรอกอีเมล"))])
    name = StringField(_l("ชื่อ"), validators=[InputRequired(_l("กรุณากรอกชื่อ"))])
    role = SelectField(_l("บทบาท"), choices=list(ROLE_NAMES.items()))
    password = PasswordField(
        _l("รหัสผ่าน"),
        validators=[Length(SHORTEST_PASSWORD, message=_l("รหัสผ่านต้องยาวอย่างน้อย 10 ตัวอักษร"))],
    )
