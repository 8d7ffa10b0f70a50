"""The HTTP session under facebook-sdk: address, time-outs, token in a header, proof, usage."""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit

import facebook
import requests
from requests.auth import AuthBase

from crm.graph.usage import Share, read_shares

CONNECT_SECONDS = 5
READ_SECONDS = 30


class BearerToken(AuthBase):
    """Sends the token in a header, where no log, proxy or `next` link repeats it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class GraphSession(requests.Session):
    """A session that facebook-sdk can be given: it only knows Facebook's own address and no limits.

    `graph_url` takes the place of that address; every call gets time-outs and, where there is an
    app secret, `appsecret_proof` (GRAPH_API.md §2.3). `last_status`, `shares` and
    `answered_version` tell of the latest answer.
    """

    def __init__(self, graph_url: str, token: str, app_secret: str = "") -> None:
        super().__init__()
        self.graph_url = graph_url.rstrip("/")
        self.auth = BearerToken(token)
        self.last_status: int | None = None
        self.shares: tuple[Share, ...] = ()
        self.answered_version: str | None = None
        self._proof = appsecret_proof(token, app_secret) if app_secret else None
        self.hooks["response"].append(self._note_answer)

    def request(  # type: ignore[override]
        self, method: str, url: str, *, params: dict[str, Any] | None = None, **options: Any
    ) -> requests.Response:
        """As in requests, but at our address, within our time, and never led elsewhere."""
        self.last_status = None
        options["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
        options["allow_redirects"] = False
        path = url.removeprefix(facebook.FACEBOOK_GRAPH_URL)
        return super().request(
            method, f"{self.graph_url}/{path}", params=self._with_proof(params), **options
        )

    def is_ours(self, url: str) -> bool:
        """Whether a link that Facebook gave leads back to the address that we speak to."""
        ours, theirs = urlsplit(self.graph_url), urlsplit(url)
        return (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)

    def _with_proof(self, params: dict[str, Any] | None) -> dict[str, Any]:
        return {**(params or {}), **({"appsecret_proof": self._proof} if self._proof else {})}

    def _note_answer(self, response: requests.Response, **_options: Any) -> None:
        self.last_status = response.status_code
        self.shares = read_shares(response.headers)
        self.answered_version = response.headers.get("facebook-api-version")


def appsecret_proof(token: str, app_secret: str) -> str:
    """HMAC-SHA256 of the token under the app secret, in lower-case hex."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
