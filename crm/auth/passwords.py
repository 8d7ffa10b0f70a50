"""Passwords and API tokens: made, hashed and checked."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash with its own salt."""
    return _hasher.hash(password)


def is_right_password(password_hash: str, password: str) -> bool:
    """Whether `password` is the one that was hashed."""
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


def make_api_token() -> str:
    """A new API token; shown once, kept only as a hash."""
    return "rtk_" + secrets.token_urlsafe(32)


def hash_api_token(token: str) -> str:
    """SHA-256: enough for a random token of 256 bits, and it can be looked up."""
    return hashlib.sha256(token.encode()).hexdigest()
