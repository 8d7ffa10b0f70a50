"""An HTTP server that answers what a test has laid out, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Told:
    """One answer to give: a body (JSON unless it is text), status and headers."""

    body: Any
    status: int = 200
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]


class FakeFacebook:
    """Gives its answers in order; a request beyond them is an error of the test."""

    def __init__(self) -> None:
        self.answers: list[Told] = []
        self.asked: list[Asked] = []
        self.url = ""

    def tell(self, *answers: Any) -> None:
        """Lay out the next answers; a plain body is a 200."""
        self.answers += [answer if isinstance(answer, Told) else Told(answer) for answer in answers]


@contextmanager
def running() -> Iterator[FakeFacebook]:
    """A fake on a free port of the loopback address."""
    fake = FakeFacebook()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def error(code: int, subcode: int | None = None, message: str = "x", **more: Any) -> dict[str, Any]:
    """An error body of Facebook's."""
    body = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}
    return {"error": body | ({"error_subcode": subcode} if subcode else {})}


def _handler(fake: FakeFacebook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = _flat(self.rfile.read(length).decode())
            parts = urlsplit(self.path)
            fake.asked.append(
                Asked(self.command, parts.path, _flat(parts.query), form, dict(self.headers))
            )
            told = fake.answers.pop(0) if fake.answers else Told(error(100), 400)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", told.content_type)
            self.send_header("Content-Length", str(len(told.raw)))
            self.end_headers()
            self.wfile.write(told.raw)

        do_GET = do_POST = do_DELETE = answer  # noqa: N815 - names that http.server asks for

        def log_message(self, *_args: object) -> None:
            """Keep the test output quiet."""

    return Handler


def _flat(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, keep_blank_values=True).items()}
