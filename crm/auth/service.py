"""What changes staff accounts and tokens, and what is written into the two logs."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm.auth import passwords
from crm.auth.models import AccessEntry, ApiToken, AuditEntry, Role, SavedView, User
from crm.db import db
from crm.errors import N_, Conflict, CrmError, NotFound

SHORTEST_PASSWORD = 10
LONGEST_NAME = 60


class WrongLogin(CrmError):
    """The address or the password isn't right; which of them is never said."""

    status = 400
    sentence = N_("อีเมลหรือรหัสผ่านไม่ถูกต้อง")


def add_user(email: str, *, name: str, role: Role, password: str, now: datetime) -> User:
    """Open an account; raises when the address is taken or the password too short."""
    email = email.strip().lower()
    if "@" not in email:
        raise CrmError(N_("อีเมล %(email)s ไม่ถูกต้อง"), email=email)
    if db.session.scalar(select(User.id).where(User.email == email)):
        raise Conflict(N_("มีบัญชี %(email)s อยู่แล้ว"), email=email)
    user = User(
        email=email,
        name=name,
        role=role,
        password_hash=_checked_hash(password),
        created_at=now,
        active=True,
    )
    db.session.add(user)
    db.session.flush()
    return user


def _checked_hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise CrmError(N_("รหัสผ่านต้องยาวอย่างน้อย %(n)s ตัวอักษร"), n=SHORTEST_PASSWORD)
    return passwords.hash_password(password)


def set_password(user: User, password: str) -> None:
    """Give an account a new password."""
    user.password_hash = _checked_hash(password)


def log_in(email: str, password: str, *, now: datetime) -> User:
    """The account that address and password open; raises WrongLogin."""
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None or not passwords.is_right_password(user.password_hash, password):
        raise WrongLogin
    if not user.active:
        raise WrongLogin
    user.last_login_at = now
    return user


def add_token(name: str, *, scope: str, by: User | None, now: datetime) -> str:
    """Make an API token (`read` or `write`) and return it; it can't be shown again."""
    if scope not in ("read", "write"):
        raise CrmError(N_("ขอบเขตของโทเคนต้องเป็น read หรือ write"))
    token = passwords.make_api_token()
    db.session.add(
        ApiToken(
            name=name,
            scope=scope,
            token_hash=passwords.hash_api_token(token),
            created_at=now,
            created_by_id=by.id if by else None,
        )
    )
    return token


def revoke_token(token_id: int, *, now: datetime) -> None:
    """Make a token useless from now on."""
    token = db.session.get(ApiToken, token_id)
    if token is None:
        raise NotFound
    token.revoked_at = token.revoked_at or now


def save_view(name: str, address: str, *, shared: bool, by: User, now: datetime) -> SavedView:
    """Keep a list under a name; the same name again takes the new list.

    Only a supervisor's is shared; raises when there is no name.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise CrmError(N_("กรุณาตั้งชื่อมุมมอง"))
    view = db.session.scalar(
        select(SavedView).where(SavedView.user_id == by.id, SavedView.name == name)
    )
    if view is None:
        view = SavedView(user_id=by.id, name=name, created_at=now)
        db.session.add(view)
    view.address, view.shared = address, shared and by.may_act_as(Role.SUPERVISOR)
    return view


def forget_view(view_id: int, *, by: User) -> None:
    """Remove one's own saved view; a shared one, any supervisor may. Raises NotFound."""
    view = db.session.get(SavedView, view_id)
    if view is None:
        raise NotFound
    if view.user_id != by.id and not (view.shared and by.may_act_as(Role.SUPERVISOR)):
        raise NotFound
    db.session.delete(view)


def find_token(token: str) -> ApiToken | None:
    """The living token row for a token that a request carried."""
    return db.session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == passwords.hash_api_token(token), ApiToken.revoked_at.is_(None)
        )
    )


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Keep when a token last changed something."""
    token.last_used_at = now


def audit(action: str, subject: object, *, by: User | None, now: datetime, **detail: Any) -> None:
    """Write down who changed what, in the caller's transaction; `subject` is a row with an id."""
    db.session.add(
        AuditEntry(
            at=now,
            user_id=by.id if by else None,
            action=action,
            subject_type=type(subject).__name__.lower(),
            subject_id=str(getattr(subject, "id", "")),
            detail=detail,
        )
    )


def record_access(subject: object, what: str, *, by: User, now: datetime) -> None:
    """Write down that somebody saw unmasked personal data, in the caller's transaction."""
    db.session.add(
        AccessEntry(
            at=now,
            user_id=by.id,
            subject_type=type(subject).__name__.lower(),
            subject_id=str(getattr(subject, "id", "")),
            what=what,
        )
    )
