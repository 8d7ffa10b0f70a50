"""What the cases do by themselves: learning the tags from what people set."""

from datetime import datetime

from crm.db import transaction
from crm.worksheets import queries, service
from crm.worksheets.models import TagKind
from crm.worksheets.suggestions import Suggester, vocabulary
from crm.worksheets.suggestions.learning import CHUNK, learn

LEARNED = (TagKind.TOPIC, TagKind.CATEGORY)


def learn_tags(now: datetime) -> dict[str, int]:
    """Train the models anew where people have decided something since; counts the examples.

    Training takes seconds, so it is done before the transaction that keeps its outcome.
    """
    examples = {kind: _learn(kind, now) for kind in LEARNED}
    return {str(kind): count for kind, count in examples.items() if count}


def _learn(kind: TagKind, now: datetime) -> int:
    taught, last = queries.taught(kind), queries.newest_model(kind)
    is_known = last and (last.examples, last.newest_example_at) == (len(taught), taught[-1].at)
    if len(taught) < CHUNK or is_known:
        return 0
    suggester = Suggester(vocabulary(), {})
    examples = [suggester.example(kind, each.text, each.slugs) for each in taught]
    learned = learn(examples)
    if learned is None:
        return 0
    with transaction():
        service.keep_model(kind, learned, newest_example_at=taught[-1].at, now=now)
    return len(examples)
