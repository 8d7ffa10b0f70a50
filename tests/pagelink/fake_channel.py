"""A channel in memory that passes the same contract as a real one, and fails when told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from crm.pagelink.channels import ClosedRung, Outgoing, Rung, SendError, SendErrorKind, Sent
from crm.pagelink.channels import Standing as OnPage
from crm.pagelink.models import Conversation, Kind, Message, Page, Route
from crm.pagelink.queries import has_live_private_reply

CLOCKS_DIFFER = timedelta(seconds=60)


@dataclass
class Standing:
    """A text that stands on the fake Page."""

    outgoing: Outgoing
    sent: Sent


@dataclass
class FakeChannel:
    """`failures` are raised by the next sends, one each; with kind doubt the text stands all the
    same if `writes_before_doubt`. `meanwhile` is called between the write and the answer."""

    label: str = "ช่องทางทดสอบ"
    standing: list[Standing] = field(default_factory=list)
    failures: list[SendErrorKind] = field(default_factory=list)
    writes_before_doubt: bool = True
    is_blind: bool = False
    blinded_by: SendErrorKind = SendErrorKind.TRANSIENT
    hidden: set[str] = field(default_factory=set)
    edited: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    is_deaf: bool = False
    looks: int = 0
    meanwhile: Callable[[Sent], None] | None = None

    def __post_init__(self) -> None:
        self._numbers = count(800001)

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        """As on Facebook, in short."""
        if target.kind == Kind.MESSAGE:
            since = conversation.last_inbound_at or target.created_at
            spans = [(Route.MESSAGE, timedelta(hours=24))]
            if not by_software:
                spans.append((Route.HUMAN_AGENT, timedelta(days=7)))
            return [
                Rung(route, since + span, False, 2000)
                for route, span in spans
                if since + span > now
            ]
        until = target.created_at + timedelta(days=7)
        public = Rung(Route.COMMENT, None, True, 8000, takes_photo=True)
        if until <= now or has_live_private_reply(target.id):
            return [public]
        return [Rung(Route.PRIVATE_REPLY, until, False, 2000), public]

    def closed(
        self, conversation: Conversation, target: Message, now: datetime
    ) -> list[ClosedRung]:
        """What is over isn't told."""
        return []

    def length(self, text: str, route: Route) -> int:
        """In characters."""
        return len(text)

    def send(self, page: Page, outgoing: Outgoing, now: datetime) -> Sent:
        """Write it down, unless told to fail."""
        kind = self.failures.pop(0) if self.failures else None
        if kind and not (kind == SendErrorKind.DOUBT and self.writes_before_doubt):
            raise SendError(kind, "ส่งไม่ได้")
        prefix = "m_" if outgoing.route != Route.COMMENT else f"{outgoing.target_external_id}_"
        is_private_reply = outgoing.route == Route.PRIVATE_REPLY
        person = "9001" if is_private_reply else outgoing.person_external_id
        sent = Sent(f"{prefix}{next(self._numbers)}", person, now)
        self.standing.append(Standing(outgoing, sent))
        if self.meanwhile:
            self.meanwhile(sent)
        if kind:
            raise SendError(kind, "ไม่ทราบผล")
        return sent

    def settle(self, page: Page, outgoing: Outgoing) -> Sequence[Sent]:
        """Look through what stands."""
        self.looks += 1
        if self.is_blind:
            raise SendError(self.blinded_by, "อ่านไม่ได้")
        since = outgoing.since - CLOCKS_DIFFER if outgoing.since else None
        return [
            one.sent
            for one in self.standing
            if one.outgoing.target_external_id == outgoing.target_external_id
            and one.outgoing.text.split() == outgoing.text.split()
            and (since is None or one.sent.created_at is None or one.sent.created_at >= since)
        ]

    def hide(self, page: Page, external_id: str) -> None:
        """Remember it, unless told to fail."""
        if self.failures:
            raise SendError(self.failures.pop(0), "ซ่อนไม่ได้")
        self.hidden.add(external_id)

    def unhide(self, page: Page, external_id: str) -> None:
        """Forget it."""
        self.hidden.discard(external_id)

    def edit(self, page: Page, external_id: str, text: str) -> None:
        """Remember the new words."""
        self.edited[external_id] = text

    def delete(self, page: Page, external_id: str) -> None:
        """Take it down."""
        self.standing = [one for one in self.standing if one.sent.external_id != external_id]
        self.deleted.add(external_id)

    def look_at(self, page: Page, external_id: str) -> OnPage | None:
        """As it stands after all that was done to it; `deaf`: nothing that was done took effect."""
        if external_id in self.deleted:
            return None
        if self.is_deaf:
            return OnPage("เดิม", False)
        return OnPage(self.edited.get(external_id, "เดิม"), external_id in self.hidden)

    @property
    def texts(self) -> list[str]:
        """What stands, in the order in which it was written."""
        return [one.outgoing.text for one in self.standing]
