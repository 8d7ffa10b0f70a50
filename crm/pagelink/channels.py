"""The port to the outside: what a channel can do for a Page, and the registry that wiring fills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from crm.errors import N_, CrmError
from crm.pagelink.models import Conversation, Message, Page, Route


class SendErrorKind(StrEnum):
    """What a refusal means for the outbox; doubt = it may have been executed all the same."""

    TRANSIENT = "transient"
    RATE = "rate"
    TOKEN = "token"  # noqa: S105 - a kind of error, not a secret
    PERMISSION = "permission"
    GONE = "gone"
    WINDOW = "window"
    POLICY = "policy"
    DUPLICATE = "duplicate"
    BUG = "bug"
    DOUBT = "doubt"


class SendError(CrmError):
    """A channel's refusal or silence; `sentence` tells the admin what happened and what to do.

    `retry_after` (seconds) is how long the channel asked to be left alone, if it said.
    """

    status = 502

    def __init__(
        self, kind: SendErrorKind, sentence: str | None = None, *, retry_after: float | None = None
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.retry_after = retry_after


class UnknownChannel(CrmError):
    """A Page on a channel that this installation doesn't have."""

    sentence = N_("ระบบยังไม่รองรับช่องทางของเพจนี้")


@dataclass(frozen=True, slots=True)
class Rung:
    """A route that is still open: until when (None: no end), whether all see it, longest text.

    `longest` counts as the channel counts; see `Channel.length`. `takes_photo`: a photo and its
    text arrive there by one call, both or neither.
    """

    route: Route
    until: datetime | None
    public: bool
    longest: int
    takes_photo: bool = False


@dataclass(frozen=True, slots=True)
class ClosedRung:
    """A route that is over for a message: since when (None: it is used up), and why."""

    route: Route
    since: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply as the channel needs it, free of the database so that no transaction is open.

    `target_external_id` is the object to post to: the comment or post for `comment` and
    `private_reply`, the person for `message` and `human_agent`. `target_kind` is the kind of the
    message that is answered, `author_external_id` its author, if known. `marker` travels along
    where the channel lets it and comes back in the echo. `since` is the start of the first attempt
    whose outcome is in doubt, else None. `photo` is the file of the photo that goes along. `until`
    is the end of the lease of whoever sends it, which tells this attempt from any other.
    """

    reply_id: int
    route: Route
    text: str
    target_external_id: str
    target_kind: str
    person_external_id: str | None
    thread_external_id: str | None
    marker: str
    by_software: bool
    since: datetime | None = None
    author_external_id: str | None = None
    photo: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What arrived: its id on the channel, when (if told), and for private ones the person's id."""

    external_id: str
    person_external_id: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a comment stands on the Page now."""

    text: str
    hidden: bool


class Channel(Protocol):
    """A way to the citizens. Every method but `rungs`, `closed` and `length` may use the network.

    `page` comes detached from the session. Network methods raise `SendError` and nothing else.
    """

    label: str

    def rungs(
        self, conversation: Conversation, target: Message, now: datetime, *, by_software: bool
    ) -> list[Rung]:
        """The routes still open for an answer to `target`, the best first."""
        ...

    def closed(
        self, conversation: Conversation, target: Message, now: datetime
    ) -> list[ClosedRung]:
        """The routes that a person could have answered `target` by and can't any more."""
        ...

    def length(self, text: str, route: Route) -> int:
        """How long the channel takes `text` to be on `route`, in the units of `Rung.longest`."""
        ...

    def send(self, page: Page, outgoing: Outgoing, now: datetime) -> Sent:
        """Post it once; SendError of kind doubt where it may have been executed."""
        ...

    def settle(self, page: Page, outgoing: Outgoing) -> Sequence[Sent]:
        """Look whether it arrived: every text of the Page equal to `outgoing.text` at that place
        not older than `outgoing.since` (less a minute, since clocks differ), oldest first."""
        ...

    def hide(self, page: Page, external_id: str) -> None:
        """Hide a comment from the public."""
        ...

    def unhide(self, page: Page, external_id: str) -> None:
        """Show a hidden comment again."""
        ...

    def edit(self, page: Page, external_id: str, text: str) -> None:
        """Replace the text of a comment of the Page's own."""
        ...

    def delete(self, page: Page, external_id: str) -> None:
        """Delete a comment."""
        ...

    def look_at(self, page: Page, external_id: str) -> Standing | None:
        """How a comment stands there now; None where it is gone."""
        ...


_channels: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    """Make a channel known under the name that `Page.channel` holds; the last one stands."""
    _channels[name] = channel


def get(name: str) -> Channel:
    """The channel of that name; raises UnknownChannel."""
    if name not in _channels:
        raise UnknownChannel
    return _channels[name]
