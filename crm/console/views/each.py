"""One act on many things, each in a transaction of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crm.db import transaction
from crm.errors import CrmError


@dataclass
class Outcome:
    """To how many things an act was done, and why it wasn't to the others."""

    done: int = 0
    refused: list[CrmError] = field(default_factory=list)


def on_each(numbers: Iterable[int], act: Callable[[int], object]) -> Outcome:
    """Do it to the thing of each number; what is refused for one doesn't stop the others."""
    outcome = Outcome()
    for number in numbers:
        try:
            with transaction():
                act(number)
        except CrmError as error:
            outcome.refused.append(error)
        else:
            outcome.done += 1
    return outcome
