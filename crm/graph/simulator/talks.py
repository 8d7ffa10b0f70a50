"""Messenger conversations of the simulated Page."""

import hashlib
import json
from datetime import datetime
from typing import Any

from crm.graph.simulator import events, ids
from crm.graph.simulator.clock import milliseconds
from crm.graph.simulator.comments import META_INBOX, Comments
from crm.graph.simulator.store import Row

MESSAGE = (
    "SELECT m.*, (SELECT count(*) FROM (SELECT 1 FROM messages n WHERE n.deleted = 0 AND "
    "n.conversation = m.conversation AND (n.created, n.number) > (m.created, m.number) "
    "LIMIT 20)) >= 20 AS old, t.page AS page, t.person AS person, a.psid AS psid, "
    "a.name AS person_name, "
    "g.name AS page_name FROM messages m JOIN conversations t ON t.number = m.conversation "
    "JOIN people a ON a.id = t.person JOIN pages g ON g.id = t.page"
)
CONVERSATION = (
    "SELECT t.*, a.psid AS psid, a.name AS person_name, g.name AS page_name FROM conversations t "
    "JOIN people a ON a.id = t.person JOIN pages g ON g.id = t.page"
)


class Talks(Comments):
    """The part of the world that keeps Messenger."""

    def add_private_message(
        self,
        person: str,
        text: str,
        *,
        created_time: datetime | None = None,
        page: str | None = None,
        attachments: list[str] | None = None,
        sticker: str | None = None,
        reply_to: str | None = None,
    ) -> str:
        """A citizen's message to the Page; its id. `attachments`: kinds, such as `image`."""
        return self.write_message(
            self.open_conversation(page or self.main_page, self.person(person)),
            text,
            outbound=False,
            created=milliseconds(created_time or self.now),
            attachments=json.dumps(attachments) if attachments else None,
            sticker=sticker,
            reply_to=reply_to,
        )

    def message_in_meta(
        self,
        person: str,
        text: str,
        *,
        created_time: datetime | None = None,
        page: str | None = None,
    ) -> str:
        """A message that a colleague typed in Meta's own inbox; its id."""
        return self.write_message(
            self.open_conversation(page or self.main_page, self.person(person)),
            text,
            outbound=True,
            created=milliseconds(created_time or self.now),
            app_id=META_INBOX,
        )

    def edit_private_message(self, message_id: str, text: str) -> None:
        """The citizen changes a message."""
        self.store.write(
            "UPDATE messages SET text = ?, edits = edits + 1 WHERE id = ?", text, message_id
        )
        row = self.need_message(message_id)
        event = events.message_edit_event(row, milliseconds(self.now))
        self.tell(row["page"], "message_edits", event)

    def delete_private_message(self, message_id: str) -> None:
        """The citizen takes a message back."""
        self.store.write("UPDATE messages SET deleted = 1 WHERE id = ?", message_id)
        row = self.need_message(message_id)
        event = events.message_deleted_event(row, milliseconds(self.now))
        self.tell(row["page"], "messages", event)

    def messages_with(self, person: str, page: str | None = None) -> list[dict[str, Any]]:
        """Every message of a person's conversation, oldest first."""
        rows = self.store.rows(
            f"{MESSAGE} WHERE t.page = ? AND t.person = ? AND m.deleted = 0 "
            "ORDER BY m.created, m.number",
            page or self.main_page,
            self.person(person),
        )
        return [_describe(row) for row in rows]

    def open_conversation(self, page: str, person: str) -> int:
        """The number of the conversation of a Page and a person, made when missing."""
        with self.store.transaction():
            number = self.find_conversation(page, person)
            if number is None:
                number = self.store.next_number("conversations", ids.FIRST_CONVERSATION)
                self.store.insert(
                    "conversations", number=number, page=page, person=person, updated=0
                )
        return number

    def find_conversation(self, page: str, person: str) -> int | None:
        """The number of an existing conversation."""
        number: int | None = self.store.value(
            "SELECT number FROM conversations WHERE page = ? AND person = ?", page, person
        )
        return number

    def write_message(
        self, conversation: int, text: str, *, outbound: bool, created: int, **columns: Any
    ) -> str:
        """Store a message and tell of it; its id."""
        with self.store.transaction():
            number = self.store.next_number("messages", ids.FIRST_MESSAGE)
            message_id = "m_" + hashlib.sha256(f"{number}".encode()).hexdigest()[:40]
            self.store.insert(
                "messages",
                number=number,
                id=message_id,
                conversation=conversation,
                outbound=outbound,
                text=text,
                created=created,
                **columns,
            )
            self.store.write(
                "UPDATE conversations SET updated = max(updated, ?), unread = "
                "CASE WHEN ? THEN 0 ELSE unread + 1 END WHERE number = ?",
                created,
                outbound,
                conversation,
            )
        row = self.need_message(message_id)
        field = "message_echoes" if outbound else "messages"
        self.tell(row["page"], field, events.message_event(self.base_url, row))
        return message_id

    def need_message(self, message_id: str) -> Row:
        """A message by id; raises KeyError."""
        row = self.store.row(f"{MESSAGE} WHERE m.id = ?", message_id)
        if row is None:
            raise KeyError(message_id)
        return row

    def last_inbound(self, conversation: int) -> int | None:
        """When the person last wrote, in milliseconds."""
        moment: int | None = self.store.value(
            "SELECT max(created) FROM messages WHERE conversation = ? AND outbound = 0",
            conversation,
        )
        return moment


def _describe(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "from_page": bool(row["outbound"]),
        "text": row["text"],
        "created": row["created"],
        "metadata": row["metadata"],
        "tag": row["tag"],
        "app_id": row["app_id"],
    }
