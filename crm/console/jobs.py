"""Lets every module that thinks have its turn with each new message."""

import logging
from collections import Counter

from crm import clock
from crm.console.likeness import propose_who
from crm.db import transaction
from crm.maps import service as maps
from crm.pagelink import service as pagelink
from crm.worksheets import service as worksheets

log = logging.getLogger(__name__)

MOST_A_TURN = 200


def consider_messages() -> dict[str, int]:
    """Guess tags, older cases, places and who wrote for new messages, the newest first.

    One transaction an item; a guess that fails is logged and loses no message.
    """
    counts: Counter[str] = Counter()
    with transaction():
        counts["passed over"] = pagelink.pass_over_history(now=clock.now())
        waiting = pagelink.unconsidered(MOST_A_TURN)
    for message_id in waiting:
        counts[_consider(message_id)] += 1
    return dict(+counts)


def _consider(message_id: int) -> str:
    try:
        with transaction():
            message = pagelink.mark_considered(message_id, now=clock.now())
            if message is None:
                return "taken by another"
            made = worksheets.propose_tags(message, now=clock.now())
            if maps.guess_place(message, now=clock.now()) or made:
                pagelink.touch(message.conversation, clock.now())
            propose_who(message, now=clock.now())
    except Exception:
        log.exception("message %s could not be considered", message_id)
        with transaction():
            pagelink.mark_considered(message_id, now=clock.now())
        return "failed"
    return "considered"
