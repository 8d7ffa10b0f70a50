"""Lets every module that thinks have its turn with each new message."""

import logging
from collections import Counter
from collections.abc import Mapping

from crm import clock
from crm.console.likeness import propose_who
from crm.db import transaction
from crm.maps import service as maps
from crm.pagelink import service as pagelink
from crm.worksheets import service as worksheets
from crm.worksheets import suggestions
from crm.worksheets.models import TagKind
from crm.worksheets.suggestions.model import Model

log = logging.getLogger(__name__)

MOST_A_TURN = 200

Models = Mapping[TagKind, Model]


def consider_messages() -> dict[str, int]:
    """Guess tags, older cases, places and who wrote for new messages, the newest first.

    One transaction an item; a guess that fails is logged and loses no message.
    """
    counts: Counter[str] = Counter()
    with transaction():
        counts["passed over"] = pagelink.pass_over_history(now=clock.now())
        waiting = pagelink.unconsidered(MOST_A_TURN)
    models = suggestions.models_on() if waiting else {}
    for message_id in waiting:
        counts[_consider(message_id, models)] += 1
    return dict(+counts)


def _consider(message_id: int, models: Models) -> str:
    try:
        with transaction():
            message = pagelink.mark_considered(message_id, now=clock.now())
            if message is None:
                return "taken by another"
            made = worksheets.propose_tags(message, now=clock.now(), models=models)
            guess = maps.guess_place(message, now=clock.now())
            made += worksheets.propose_cases(
                message,
                place=maps.place_of(guess) if guess else None,
                topics=[each.tag for each in made if each.tag],
                now=clock.now(),
            )
            if guess or made:
                pagelink.touch(message.conversation, clock.now())
            propose_who(message, now=clock.now())
    except Exception:
        log.exception("message %s could not be considered", message_id)
        with transaction():
            pagelink.mark_considered(message_id, now=clock.now())
        return "failed"
    return "considered"
