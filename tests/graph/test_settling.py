"""Looking whether a reply arrived, where that is hard to see."""

import pytest

from crm import clock
from crm.graph.channel import FacebookChannel
from crm.graph.simulator.world import World
from crm.pagelink.channels import SendError, SendErrorKind
from crm.pagelink.models import Page, Route
from tests.graph.test_channel import channel, outgoing, person_of, post, row

__all__ = ["channel", "post", "row"]


def test_words_are_the_same_whatever_became_of_their_line_ends(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    """A form sends two characters at the end of a line, and Facebook keeps one."""
    target = world.add_comment(post, "ไฟดับครับ")
    stands = world.reply_in_meta(target, "รับเรื่องแล้วค่ะ\nขอบคุณค่ะ")
    reply = outgoing(Route.COMMENT, target, text="รับเรื่องแล้วค่ะ\r\nขอบคุณค่ะ ")
    assert [one.external_id for one in channel.settle(row, reply)] == [stands]


def test_a_reply_is_found_below_hundreds_of_later_ones(
    world: World, channel: FacebookChannel, row: Page, post: str
) -> None:
    target = world.add_comment(post, "ไฟดับครับ")
    since = clock.now()
    stands = world.reply_in_meta(target, "รับเรื่องแล้วค่ะ")
    with world.bulk():
        for _ in range(520):
            world.add_comment(post, "ผมด้วย", parent=target)
    found = channel.settle(row, outgoing(Route.COMMENT, target, since=since))
    assert [one.external_id for one in found] == [stands]


def test_what_facebook_does_not_show_any_more_is_not_said_to_be_absent(
    world: World, channel: FacebookChannel, row: Page
) -> None:
    since = clock.now()
    world.message_in_meta("สมใจ ทดสอบ", "รับเรื่องแล้วค่ะ")
    for _ in range(25):
        world.add_private_message("สมใจ ทดสอบ", "แล้วเมื่อไรครับ")
    person = person_of(world, "สมใจ ทดสอบ")
    reply = outgoing(Route.MESSAGE, person, person_external_id=person, since=since)
    with pytest.raises(SendError) as caught:
        channel.settle(row, reply)
    assert caught.value.kind is SendErrorKind.PERMISSION
