"""Who wrote: every author and correspondent of a batch, made known to the people database."""

from collections.abc import Iterable
from dataclasses import replace

from crm.customers.models import IdentityChannel
from crm.customers.service import Seen, identify
from crm.pagelink.incoming import IncomingMessage
from crm.pagelink.models import Direction, Kind, Page

FACEBOOK = "facebook"


class People:
    """The identities of everybody whom a batch names."""

    def __init__(self, page: Page, messages: Iterable[IncomingMessage]) -> None:
        self._page = page
        seen: dict[IdentityChannel, dict[str, Seen]] = {}
        for told in messages:
            number, name = _citizen(told)
            if number:
                people = seen.setdefault(self._channel(told.kind), {})
                people[number] = _widened(people.get(number), told, name)
        self._ids = {
            channel: identify(channel, page.external_id, people) for channel, people in seen.items()
        }

    def author(self, told: IncomingMessage) -> int | None:
        """The identity of a citizen's message; None for the Page's own and for unknown authors."""
        number, _name = _citizen(told)
        if told.direction == Direction.OUT or number is None:
            return None
        return self._ids[self._channel(told.kind)].get(number)

    def _channel(self, kind: str) -> IdentityChannel:
        if self._page.channel != FACEBOOK:
            return IdentityChannel(self._page.channel)
        is_private = kind == Kind.MESSAGE
        return IdentityChannel.MESSENGER if is_private else IdentityChannel.FACEBOOK_COMMENT


def _citizen(told: IncomingMessage) -> tuple[str | None, str | None]:
    """The citizen's number and name: the author, or in private whoever the Page writes with."""
    if told.kind == Kind.MESSAGE:
        is_author = told.direction == Direction.IN
        number = told.person_external_id or (told.author_external_id if is_author else None)
        return number, told.person_name or (told.author_name if is_author else None)
    if told.direction == Direction.OUT:
        return None, None
    return told.author_external_id, told.author_name


def _widened(seen: Seen | None, told: IncomingMessage, name: str | None) -> Seen:
    at = told.created_at or told.observed_at
    if seen is None:
        return Seen(name or None, at, at)
    newest_name = name if name and (at >= seen.last_at or not seen.name) else seen.name
    return replace(
        seen,
        name=newest_name,
        first_at=min(seen.first_at, at),
        last_at=max(seen.last_at, at),
    )
