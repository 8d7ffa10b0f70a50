"""Lists under an object: what they hold, how they are filtered, ordered, paged and summed up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from crm.graph.simulator import ids
from crm.graph.simulator.clock import read_time
from crm.graph.simulator.comments import COMMENT
from crm.graph.simulator.errors import bad_parameter
from crm.graph.simulator.fields import Ask, write
from crm.graph.simulator.objects.base import MISSING, Field, check, render
from crm.graph.simulator.paging import Query, Slice, cut, decode, read_limit
from crm.graph.simulator.posts import POST
from crm.graph.simulator.store import Row
from crm.graph.simulator.talks import CONVERSATION, MESSAGE
from crm.graph.simulator.view import View, need_page_token

Params = dict[str, str]
KEPT = ("filter", "order", "summary", "since", "until", "platform", "user_id", "limit")


@dataclass(frozen=True)
class Edge:
    """A list of children: `query` selects them, `most` is the highest limit."""

    name: str
    child: str
    query: Callable[[View, Row, Params], Query]
    most: int
    total: Callable[[View, Row, Params], dict[str, Any]] | None = None
    open_to_all: bool = False


def edge(one: Edge, child: str) -> Field:
    """The field through which an edge is expanded inside `fields`."""

    def read(view: View, row: Row, ask: Ask) -> Any:
        shown = listing(view, one, row, ask.modifiers, ask.fields, token="")
        empty = not shown["data"] and "summary" not in shown and "paging" not in shown
        return MISSING if empty else shown

    return Field(read, kind=child)


def listing(
    view: View, one: Edge, row: Row, params: Params, asks: list[Ask] | None, token: str
) -> dict[str, Any]:
    """One page of a list: `data`, `paging` when there is anything, `summary` when asked for.

    `token` goes into the links when it came in the address.
    """
    check(one.child, asks)
    if one.open_to_all and view.access.kind != "page":
        return {"data": []}
    need_page_token(view.access, _page_of(row))
    limit = read_limit(params.get("limit"), one.most)
    shown: dict[str, Any] = {"data": []}
    links = _Links(view, one, _own_id(row, one), dict(params), asks, token)
    if view.empty_page and "__paging_token" not in params:
        shown["paging"] = links.of_empty_page()
    else:
        found = _found(view, one, row, params, limit)
        shown["data"] = [
            render(view, one.child, child, asks) for child in found.rows if _readable(child)
        ]
        if found.cursors:
            shown["paging"] = links.of(found)
    if one.total and params.get("summary", "false") not in ("false", "0", ""):
        shown["summary"] = one.total(view, row, params)
    return shown


def _found(view: View, one: Edge, row: Row, params: Params, limit: int) -> Slice:
    query = one.query(view, row, params)
    after = params.get("after") or None
    if after and view.world.rules.deepest_cursor is not None:
        _refuse_depth(view, query, after, view.world.rules.deepest_cursor)
    if limit == 0:
        return Slice()
    return cut(view.world.store, query, limit, after, params.get("before") or None)


def _refuse_depth(view: View, query: Query, after: str, deepest: int) -> None:
    sign = ">=" if query.descending else "<="
    depth = view.world.store.value(
        f"SELECT count(*) FROM ({query.select} WHERE {query.where} AND "
        f"({query.alias}.{query.time}, {query.alias}.number) {sign} (?, ?))",
        *query.values,
        *decode(after),
    )
    if depth >= deepest:
        raise bad_parameter(
            "The After Cursor specified exceeds the max limit supported by this endpoint"
        )


def _readable(row: Row) -> bool:
    """What privacy hides leaves a gap in the page, or an empty page with a next one."""
    return "readable" not in _columns(row) or bool(row["readable"])


def _page_of(row: Row) -> str:
    return str(row["page"] if "page" in _columns(row) else row["id"])


def _columns(row: Row) -> list[str]:
    return list(row.keys())


def _own_id(row: Row, one: Edge) -> str:
    if one is COMMENTS:
        return ids.post_id(row["page"], row["number"])
    if one is REPLIES:
        return ids.comment_id(row, "story")
    return ids.conversation_id(row["number"]) if one is MESSAGES else str(row["id"])


@dataclass
class _Links:
    view: View
    edge: Edge
    owner: str
    params: Params
    asks: list[Ask] | None
    token: str

    def of(self, found: Slice) -> dict[str, Any]:
        cursors = found.cursors or {}
        paging: dict[str, Any] = {"cursors": cursors}
        if found.more_before:
            paging["previous"] = self._address(before=cursors["before"])
        if found.more_after:
            paging["next"] = self._address(after=cursors["after"])
        return paging

    def of_empty_page(self) -> dict[str, Any]:
        """An empty page that carries the old cursor and still has more behind it."""
        after = self.params.get("after", "")
        paging: dict[str, Any] = {"next": self._address(after=after, __paging_token="1")}
        return paging | ({"cursors": {"before": after, "after": after}} if after else {})

    def _address(self, **where: str) -> str:
        query = {name: self.params[name] for name in KEPT if name in self.params}
        if self.token:
            query["access_token"] = self.token
        if self.asks:
            query["fields"] = write(self.asks)
        query |= {name: value for name, value in where.items() if value}
        base = f"{self.view.base_url}/{self.view.version}/{self.owner}/{self.edge.name}"
        return f"{base}?{urlencode(query)}"


def _times(params: Params, column: str) -> tuple[list[str], list[Any]]:
    where, values = [], []
    for name, sign in (("since", ">="), ("until", "<=")):
        if params.get(name):
            where.append(f"{column} {sign} ?")
            values.append(_time(params[name]))
    return where, values


def _time(text: str) -> int:
    try:
        return read_time(text)
    except ValueError as error:
        raise bad_parameter(f"Invalid time: {text}") from error


def _feed(view: View, row: Row, params: Params) -> Query:
    where, values = _times(params, "p.created")
    where = ["p.page = ?", "p.deleted = 0", "p.listed = 1", *where]
    most = view.world.rules.posts_per_year
    values = [row["id"], *values]
    if most is not None:
        where.append(RANKED)
        values += [row["id"], most]
    return Query("posts", "p", POST, " AND ".join(where), values, descending=True)


def _own_posts(view: View, row: Row, params: Params) -> Query:
    query = _feed(view, row, params)
    query.where += " AND p.author IS NULL AND p.published = 1"
    return query


RANKED = (
    "p.number IN (SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY "
    "strftime('%Y', created, 'unixepoch') ORDER BY rank) AS place FROM posts "
    "WHERE page = ? AND deleted = 0) WHERE place <= ?)"
)


def _standing(view: View, params: Params) -> tuple[list[str], list[Any]]:
    where, values = ["c.deleted = 0", "c.shown_at <= ?"], [view.now]
    if params.get("since") and view.world.rules.honour_since:
        where.append("c.created >= ?")
        values.append(_time(params["since"]))
    return where, values


def _comments(view: View, row: Row, params: Params) -> Query:
    where, values = _standing(view, params)
    if _filter(params) == "toplevel":
        where.append("c.parent IS NULL")
    where = ["c.post = ?", *where]
    return Query(
        "comments",
        "c",
        COMMENT,
        " AND ".join(where),
        [row["number"], *values],
        descending=_order(params) == "reverse_chronological",
    )


def _replies(view: View, row: Row, params: Params) -> Query:
    where, values = _standing(view, params)
    descending = _order(params) == "reverse_chronological"
    where = ["c.parent = ?", *where]
    values = [row["number"], *values]
    return Query("comments", "c", COMMENT, " AND ".join(where), values, descending)


def _filter(params: Params) -> str:
    return _one_of(params, "filter", "toplevel", "stream")


def _order(params: Params) -> str:
    return _one_of(params, "order", "chronological", "reverse_chronological")


def _one_of(params: Params, name: str, usual: str, other: str) -> str:
    value = params.get(name) or usual
    if value not in (usual, other):
        raise bad_parameter(f"Param {name} must be one of {{{usual}, {other}}}")
    return value


def _comments_total(view: View, row: Row, params: Params) -> dict[str, Any]:
    """Counts what privacy hides too, and replies only with `filter=stream`."""
    toplevel = " AND parent IS NULL" if _filter(params) == "toplevel" else ""
    sql = "SELECT count(*) FROM comments WHERE post = ? AND deleted = 0 AND shown_at <= ?"
    total = view.world.store.value(sql + toplevel, row["number"], view.now)
    can_comment = bool(row["can_comment"])
    return {"order": _order(params), "total_count": total, "can_comment": can_comment}


def _replies_total(view: View, row: Row, params: Params) -> dict[str, Any]:
    sql = "SELECT count(*) FROM comments WHERE parent = ? AND deleted = 0 AND shown_at <= ?"
    total = view.world.store.value(sql, row["number"], view.now)
    can_comment = bool(row["can_comment"])
    return {"order": _order(params), "total_count": total, "can_comment": can_comment}


def _conversations(view: View, row: Row, params: Params) -> Query:
    """Newest first; `since` is ignored, other platforms than Messenger are empty."""
    where = "t.page = ? AND t.updated > 0"
    values: list[Any] = [row["id"]]
    if params.get("user_id"):
        where += " AND a.psid = ?"
        values.append(params["user_id"])
    if params.get("platform", "messenger").lower() != "messenger":
        where += " AND 0"
    return Query("conversations", "t", CONVERSATION, where, values, True, time="updated")


def _messages(view: View, row: Row, _params: Params) -> Query:
    where = "m.conversation = ? AND m.deleted = 0 AND m.shown_at <= ?"
    return Query("messages", "m", MESSAGE, where, [row["number"], view.now_ms], True)


FEED = Edge("feed", "post", _feed, 100)
POSTS = Edge("posts", "post", _own_posts, 100)
PUBLISHED_POSTS = Edge("published_posts", "post", _own_posts, 100)
COMMENTS = Edge("comments", "comment", _comments, 100, _comments_total, open_to_all=True)
REPLIES = Edge("comments", "comment", _replies, 100, _replies_total, open_to_all=True)
CONVERSATIONS = Edge("conversations", "conversation", _conversations, 200)
MESSAGES = Edge("messages", "message", _messages, 100)
EDGES: dict[tuple[str, str], Edge] = {
    ("page", "feed"): FEED,
    ("page", "posts"): POSTS,
    ("page", "published_posts"): PUBLISHED_POSTS,
    ("page", "conversations"): CONVERSATIONS,
    ("post", "comments"): COMMENTS,
    ("comment", "comments"): REPLIES,
    ("conversation", "messages"): MESSAGES,
}
