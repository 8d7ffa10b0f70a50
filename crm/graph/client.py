"""One Page's line to the Graph API: facebook-sdk 3.1.0 behind our own words and errors."""

import json
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import facebook
import requests
from urllib3.exceptions import NewConnectionError

from crm import clock
from crm.graph.errors import (
    ErrorBody,
    ErrorClass,
    GraphError,
    classify,
    is_passing_status,
    read_body,
)
from crm.graph.usage import Share, highest
from crm.graph.wire import GraphSession

log = logging.getLogger(__name__)

MOST_IN_A_BATCH = 50
TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
SECRET_PARAMETERS = {"access_token", "appsecret_proof"}

Body = dict[str, Any]


class Meter(Protocol):
    """What watches the calls: asked before each request, told after it."""

    def before(self, calls: int) -> None:
        """May wait; raises `GraphError` of class rate when the calls must not be made now."""

    def after(self, calls: int, shares: Sequence[Share]) -> None:
        """Told how many calls were made, as Facebook counts them, and the shares it answered."""


class NoMeter:
    """Lets every call pass: for a single question outside of any Page's budget."""

    def before(self, calls: int) -> None:
        """Never waits."""

    def after(self, calls: int, shares: Sequence[Share]) -> None:
        """Keeps nothing."""


@dataclass(frozen=True)
class Answer:
    """One answer, with the moment at which its request began."""

    body: Any
    asked_at: datetime


@dataclass(frozen=True)
class GraphAddress:
    """Where and as which app Facebook is called."""

    url: str
    version: str
    app_secret: str = ""


