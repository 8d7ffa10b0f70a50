"""Finds the object that an id stands for, as far as the token may see it."""

from dataclasses import dataclass

from crm.graph.simulator import ids
from crm.graph.simulator.errors import GraphError, gone
from crm.graph.simulator.objects.talks import refuse_old
from crm.graph.simulator.store import Row
from crm.graph.simulator.talks import CONVERSATION, MESSAGE
from crm.graph.simulator.view import View, need_page_token


@dataclass(frozen=True)
class Found:
    """An object and its kind."""

    kind: str
    row: Row


def find(view: View, object_id: str, method: str = "get") -> Found:
    """The object; raises 100/33 when it isn't there, or another Page's."""
    found = _page(view, object_id) or _talk(view, object_id) or _content(view, object_id)
    if found is None:
        found = _person(view, object_id)
    if found is None:
        raise gone(object_id, method)
    if found.kind not in ("page", "person") and _of_other_page(view, found.row):
        raise gone(object_id, method)
    return found


def _of_other_page(view: View, row: Row) -> bool:
    return view.access.kind == "page" and row["page"] != view.access.page


def _page(view: View, object_id: str) -> Found | None:
    wanted = view.access.page if object_id == "me" else object_id
    row = view.world.store.row("SELECT * FROM pages WHERE id = ?", wanted)
    return Found("page", row) if row else None


def _talk(view: View, object_id: str) -> Found | None:
    store = view.world.store
    if object_id.startswith("t_"):
        need_page_token(view.access)
        row = store.row(f"{CONVERSATION} WHERE t.number = ?", ids.tail(object_id))
        return Found("conversation", row) if row else None
    if object_id.startswith("m_"):
        need_page_token(view.access)
        row = store.row(f"{MESSAGE} WHERE m.id = ?", object_id)
        if row is None:
            return None
        if row["deleted"]:
            raise GraphError(9000001, "The message has been deleted by user or business")
        refuse_old(row)
        return Found("message", row) if row["shown_at"] <= view.now_ms else None
    return None


def _content(view: View, object_id: str) -> Found | None:
    head, _, last = object_id.rpartition("_")
    if not last.isdigit() or (head and not head.isdigit()):
        return None
    post = view.world.find_post(object_id)
    if post and head in ("", post["page"]):
        return None if post["deleted"] else Found("post", post)
    comment = view.world.find_comment(object_id)
    if comment is None or head not in ("", str(comment["post"]), comment["photo"]):
        return None
    return Found("comment", comment) if _stands(view, comment) else None


def _stands(view: View, comment: Row) -> bool:
    if comment["deleted"] or not comment["readable"] or comment["shown_at"] > view.now:
        return False
    deleted = "SELECT deleted FROM posts WHERE number = ?"
    return not view.world.store.value(deleted, comment["post"])


def _person(view: View, object_id: str) -> Found | None:
    """A Messenger profile: needs that the person wrote to the Page (230, 100/2018218)."""
    row = view.world.store.row("SELECT * FROM people WHERE psid = ?", object_id)
    if row is None or view.access.kind != "page":
        return None
    conversation = view.world.find_conversation(str(view.access.page), row["id"])
    if conversation is None or view.world.last_inbound(conversation) is None:
        message = "(#230) User consent is required to access user profile"
        raise GraphError(230, message, status=403)
    if row["phone_account"]:
        raise GraphError(100, "(#100) No profile available for this user.", subcode=2018218)
    return Found("person", row)
