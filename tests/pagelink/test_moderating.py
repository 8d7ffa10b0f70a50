"""Changes on the Page itself: done at once, read back, and said to have failed where they did."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from crm.auth.models import User
from crm.db import db, transaction
from crm.pagelink.channels import SendErrorKind
from crm.pagelink.models import Act, ActState, Message, Moderation, Page
from crm.pagelink.moderating import MOST_ATTEMPTS, moderate_due
from crm.pagelink.service import moderation
from tests.factories import from_page, incoming_comment, make_comment, take_in
from tests.pagelink.fake_channel import FakeChannel

MakeUser = Callable[..., User]
REASON = "มีข้อมูลส่วนบุคคล"


def ask(message: Message, act: Act, by: User, now: datetime, **told: str) -> Moderation:
    """Want it, in a transaction of its own."""
    with transaction():
        return moderation.ask(message, act, by=by, now=now, **told)


def own_comment(page: Page, seen: Message) -> Message:
    """What the Page answered."""
    told = from_page(incoming_comment, parent_external_id=seen.external_id, text="เดิม")
    take_in(page, told)
    return db.session.query(Message).filter_by(external_id=told.external_id).one()


def test_a_comment_is_hidden_and_shown_again_with_the_reason_kept(
    page: Page, channel: FakeChannel, make_user: MakeUser, now: datetime
) -> None:
    message, by = make_comment(page), make_user()
    ask(message, Act.HIDE, by, now, reason=REASON)
    assert moderate_due(lambda: now) == {"done": 1}
    assert channel.hidden == {message.external_id}
    assert (message.hidden_at, message.hidden_reason) == (now, REASON)
    ask(message, Act.SHOW, by, now)
    later = now + timedelta(minutes=1)
    assert moderate_due(lambda: later) == {"done": 1}
    assert (message.hidden_at, message.hidden_reason) == (None, None)


def test_our_own_comment_is_edited_with_its_old_words_kept_and_deleted(
    page: Page, channel: FakeChannel, make_user: MakeUser, now: datetime
) -> None:
    message, by = own_comment(page, make_comment(page)), make_user()
    ask(message, Act.EDIT, by, now, text="แก้แล้ว")
    assert moderate_due(lambda: now) == {"done": 1}
    db.session.refresh(message)
    assert (message.text, [old.text for old in message.revisions]) == ("แก้แล้ว", ["เดิม"])
    ask(message, Act.DELETE, by, now)
    moderate_due(lambda: now + timedelta(minutes=1))
    assert message.deleted_at == now + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("act", "told", "error"),
    [
        (Act.HIDE, {}, moderation.WhyHidden),
        (Act.EDIT, {"text": "x"}, moderation.NotThisOne),
        (Act.DELETE, {}, moderation.NotThisOne),
    ],
)
def test_what_may_not_be_done_to_a_citizens_comment_is_refused(
    page: Page,
    make_user: MakeUser,
    now: datetime,
    act: Act,
    told: dict[str, str],
    error: type[Exception],
) -> None:
    message, by = make_comment(page), make_user()
    with pytest.raises(error):
        ask(message, act, by, now, **told)


def test_one_change_at_a_time(page: Page, make_user: MakeUser, now: datetime) -> None:
    message, by = make_comment(page), make_user()
    ask(message, Act.HIDE, by, now, reason=REASON)
    with pytest.raises(moderation.StillAtIt):
        ask(message, Act.SHOW, by, now)


def test_a_passing_trouble_is_tried_again_and_a_refusal_says_why(
    page: Page, channel: FakeChannel, make_user: MakeUser, now: datetime
) -> None:
    message, by = make_comment(page), make_user()
    wish = ask(message, Act.HIDE, by, now, reason=REASON)
    channel.failures = [SendErrorKind.TRANSIENT, SendErrorKind.PERMISSION]
    assert moderate_due(lambda: now) == {"waiting": 1}
    assert moderate_due(lambda: now) == {}
    assert moderate_due(lambda: now + timedelta(minutes=1)) == {"failed": 1}
    db.session.refresh(wish)
    assert (wish.state, wish.error, message.hidden_at) == (ActState.FAILED, "ซ่อนไม่ได้", None)
    assert wish.attempts < MOST_ATTEMPTS


def test_what_reads_back_unchanged_is_not_called_done(
    page: Page, channel: FakeChannel, make_user: MakeUser, now: datetime
) -> None:
    wish = ask(make_comment(page), Act.HIDE, make_user(), now, reason=REASON)
    channel.is_deaf = True
    assert moderate_due(lambda: now) == {"unchanged": 1}
    db.session.refresh(wish)
    assert wish.state == ActState.FAILED
    assert "อ่านกลับมา" in (wish.error or "")


def test_what_a_dead_worker_left_is_done_by_the_next(
    page: Page, channel: FakeChannel, make_user: MakeUser, now: datetime
) -> None:
    wish = ask(make_comment(page), Act.HIDE, make_user(), now, reason=REASON)
    with transaction():
        wish.state, wish.until = ActState.DOING, now + timedelta(seconds=30)
    assert moderate_due(lambda: now) == {}
    assert moderate_due(lambda: now + timedelta(seconds=30)) == {"done": 1}