class GraphClient:
    """Calls the Graph API as one Page.

    Every failure comes out as `GraphError`. Reads are tried again after a passing trouble, with
    growing, uneven pauses; writes never are. `calls` counts as Facebook does: each request, and
    each item of a batch.
    """

    def __init__(
        self,
        address: GraphAddress,
        token: str,
        *,
        meter: Meter | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.session = GraphSession(address.url, token, address.app_secret)
        self.calls = 0
        self.version = address.version
        self._sdk = facebook.GraphAPI(session=self.session)
        # The constructor knows versions up to 3.1 only; the attribute is what its calls use.
        self._sdk.version = address.version
        self._meter = meter or NoMeter()
        self._sleep = sleep

    def get(self, path: str, **params: Any) -> Answer:
        """Read an object or edge; `path` has no version and no leading stroke."""
        return self._read(lambda: self._sdk.request(f"{self.version}/{path}", args=dict(params)))

    def read(self, path: str) -> Answer:
        """Read a path that has its version and query, such as `versioned` and `relative` give."""
        return self._read(lambda: self._sdk.request(path))

    def relative(self, link: str) -> str:
        """A link of Facebook's as path and query; refuses one that leads to another host."""
        if not self.session.is_ours(link):
            raise GraphError(ErrorClass.BUG, ErrorBody(message="a link to a foreign host"))
        parts = urlsplit(link)
        query = without_secrets(parts.query)
        return parts.path.lstrip("/") + (f"?{query}" if query else "")

    def post(self, path: str, *, photo: bytes | None = None, **fields: Any) -> Body:
        """Write; nested values are sent as JSON, a JPEG `photo` in the same call as `source`.

        Never repeated: see `may_have_happened`.
        """
        files = {"source": ("photo.jpg", photo, "image/jpeg")} if photo is not None else None
        form = {name: _form_value(value) for name, value in fields.items()}
        return _mapping(
            self._once(
                lambda: self._sdk.request(f"{self.version}/{path}", post_args=form, files=files),
                is_write=True,
            )
        )

    def delete(self, path: str) -> Body:
        """Delete an object; never repeated."""
        return _mapping(
            self._once(
                lambda: self._sdk.request(f"{self.version}/{path}", method="DELETE"), is_write=True
            )
        )

    def batch(self, paths: Sequence[str]) -> list[Answer | GraphError]:
        """Read many paths (with their versions) in requests of 50; answers in the order asked.

        An item that timed out inside Facebook comes as null and is asked again; one that failed
        comes as its `GraphError`, so that it doesn't stop the others.
        """
        answers: dict[int, Answer | GraphError] = {}
        waiting = list(enumerate(paths))
        for _ in range(TRIES):
            for start in range(0, len(waiting), MOST_IN_A_BATCH):
                answers |= self._one_batch(waiting[start : start + MOST_IN_A_BATCH])
            waiting = [(place, path) for place, path in waiting if place not in answers]
            if not waiting:
                break
        timed_out = GraphError(ErrorClass.TRANSIENT)
        return [answers.get(place, timed_out) for place in range(len(paths))]

    def versioned(self, path: str, **params: Any) -> str:
        """A path with its version and query, as an item of a batch."""
        return f"{self.version}/{path}" + (f"?{urlencode(params)}" if params else "")

    def _one_batch(self, items: Sequence[tuple[int, str]]) -> dict[int, Answer | GraphError]:
        wanted = json.dumps([{"method": "GET", "relative_url": path} for _, path in items])
        form = {"batch": wanted, "include_headers": "false"}
        answer = self._read(lambda: self._sdk.request("", post_args=dict(form)), calls=len(items))
        if not isinstance(answer.body, list):
            raise GraphError(ErrorClass.TRANSIENT)
        return {
            place: _batch_answer(item, answer.asked_at)
            for (place, _), item in zip(items, answer.body, strict=False)
            if item is not None
        }

    def _read(self, ask: Callable[[], Any], *, calls: int = 1) -> Answer:
        for attempt in range(1, TRIES):
            asked_at = clock.now()
            try:
                return Answer(self._once(ask, calls=calls), asked_at)
            except GraphError as error:
                if error.error_class is not ErrorClass.TRANSIENT:
                    raise
            self._sleep(FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1.5))
        asked_at = clock.now()
        return Answer(self._once(ask, calls=calls), asked_at)

    def _once(self, ask: Callable[[], Any], *, calls: int = 1, is_write: bool = False) -> Any:
        self._meter.before(calls)
        self.session.shares = ()
        try:
            return ask()
        except facebook.GraphAPIError as refusal:
            raise self._refused(refusal, is_write=is_write) from None
        except requests.RequestException as trouble:
            raise self._unreachable(trouble, is_write=is_write) from None
        except (ValueError, KeyError):
            # The SDK reads JSON and the content type without a guard.
            raise self._unreadable(is_write=is_write) from None
        finally:
            self.calls += calls
            self._meter.after(calls, self.session.shares)

    def _refused(self, refusal: facebook.GraphAPIError, *, is_write: bool) -> GraphError:
        body = read_body(refusal.result)
        if body.code is None and not isinstance(refusal.result, Mapping):
            return self._unreadable(is_write=is_write)
        error_class = classify(body, http_status=self.session.last_status or 0)
        limit = highest(self.session.shares)
        error = GraphError(
            error_class,
            body,
            may_have_happened=is_write and error_class is ErrorClass.TRANSIENT,
            wait=limit.wait if limit else None,
        )
        log.info("graph refused: %s", error.log_line)
        return error

    def _unreachable(self, trouble: requests.RequestException, *, is_write: bool) -> GraphError:
        log.info("graph not reached: %s", type(trouble).__name__)
        return GraphError(
            ErrorClass.TRANSIENT, may_have_happened=is_write and not _never_arrived(trouble)
        )

    def _unreadable(self, *, is_write: bool) -> GraphError:
        status = self.session.last_status or 0
        log.info("graph answered what is no JSON: status=%s", status)
        is_passing = is_passing_status(status)
        return GraphError(
            ErrorClass.TRANSIENT if is_passing else ErrorClass.BUG,
            may_have_happened=is_write and is_passing,
        )


def without_secrets(query: str) -> str:
    """A query string less any token or proof; the rest stays as it was, byte for byte."""
    kept = (part for part in query.split("&") if part.split("=")[0] not in SECRET_PARAMETERS)
    return "&".join(part for part in kept if part)


def with_limit(path: str, limit: int) -> str:
    """The same path and query, asking for `limit` rows."""
    parts = urlsplit(path)
    fields = [(name, value) for name, value in parse_qsl(parts.query) if name != "limit"]
    return f"{parts.path}?{urlencode([*fields, ('limit', str(limit))])}"


def _batch_answer(item: Any, asked_at: datetime) -> Answer | GraphError:
    status = item.get("code", 0) if isinstance(item, Mapping) else 0
    try:
        body = json.loads(item["body"])
    except (KeyError, TypeError, ValueError):
        return GraphError(ErrorClass.TRANSIENT if is_passing_status(status) else ErrorClass.BUG)
    if isinstance(body, Mapping) and body.get("error"):
        error_body = read_body(body)
        return GraphError(classify(error_body, http_status=status), error_body)
    return Answer(body, asked_at)


def _never_arrived(trouble: requests.RequestException) -> bool:
    """Whether the request provably never left: no connection was made at all."""
    if isinstance(trouble, requests.ConnectTimeout):
        return True
    reason = getattr(trouble.args[0], "reason", None) if trouble.args else None
    return isinstance(reason, NewConnectionError)


def _form_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _mapping(body: Any) -> Body:
    return dict(body) if isinstance(body, Mapping) else {}
