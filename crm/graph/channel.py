"""Facebook as a channel: which routes are open, and how a reply gets there or is looked for."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from crm.errors import N_
from crm.graph import settling
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import Body, GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.translate.reading import identifier
from crm.pagelink.channels import (
    ClosedRung,
    Outgoing,
    Rung,
    SendError,
    SendErrorKind,
    Sent,
    Standing,
)
from crm.pagelink.models import Conversation, Direction, Kind, Message, Page, Route
from crm.pagelink.queries.known import has_live_private_reply

LOOKED_AT = "id,message,is_hidden"
LONGEST_MESSAGE = 2000
LONGEST_COMMENT = 8000
MESSENGER_WINDOWS = {
    Route.MESSAGE: timedelta(hours=24),
    Route.HUMAN_AGENT: timedelta(days=7),
}
PRIVATE_REPLY_WINDOW = timedelta(days=7)

KIND_OF_ERROR = {
    ErrorClass.TRANSIENT: SendErrorKind.TRANSIENT,
    ErrorClass.TOO_MUCH: SendErrorKind.BUG,
    ErrorClass.RATE: SendErrorKind.RATE,
    ErrorClass.TOKEN: SendErrorKind.TOKEN,
    ErrorClass.PERMISSION: SendErrorKind.PERMISSION,
    ErrorClass.GONE: SendErrorKind.GONE,
    ErrorClass.WINDOW: SendErrorKind.WINDOW,
    ErrorClass.POLICY: SendErrorKind.POLICY,
    ErrorClass.DUPLICATE: SendErrorKind.DUPLICATE,
    ErrorClass.BUG: SendErrorKind.BUG,
}
NO_ANSWER = N_("เฟซบุ๊กไม่ยืนยันว่าได้รับข้อความแล้วหรือไม่ ระบบกำลังตรวจดูที่เพจ กรุณาอย่าส่งซ้ำ")
USED_UP = N_("ใช้ไปแล้ว เฟซบุ๊กให้ตอบส่วนตัวได้ครั้งเดียวต่อหนึ่งความคิดเห็น")
WITHDRAWN = N_("ผู้เขียนลบข้อความแล้ว")
PAST_A_WEEK = N_("พ้น 7 วันหลังความคิดเห็น")
PAST_ITS_WINDOW = {
    Route.MESSAGE: N_("พ้น 24 ชั่วโมงหลังข้อความล่าสุดของประชาชน"),
    Route.HUMAN_AGENT: N_("พ้น 7 วันหลังข้อความล่าสุดของประชาชน"),
}
PHOTO_GONE = N_("ไม่พบไฟล์ภาพที่จะส่งไปกับข้อความ กรุณาแนบภาพใหม่แล้วส่งอีกครั้ง")
ONLY_TYPED_BY_PEOPLE = N_("ช่องทางนี้ใช้ได้เฉพาะข้อความที่เจ้าหน้าที่พิมพ์เอง กรุณาเลือกช่องทางอื่น")

Result = TypeVar("Result")


class FacebookChannel:
    """Implements pagelink's `Channel` for Facebook Pages.

    Windows and lengths are those of GRAPH_API.md §6: 24 hours after the citizen's last message,
    7 days as a human agent, one private reply within 7 days of a comment or visitor post. A
    photo goes with a comment only: in Messenger text and picture are two messages, of which one
    alone may arrive. `photos` is the folder that they lie in.
    """

    label = N_("เฟซบุ๊ก")

    def __init__(self, address: GraphAddress, photos: Path) -> None:
        self._address = address
        self._photos = photos

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        """The open routes, the most private first."""
        if target.direction != Direction.IN or target.deleted_at:
            return []
        if target.kind == Kind.MESSAGE and target.erased_at:
            return []
        if target.kind == Kind.MESSAGE:
            return _messenger_rungs(conversation.last_inbound_at, now, by_software=by_software)
        public = Rung(Route.COMMENT, None, True, LONGEST_COMMENT, takes_photo=True)
        until = target.created_at + PRIVATE_REPLY_WINDOW
        if until <= now or has_live_private_reply(target.id):
            return [public]
        return [Rung(Route.PRIVATE_REPLY, until, False, LONGEST_MESSAGE), public]

    def closed(
        self, conversation: Conversation, target: Message, now: datetime
    ) -> list[ClosedRung]:
        """What its windows and its one private reply have closed, in the order of `rungs`."""
        if target.direction != Direction.IN:
            return []
        if target.kind == Kind.MESSAGE:
            return _closed_in_messenger(conversation.last_inbound_at, now)
        if target.deleted_at:
            routes = (Route.PRIVATE_REPLY, Route.COMMENT)
            return [ClosedRung(route, target.deleted_at, WITHDRAWN) for route in routes]
        until = target.created_at + PRIVATE_REPLY_WINDOW
        if has_live_private_reply(target.id):
            return [ClosedRung(Route.PRIVATE_REPLY, None, USED_UP)]
        return [ClosedRung(Route.PRIVATE_REPLY, until, PAST_A_WEEK)] if until <= now else []

    def length(self, text: str, route: Route) -> int:
        """Characters of a comment; UTF-16 units of a message, where one emoji counts two (§6.4)."""
        return len(text) if route == Route.COMMENT else len(text.encode("utf-16-le")) // 2

    def send(self, page: Page, outgoing: Outgoing, now: datetime) -> Sent:
        """Post it once. An answer without an id of its own leaves it in doubt (§6.1)."""
        if outgoing.route == Route.HUMAN_AGENT and outgoing.by_software:
            raise SendError(SendErrorKind.WINDOW, ONLY_TYPED_BY_PEOPLE)
        photo = self._photo(outgoing)
        if outgoing.route == Route.COMMENT:
            answer = self._do(page, lambda client: _comment(client, outgoing, photo))
        else:
            answer = self._do(page, lambda client: _message(client, page.external_id, outgoing))
        external_id = identifier(answer.get("id")) or identifier(answer.get("message_id"))
        if not external_id or external_id == outgoing.target_external_id:
            raise SendError(SendErrorKind.DOUBT, NO_ANSWER)
        return Sent(external_id, identifier(answer.get("recipient_id")))

    def settle(self, page: Page, outgoing: Outgoing) -> Sequence[Sent]:
        """Look for it where it was to stand."""
        return self._do(page, lambda client: settling.look(client, page.external_id, outgoing))

    def hide(self, page: Page, external_id: str) -> None:
        """Hide a comment: its author and their friends go on seeing it."""
        self._do(page, lambda client: client.post(external_id, is_hidden=True))

    def unhide(self, page: Page, external_id: str) -> None:
        """Show a hidden comment again."""
        self._do(page, lambda client: client.post(external_id, is_hidden=False))

    def edit(self, page: Page, external_id: str, text: str) -> None:
        """Replace the text of a comment of the Page's own."""
        self._do(page, lambda client: client.post(external_id, message=text))

    def delete(self, page: Page, external_id: str) -> None:
        """Delete a comment."""
        self._do(page, lambda client: client.delete(external_id))

    def look_at(self, page: Page, external_id: str) -> Standing | None:
        """How a comment stands there now (§3.2); None where it is gone."""
        try:
            answer = self._do(page, lambda client: client.get(external_id, fields=LOOKED_AT))
        except SendError as error:
            if error.kind == SendErrorKind.GONE:
                return None
            raise
        body = answer.body if isinstance(answer.body, dict) else {}
        return Standing(str(body.get("message") or ""), bool(body.get("is_hidden")))

    def _photo(self, outgoing: Outgoing) -> bytes | None:
        if outgoing.photo is None:
            return None
        try:
            return (self._photos / outgoing.photo).read_bytes()
        except OSError as error:
            raise SendError(SendErrorKind.BUG, PHOTO_GONE) from error

    def _do(self, page: Page, act: Callable[[GraphClient], Result]) -> Result:
        """Act as this Page; what fails comes out as SendError."""
        meter = PageMeter(page.id, Purpose.SENDS)
        client = GraphClient(self._address, page.token or "", meter=meter)
        try:
            return act(client)
        except GraphError as error:
            raise _send_error(error) from error
        finally:
            meter.flush()


