"""Never two on one: who writes, what was begun, and what came while somebody was writing."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink import outbox, service
from crm.pagelink.models import Conversation, Draft, Page, ReplyState, Route
from crm.pagelink.queries.writing import RUNS_OUT, pulse, said_since
from tests.factories import from_page, incoming_comment, make_comment, make_page, take_in

SECOND = timedelta(seconds=1)


def writes(conversation: Conversation, by: User, at: datetime) -> None:
    """Somebody types, in a transaction of its own."""
    with transaction():
        service.start_writing(conversation, by=by, now=at)


def test_who_began_first_has_the_pen_until_it_is_put_down(
    app: Flask, make_user: Callable[..., User], now: datetime
) -> None:
    talk = make_comment(make_page()).conversation
    first, second = make_user(), make_user(Role.SUPERVISOR)
    writes(talk, first, now)
    writes(talk, second, now + SECOND)
    writes(talk, first, now + 5 * SECOND)
    writer = pulse(now + 6 * SECOND).writers[talk.id]
    assert (writer.user_id, writer.since) == (first.id, now)
    with transaction():
        service.stop_writing(talk, by=first)
    assert pulse(now + 7 * SECOND).writers[talk.id].user_id == second.id


def test_the_pen_falls_by_itself_when_nothing_is_heard(
    app: Flask, make_user: Callable[..., User], now: datetime
) -> None:
    talk, by = make_comment(make_page()).conversation, make_user()
    writes(talk, by, now)
    assert pulse(now + RUNS_OUT).writers == {}
    writes(talk, by, now + 2 * RUNS_OUT)
    assert pulse(now + 2 * RUNS_OUT).writers[talk.id].since == now + 2 * RUNS_OUT


def test_who_takes_over_has_the_pen_though_the_other_goes_on_typing(
    app: Flask, make_user: Callable[..., User], now: datetime
) -> None:
    talk = make_comment(make_page()).conversation
    first, second = make_user(), make_user(Role.SUPERVISOR)
    writes(talk, first, now)
    with transaction():
        service.take_over(talk, by=second, now=now + SECOND)
    writes(talk, first, now + 2 * SECOND)
    seen = pulse(now + 3 * SECOND)
    assert seen.writers[talk.id].user_id == second.id
    assert seen.writer_beside(second, talk.id) is None


def test_the_mark_moves_with_any_change_and_with_whoever_writes(
    app: Flask, make_user: Callable[..., User], now: datetime
) -> None:
    talk, by = make_comment(make_page()).conversation, make_user()
    marks = [pulse(now).mark]
    writes(talk, by, now)
    marks.append(pulse(now + SECOND).mark)
    with transaction():
        service.add_note(talk, "โทรแล้ว", by=by, now=now + SECOND)
    marks.append(pulse(now + SECOND).mark)
    assert len(set(marks)) == 3
    assert pulse(now + 2 * SECOND).mark == marks[-1]


def test_a_change_that_is_committed_late_still_moves_the_mark(app: Flask, now: datetime) -> None:
    page = make_page()
    first, second = make_comment(page).conversation, make_comment(page).conversation
    with transaction():
        service.touch(first, now + 2 * SECOND)
    before = pulse(now).mark
    with transaction():
        service.touch(second, now + SECOND)
    assert pulse(now).mark != before


def test_a_change_of_the_same_conversation_with_an_older_clock_moves_the_mark_too(
    app: Flask, now: datetime
) -> None:
    page = make_page()
    message = make_comment(page)
    with transaction():
        service.touch(message.conversation, now + 2 * SECOND)
    before = pulse(now).mark
    with transaction():
        service.touch(message.conversation, now + SECOND)
    touched = pulse(now).mark
    with transaction():
        service.needs_none([message], "แท็กเพื่อน", by=None, now=now)
    assert len({before, touched, pulse(now).mark}) == 3


def test_what_a_citizen_or_a_colleague_said_meanwhile_is_told_apart_from_ones_own(
    page: Page, make_user: Callable[..., User], now: datetime
) -> None:
    seen = make_comment(page, number=1)
    talk, me, other = seen.conversation, make_user(), make_user(Role.SUPERVISOR)

    def queue(by: User, text: str) -> int:
        with transaction():
            return outbox.queue(
                talk, text=text, route=Route.COMMENT, target=seen, by=by, now=now
            ).id

    mine = queue(me, "ของฉันเอง")
    assert not said_since(talk, me, message=seen.id, reply=0)
    theirs = queue(other, "ของเพื่อน")
    more = make_comment(page, number=2, parent_external_id=seen.external_id, text="เพิ่มเติม")
    news = said_since(talk, me, message=seen.id, reply=mine)
    assert [one.id for one in news.messages] == [more.id]
    assert [one.id for one in news.replies] == [theirs]


def test_a_reply_that_was_seen_on_its_way_is_no_news_once_it_has_arrived(
    page: Page, make_user: Callable[..., User], now: datetime
) -> None:
    seen = make_comment(page, number=1)
    talk, me, other = seen.conversation, make_user(), make_user(Role.SUPERVISOR)
    with transaction():
        reply = outbox.queue(
            talk, text="ทราบแล้ว", route=Route.COMMENT, target=seen, by=other, now=now
        )
    outbox.send_due(now)
    db.session.refresh(reply)
    assert reply.state == ReplyState.SENT
    assert not said_since(talk, me, message=seen.id, reply=reply.id)
    assert said_since(talk, me, message=seen.id, reply=0)


def test_what_was_typed_elsewhere_is_news(
    page: Page, make_user: Callable[..., User], now: datetime
) -> None:
    seen = make_comment(page, number=1)
    told = from_page(incoming_comment, number=2, parent_external_id=seen.external_id)
    take_in(page, told)
    assert said_since(seen.conversation, make_user(), message=seen.id, reply=0)


def test_a_draft_is_kept_for_each_person_alone(
    app: Flask, make_user: Callable[..., User], now: datetime
) -> None:
    talk = make_comment(make_page()).conversation
    first, second = make_user(), make_user(Role.SUPERVISOR)
    with transaction():
        service.save_draft(talk, "ของคนแรก", by=first, now=now)
        service.save_draft(talk, "ของคนที่สอง", by=second, now=now)
        service.save_draft(talk, " ", by=first, now=now)
    assert [draft.text for draft in db.session.query(Draft)] == ["ของคนที่สอง"]
