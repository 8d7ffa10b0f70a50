"""The invented people who write to the simulated Page."""

import random

from crm.graph.simulator.phrases import load_phrases
from crm.graph.simulator.setting import Setting
from crm.graph.simulator.store import Row

FIRST_PERSON = 7_100_000_000_000_001
PSID_SHIFT = 900_000_000_000


class People(Setting):
    """The part of the world that knows who is who."""

    def add_person(
        self,
        name: str | None = None,
        *,
        other_psid: bool = False,
        reachable: bool = True,
        phone_account: bool = False,
    ) -> str:
        """A new invented person; the id that comments show.

        In Messenger the same id is used, unless `other_psid` asks for a second one.
        """
        with self.store.transaction():
            number = self.store.next_number("people", FIRST_PERSON)
            psid = str(number + PSID_SHIFT) if other_psid else str(number)
            self.store.insert(
                "people",
                number=number,
                id=str(number),
                psid=psid,
                name=name or invent_name(self.random),
                reachable=reachable,
                phone_account=phone_account,
            )
        return str(number)

    def person(self, who: str | None) -> str:
        """The id of a person given by id, Messenger id or name; unknown names are new people."""
        if who is None:
            return self.add_person()
        row = self.find_person(who) or self.store.row("SELECT * FROM people WHERE name = ?", who)
        return str(row["id"]) if row else self.add_person(who)

    def find_person(self, person_id: str) -> Row | None:
        """The person with this id or Messenger id."""
        return self.store.row("SELECT * FROM people WHERE id = ? OR psid = ?", person_id, person_id)

    def block_page(self, person: str, blocked: bool = True) -> None:
        """The person no longer receives messages of the Page (code 551)."""
        number = self.person(person)
        self.store.write("UPDATE people SET reachable = ? WHERE id = ?", not blocked, number)

    def rename_person(self, person: str, name: str) -> None:
        """Display names change."""
        self.store.write("UPDATE people SET name = ? WHERE id = ?", name, self.person(person))


def invent_name(chance: random.Random) -> str:
    """A Thai name put together from lists: nobody's."""
    first = chance.choice(load_phrases("first_names"))
    last = chance.choice(load_phrases("last_names"))
    return f"{first.text} {last.text}"
