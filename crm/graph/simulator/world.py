"""The simulated Facebook as tests and the demo hold it in their hands."""

import json
import random
import threading
from collections import Counter, deque
from pathlib import Path

from crm.graph.simulator.clock import Clock, milliseconds, seconds
from crm.graph.simulator.faults import Faults
from crm.graph.simulator.rules import Rules
from crm.graph.simulator.store import Store
from crm.graph.simulator.talks import Talks
from crm.graph.simulator.webhooks import Webhooks

DEFAULT_PAGE = "100000000000001"
DEFAULT_APP = "200000000000002"
DEFAULT_SECRET = "simulated-app-secret"
SCOPES = (
    "pages_show_list pages_read_engagement pages_read_user_content pages_manage_engagement "
    "pages_manage_metadata pages_messaging read_insights"
)


def default_token(page_id: str) -> str:
    """The Page token that a simulated Page has unless it is given one."""
    return f"SIMULATED{page_id}"


class World(Talks):
    """Pages, people, posts, comments and messages, with the clock, the faults and the counters.

    Everything that happens here goes on in the state file; the clock, the rules, the faults and
    the counters are those of this process.
    """

    def __init__(
        self,
        state_path: Path,
        *,
        seed: int = 1,
        app_id: str = DEFAULT_APP,
        app_secret: str = DEFAULT_SECRET,
    ) -> None:
        self.store = Store(state_path)
        self.clock = Clock()
        self.random = random.Random(seed)
        self.rules = Rules()
        self.faults = Faults(random.Random(seed))
        self.webhooks = Webhooks(
            app_secret, random.Random(seed), self.clock, self.subscribed_fields
        )
        self.app_id = app_id
        self.app_secret = app_secret
        self.base_url = self.store.setting("base_url") or "http://127.0.0.1"
        self.main_page = self.store.setting("main_page") or ""
        self.usage: int | None = None
        self.stopping = threading.Event()
        self._quiet = False
        self.reset_calls()

    def move_to(self, port: int) -> None:
        """Remember the port; from now on all links point to it."""
        self.base_url = f"http://127.0.0.1:{port}"
        self.store.remember("port", port)
        self.store.remember("base_url", self.base_url)

    def add_page(
        self,
        page_id: str,
        name: str,
        *,
        token: str | None = None,
        fans: int = 6_000,
        followers: int = 6_207,
    ) -> str:
        """A further Page; the first one is the main Page. Its token (see `default_token`)."""
        token = token or default_token(page_id)
        with self.store.transaction():
            self.store.insert("pages", id=page_id, name=name, fans=fans, followers=followers)
            self.add_token(token, page=page_id)
            if not self.main_page:
                self.main_page = page_id
                self.store.remember("main_page", page_id)
        return token

    def add_token(self, token: str, *, page: str | None, scopes: str = SCOPES) -> None:
        """A Page's token, or with `page=None` a person's token."""
        kind = "page" if page else "user"
        self.store.insert("tokens", token=token, kind=kind, page=page, scopes=scopes)

    def kill_token(self, token: str | None = None, *, subcode: int | None = 460) -> None:
        """The token (by default the main Page's) dies with code 190."""
        token = token or default_token(self.main_page)
        self.store.write(
            "UPDATE tokens SET code = 190, subcode = ? WHERE token = ?", subcode, token
        )

    def revive_token(self, token: str | None = None) -> None:
        """The token works again."""
        token = token or default_token(self.main_page)
        self.store.write("UPDATE tokens SET code = NULL WHERE token = ?", token)

    def set_followers(self, followers: int, fans: int | None = None) -> None:
        """The main Page's counters."""
        self.store.write(
            "UPDATE pages SET followers = ?, fans = COALESCE(?, fans) WHERE id = ?",
            followers,
            fans,
            self.main_page,
        )

    def subscribe(
        self, callback_url: str, fields: list[str], verify_token: str | None = None
    ) -> bool:
        """Point the app's webhooks at a URL and subscribe every Page to the fields.

        With a verify token the URL is asked first; whether it answered rightly.
        """
        self.webhooks.callback_url = callback_url
        if verify_token is not None and not self.webhooks.verify(verify_token):
            self.webhooks.callback_url = None
            return False
        self.store.write("UPDATE pages SET subscribed = ?", json.dumps(fields))
        return True

    def unsubscribe(self) -> None:
        """No more webhooks."""
        self.webhooks.callback_url = None
        self.store.write("UPDATE pages SET subscribed = '[]'")

    def subscribed_fields(self, page: str) -> list[str]:
        """The webhook fields of a Page."""
        text = self.store.value("SELECT subscribed FROM pages WHERE id = ?", page)
        fields: list[str] = json.loads(text) if text else []
        return fields

    def count_call(self, method: str, path: str) -> None:
        """One call as Facebook counts: each batch item and each id of `ids=`."""
        with self.store.lock:
            self.calls += 1
            self.call_log.append(f"{method} {path}")
            self.calls_by_kind[f"{method} {path.rsplit('/', 1)[-1]}"] += 1

    def reset_calls(self) -> None:
        """Start counting calls anew."""
        self.calls = 0
        self.call_log: deque[str] = deque(maxlen=5_000)
        self.calls_by_kind: Counter[str] = Counter()

    def usage_percent(self) -> int:
        """What the usage headers say; assign `usage` to say something else."""
        return (
            self.usage if self.usage is not None else 100 * self.calls // self.rules.calls_per_day
        )

    def counts(self) -> dict[str, int]:
        """How many objects can be read now through the API, and the calls so far.

        Messages: only the 20 newest of a conversation are readable in detail.
        """
        now = self.now
        value = self.store.value
        return {
            "posts": value("SELECT count(*) FROM posts WHERE deleted = 0"),
            "visitor_posts": value(
                "SELECT count(*) FROM posts WHERE deleted = 0 AND author IS NOT NULL"
            ),
            "comments": value(READABLE_COMMENTS, seconds(now)),
            "replies": value(READABLE_COMMENTS + " AND c.author IS NULL", seconds(now)),
            "conversations": value("SELECT count(*) FROM conversations"),
            "messages": value(READABLE_MESSAGES, milliseconds(now)),
            "people": value("SELECT count(*) FROM people"),
            "calls": self.calls,
        }

    def close(self) -> None:
        """Stop the webhooks and let go of the file."""
        self.stopping.set()
        self.webhooks.stop()
        self.store.close()


READABLE_COMMENTS = (
    "SELECT count(*) FROM comments c JOIN posts p ON p.number = c.post WHERE p.deleted = 0 "
    "AND c.deleted = 0 AND c.readable = 1 AND c.shown_at <= ?"
)
READABLE_MESSAGES = (
    "SELECT count(*) FROM (SELECT row_number() OVER (PARTITION BY conversation "
    "ORDER BY created DESC, number DESC) AS place FROM messages "
    "WHERE deleted = 0 AND shown_at <= ?) WHERE place <= 20"
)
