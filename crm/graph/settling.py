"""Looks whether a reply arrived, a way for each route (DESIGN.md §5)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from crm.graph.client import Answer, Body, GraphClient
from crm.graph.errors import ENDS_THE_PASS, Behaviour, ErrorClass, GraphError
from crm.graph.listing import Listing
from crm.graph.translate.reading import author, identifier, mapping, moment, part, rows, text
from crm.pagelink.channels import Outgoing, Sent
from crm.pagelink.models import Kind, Route

CLOCKS_DIFFER = timedelta(minutes=1)
EARLIEST = datetime.min.replace(tzinfo=UTC)
MESSAGES = "messages.limit(20){id,created_time,from,message}"
COMMENTS = "id,created_time,from{id,name},message"


def look(client: GraphClient, page: str, outgoing: Outgoing) -> Sequence[Sent]:
    """Every text of the Page that equals the reply's, where it was to stand, oldest first.

    None older than the first attempt in doubt, less a minute since clocks differ. Raises where
    it may stand among what Facebook doesn't show.
    """
    person = outgoing.person_external_id
    if outgoing.route == Route.COMMENT:
        found: Iterable[Body] = _comments(client, outgoing)
    elif outgoing.route == Route.PRIVATE_REPLY:
        person = person or outgoing.author_external_id
        found = _private_reply(client, page, person, outgoing)
    else:
        found = _conversation(client, page, person, outgoing) if person else ()
    seen = list(found)
    matches = [row for row in seen if _is_match(row, page, outgoing)]
    if not matches and any(_is_kept_back(row, outgoing) for row in seen):
        raise GraphError(ErrorClass.PERMISSION)
    sent = [_sent(row, person) for row in matches if identifier(row.get("id"))]
    return sorted(sent, key=lambda one: one.created_at or EARLIEST)


def _comments(client: GraphClient, outgoing: Outgoing) -> Iterator[Body]:
    path = client.versioned(
        f"{outgoing.target_external_id}/comments",
        order="reverse_chronological",
        fields=COMMENTS,
        limit=100,
    )
    return _down_to_the_attempt(Listing(client, path), outgoing)


def _down_to_the_attempt(listing: Listing, outgoing: Outgoing) -> Iterator[Body]:
    """The rows, newest first, as far as the reply can stand.

    Raises where the list leads no further: what it didn't show may be there.
    """
    for page in listing:
        yield from page.rows
        if any(_is_too_old(row, outgoing) for row in page.rows):
            return
    if listing.stopped:
        raise GraphError(ErrorClass.PERMISSION)


def _private_reply(
    client: GraphClient, page: str, person: str | None, outgoing: Outgoing
) -> list[Body]:
    """The comment's own private conversation, else the Page's conversation with its writer.

    A visitor's post doesn't lead to its private reply, nor does a comment that is gone or a token
    that may not ask; the writer's number may be the same in Messenger (GRAPH_API.md §4.1). Raises
    what was refused where nothing else is left to look at.
    """
    refusal = None
    if outgoing.target_kind == Kind.COMMENT:
        try:
            found = _own_conversation(client, outgoing)
        except GraphError as error:
            if error.behaviour in (*ENDS_THE_PASS, Behaviour.TRY_AGAIN):
                raise
            found, refusal = [], error
        if found:
            return found
    if person:
        return list(_conversation(client, page, person, outgoing))
    if refusal:
        raise GraphError(ErrorClass.PERMISSION, refusal.body)
    return []


def _own_conversation(client: GraphClient, outgoing: Outgoing) -> list[Body]:
    fields = f"private_reply_conversation{{id,{MESSAGES}}}"
    answer = client.get(outgoing.target_external_id, fields=fields)
    conversation = part(answer.body, "private_reply_conversation")
    return list(_messages(client, answer, conversation, outgoing))


def _conversation(
    client: GraphClient, page: str, person: str, outgoing: Outgoing
) -> Iterator[Body]:
    answer = client.get(
        f"{page}/conversations", platform="messenger", user_id=person, fields=f"id,{MESSAGES}"
    )
    for conversation in rows(answer.body):
        yield from _messages(client, answer, conversation, outgoing)


def _messages(
    client: GraphClient, answer: Answer, conversation: object, outgoing: Outgoing
) -> Iterator[Body]:
    nested = Answer(mapping(mapping(conversation).get("messages")), answer.asked_at)
    return _down_to_the_attempt(Listing(client, "messages", nested), outgoing)


def _is_match(row: Body, page: str, outgoing: Outgoing) -> bool:
    """The same words of the Page's own: Facebook trims texts and changes line ends."""
    by = author(row)
    is_ours = by is not None and by.id == page
    is_same = text(row.get("message")).split() == outgoing.text.split()
    return is_ours and is_same and not _is_too_old(row, outgoing)


def _is_kept_back(row: Body, outgoing: Outgoing) -> bool:
    """Whether a message is only named: Facebook shows the 20 newest of a conversation (§5)."""
    is_private = outgoing.route != Route.COMMENT
    is_bare = "from" not in row and "message" not in row
    return is_private and is_bare and not _is_too_old(row, outgoing)


def _is_too_old(row: Body, outgoing: Outgoing) -> bool:
    written_at = moment(row.get("created_time"))
    if written_at is None or outgoing.since is None:
        return False
    return written_at < outgoing.since - CLOCKS_DIFFER


def _sent(row: Body, person: str | None) -> Sent:
    return Sent(str(identifier(row.get("id"))), person, moment(row.get("created_time")))
