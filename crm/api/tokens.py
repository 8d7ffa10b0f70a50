"""Who calls the API: software with a token, which may read, or read and write."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from crm.auth import service
from crm.auth.models import ApiToken
from crm.errors import N_, CrmError
from crm.web import public

SCOPES = {"read": ("read", "write"), "write": ("write",)}


class TokenMissing(CrmError):
    """A call without a token that works."""

    status = 401
    sentence = N_("ต้องส่งโทเคนที่ใช้งานได้ในส่วนหัว Authorization: Bearer")


class ScopeMissing(CrmError):
    """A call that writes with a token that only reads."""

    status = 403
    sentence = N_("โทเคนนี้อ่านได้อย่างเดียว")


def needs(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only calls with a token of this scope through; there is no session behind them."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            g.api_token = _token_for(scope)
            return view(*args, **kwargs)

        return public(guarded)

    return decorate


def current_token() -> ApiToken:
    """The token of this call."""
    token: ApiToken = g.api_token
    return token


def _token_for(scope: str) -> ApiToken:
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = service.find_token(secret.strip()) if kind.lower() == "bearer" and secret else None
    if token is None:
        raise TokenMissing
    if token.scope not in SCOPES[scope]:
        raise ScopeMissing
    return token
