"""A channel that keeps its routes open and sends nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from crm.pagelink.channels import ClosedRung, Outgoing, Rung, Sent, Standing
from crm.pagelink.models import Conversation, Message, Page, Route


class FakeChannel:
    """Offers a private reply for a week after a comment, and the public comment always."""

    label = "เฟซบุ๊ก"

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        until = target.created_at + timedelta(days=7)
        private = Rung(Route.PRIVATE_REPLY, until, public=False, longest=2000)
        public = Rung(Route.COMMENT, None, public=True, longest=8000, takes_photo=True)
        return [private, public] if now < until else [public]

    def closed(
        self, conversation: Conversation, target: Message, now: datetime
    ) -> list[ClosedRung]:
        until = target.created_at + timedelta(days=7)
        over = ClosedRung(Route.PRIVATE_REPLY, until, "พ้น 7 วันหลังความคิดเห็น")
        return [] if now < until else [over]

    def length(self, text: str, route: Route) -> int:
        return len(text)

    def send(self, page: Page, outgoing: Outgoing, now: datetime) -> Sent:
        return Sent(f"sent-{outgoing.reply_id}")

    def settle(self, page: Page, outgoing: Outgoing) -> Sequence[Sent]:
        return []

    def hide(self, page: Page, external_id: str) -> None: ...

    def unhide(self, page: Page, external_id: str) -> None: ...

    def edit(self, page: Page, external_id: str, text: str) -> None: ...

    def delete(self, page: Page, external_id: str) -> None: ...

    def look_at(self, page: Page, external_id: str) -> Standing | None: ...
