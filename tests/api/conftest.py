"""Other software, which calls the API with a token."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from crm.auth import service as auth
from crm.db import transaction

AT = datetime(2026, 10, 5, tzinfo=UTC)
Call = Callable[..., Any]


@pytest.fixture
def call(app: Flask) -> Call:
    """Calls the API with a token of a scope; returns the response."""
    with transaction():
        tokens = {
            scope: auth.add_token(scope, scope=scope, by=None, now=AT)
            for scope in ("read", "write")
        }

    def ask(method: str, path: str, scope: str = "read", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {tokens[scope]}", **more.pop("headers", {})}
        return app.test_client().open(path, method=method, headers=headers, **more)

    return ask
