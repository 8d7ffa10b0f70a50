"""Fetches the pictures and files that Facebook gives an address for."""

from urllib.parse import urlsplit

import requests

from crm.graph.client import GraphAddress
from crm.pagelink.jobs import Fetch, Fetched

FACEBOOK_HOSTS = (".fbcdn.net", ".facebook.com", ".fbsbx.com")
TIMEOUTS = (5, 20)
PART = 64 * 1024


def fetcher(address: GraphAddress) -> Fetch:
    """A way to fetch from Facebook's own hosts only, since addresses come from outside."""
    own_host = urlsplit(address.url).hostname or ""

    def fetch(url: str, limit: int) -> Fetched | None:
        host = urlsplit(url).hostname or ""
        if host != own_host and not host.endswith(FACEBOOK_HOSTS):
            return None
        with requests.get(url, timeout=TIMEOUTS, stream=True, allow_redirects=False) as answer:
            if answer.status_code != requests.codes.ok:
                return None
            return _read(answer, limit)

    return fetch


def _read(answer: requests.Response, limit: int) -> Fetched | None:
    content = bytearray()
    for part in answer.iter_content(PART):
        content += part
        if len(content) > limit:
            return None
    return Fetched(bytes(content), answer.headers.get("Content-Type", ""))
