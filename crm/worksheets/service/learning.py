"""Keep what was learned of the tags, and the keywords that supervisors list."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from crm import thai
from crm.auth import service as auth
from crm.auth.models import User
from crm.db import db
from crm.worksheets.models import Tag, TagKeyword, TagKind, TagModel
from crm.worksheets.suggestions.learning import Learned


def keep_model(
    kind: TagKind, learned: Learned, *, newest_example_at: datetime, now: datetime
) -> TagModel:
    """Keep a new version of a kind's model with its figures; older ones keep only theirs."""
    db.session.execute(update(TagModel).where(TagModel.kind == kind).values(weights=None))
    row = TagModel(
        kind=kind,
        trained_at=now,
        examples=len(learned.outcomes),
        newest_example_at=newest_example_at,
        judged=len(learned.newest),
        model_right=sum(outcome.model for outcome in learned.newest),
        keywords_right=sum(outcome.keywords for outcome in learned.newest),
        frequent_right=sum(outcome.frequent for outcome in learned.newest),
        weights=learned.model.pack(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def change_keywords(tag: Tag, words: Sequence[str], *, by: User, now: datetime) -> None:
    """Let exactly these words suggest a tag, folded as search folds; empty ones are left out.

    A word after `!` is a phrase in which the other words don't count.
    """
    wanted = dict.fromkeys(filter(None, (thai.fold(word) for word in words)))
    for keyword in [*tag.keywords]:
        if keyword.word not in wanted:
            db.session.delete(keyword)
    known = {keyword.word for keyword in tag.keywords}
    db.session.add_all(TagKeyword(tag_id=tag.id, word=word) for word in wanted if word not in known)
    auth.audit("keywords_changed", tag, by=by, now=now, words=list(wanted))
    db.session.flush()
    db.session.expire(tag, ["keywords"])
