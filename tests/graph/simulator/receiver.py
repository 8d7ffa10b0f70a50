"""A web server that takes webhooks in and remembers them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Receiver:
    """What came in, in order; `refusals` is how many bodies are answered with 500 first."""

    def __init__(self) -> None:
        self.url = ""
        self.raw: list[bytes] = []
        self.signatures: list[str] = []
        self.refusals = 0
        self.verify_token = "right"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(raw) for raw in self.raw]

    @property
    def changes(self) -> list[Any]:
        """The values of all `changes`."""
        entries = [entry for body in self.bodies for entry in body["entry"]]
        return [change["value"] for entry in entries for change in entry.get("changes", [])]

    @property
    def messaging(self) -> list[Any]:
        """All `messaging` events."""
        entries = [entry for body in self.bodies for entry in body["entry"]]
        return [event for entry in entries for event in entry.get("messaging", [])]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
            asked = parse_qs(urlsplit(self.path).query)
            right = asked["hub.verify_token"] == [receiver.verify_token]
            self._answer(200 if right else 403, asked["hub.challenge"][0].encode())

        def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.refusals:
                receiver.refusals -= 1
                self._answer(500, b"")
                return
            receiver.raw.append(raw)
            receiver.signatures.append(self.headers["X-Hub-Signature-256"])
            self._answer(200, b"")

        def log_message(self, *_: Any) -> None:
            """Nothing: tests read what came in."""

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