def _messenger_rungs(
    last_inbound_at: datetime | None, now: datetime, *, by_software: bool
) -> list[Rung]:
    """Counted from the person's last message, never from ours (§6.4)."""
    if last_inbound_at is None:
        return []
    return [
        Rung(route, last_inbound_at + window, False, LONGEST_MESSAGE)
        for route, window in MESSENGER_WINDOWS.items()
        if last_inbound_at + window > now and not (by_software and route == Route.HUMAN_AGENT)
    ]


def _closed_in_messenger(last_inbound_at: datetime | None, now: datetime) -> list[ClosedRung]:
    if last_inbound_at is None:
        return []
    return [
        ClosedRung(route, last_inbound_at + window, PAST_ITS_WINDOW[route])
        for route, window in MESSENGER_WINDOWS.items()
        if last_inbound_at + window <= now
    ]


def _comment(client: GraphClient, outgoing: Outgoing, photo: bytes | None) -> Body:
    path = f"{outgoing.target_external_id}/comments"
    return client.post(path, photo=photo, message=outgoing.text)


def _message(client: GraphClient, page: str, outgoing: Outgoing) -> Body:
    return client.post(
        f"{page}/messages",
        recipient=_recipient(outgoing),
        message={"text": outgoing.text, "metadata": outgoing.marker},
        **_messaging_type(outgoing.route),
    )


def _recipient(outgoing: Outgoing) -> dict[str, str]:
    if outgoing.route != Route.PRIVATE_REPLY:
        return {"id": outgoing.person_external_id or outgoing.target_external_id}
    name = "post_id" if outgoing.target_kind == Kind.POST else "comment_id"
    return {name: outgoing.target_external_id}


def _messaging_type(route: Route) -> dict[str, Any]:
    if route == Route.HUMAN_AGENT:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"} if route == Route.MESSAGE else {}


def _send_error(error: GraphError) -> SendError:
    if error.may_have_happened:
        return SendError(SendErrorKind.DOUBT, NO_ANSWER)
    retry_after = error.wait.total_seconds() if error.wait else None
    kind = KIND_OF_ERROR[error.error_class]
    return SendError(kind, error.sentence, retry_after=retry_after)
