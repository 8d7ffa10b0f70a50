"""What every channel promises the outbox; a channel's tests inherit it and give a `subject`."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crm.pagelink.channels import Channel, Outgoing, SendError
from crm.pagelink.models import Conversation, Message, Page, Route


class ChannelContract:
    """Inherit, and give the fixtures `subject` (the channel), `account` (a detached Page),
    `target` (a stored inbound comment that the channel can answer), `photo` (a file that can be
    sent) and `now`."""

    def outgoing(self, target: Message, **told: object) -> Outgoing:
        """A public reply to the target."""
        plain = Outgoing(
            reply_id=1,
            route=Route.COMMENT,
            text="ขอบคุณค่ะ",
            target_external_id=target.external_id,
            target_kind=target.kind,
            person_external_id=None,
            thread_external_id=None,
            marker="rongtook:1",
            by_software=False,
        )
        return replace(plain, **told)

    def test_every_rung_is_open_and_has_room(
        self, subject: Channel, target: Message, now: datetime
    ) -> None:
        conversation: Conversation = target.conversation
        rungs = subject.rungs(conversation, target, now, by_software=False)
        assert rungs
        assert all(rung.longest > 0 and (rung.until is None or rung.until > now) for rung in rungs)
        assert [rung.public for rung in rungs] == sorted(rung.public for rung in rungs)

    def test_software_never_has_the_human_agents_rung(
        self, subject: Channel, target: Message, now: datetime
    ) -> None:
        rungs = subject.rungs(target.conversation, target, now, by_software=True)
        assert Route.HUMAN_AGENT not in {rung.route for rung in rungs}

    def test_what_was_sent_is_found_by_looking_and_has_its_own_id(
        self, subject: Channel, account: Page, target: Message, now: datetime
    ) -> None:
        outgoing = self.outgoing(target)
        sent = subject.send(account, outgoing, now)
        assert sent.external_id != target.external_id
        looked = replace(outgoing, since=now - timedelta(minutes=1))
        found = [one.external_id for one in subject.settle(account, looked)]
        assert sent.external_id.rsplit("_", 1)[-1] in {one.rsplit("_", 1)[-1] for one in found}

    def test_a_reply_with_a_photo_is_found_by_its_text_and_stands_once(
        self, subject: Channel, account: Page, target: Message, photo: str, now: datetime
    ) -> None:
        outgoing = self.outgoing(target, photo=photo)
        sent = subject.send(account, outgoing, now)
        looked = replace(outgoing, since=now - timedelta(minutes=1))
        found = [one.external_id.rsplit("_", 1)[-1] for one in subject.settle(account, looked)]
        assert found == [sent.external_id.rsplit("_", 1)[-1]]

    def test_only_a_route_that_takes_text_and_photo_in_one_says_so(
        self, subject: Channel, target: Message, now: datetime
    ) -> None:
        rungs = subject.rungs(target.conversation, target, now, by_software=False)
        assert [rung.route for rung in rungs if rung.takes_photo] == [Route.COMMENT]

    def test_another_text_is_not_found_by_looking(
        self, subject: Channel, account: Page, target: Message, now: datetime
    ) -> None:
        subject.send(account, self.outgoing(target), now)
        other = self.outgoing(target, text="ข้อความอื่น", since=now - timedelta(minutes=1))
        assert list(subject.settle(account, other)) == []

    def test_a_length_is_never_shorter_than_what_people_count(self, subject: Channel) -> None:
        assert subject.length("กขค", Route.COMMENT) >= 3

    def test_a_refusal_is_a_send_error_with_a_sentence(
        self, subject: Channel, account: Page, target: Message, refused: Outgoing, now: datetime
    ) -> None:
        with pytest.raises(SendError) as caught:
            subject.send(account, refused, now)
        assert caught.value.sentence
