"""The error that Facebook answers with, as an exception."""

import secrets
from typing import Any


class GraphError(Exception):
    """A refusal in Facebook's shape: code, subcode, HTTP status and extra headers."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        transient: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.subcode = subcode
        self.status = status
        self.transient = transient
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """The JSON body, with a fresh `fbtrace_id`."""
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.transient:
            error["is_transient"] = True
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(12)
        return {"error": error}


def bad_parameter(message: str) -> GraphError:
    """Code 100: the request itself is wrong."""
    return GraphError(100, f"(#100) {message}")


def gone(object_id: str, method: str = "get") -> GraphError:
    """Code 100/33: the object does not exist, was deleted, or may not be seen."""
    return GraphError(
        100,
        f"Unsupported {method} request. Object with ID '{object_id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the "
        "Graph API documentation at https://developers.facebook.com/docs/graph-api",
        subcode=33,
    )


def forbidden(message: str, code: int = 200) -> GraphError:
    """A permission refusal (200-299, or 10)."""
    return GraphError(code, f"(#{code}) {message}", status=403)


def dead_token(subcode: int | None, message: str = "Error validating access token") -> GraphError:
    """Code 190: the token is no longer worth anything."""
    return GraphError(190, message, subcode=subcode, status=401)
