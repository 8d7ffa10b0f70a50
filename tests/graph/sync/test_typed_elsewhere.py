"""What the Page's people do in Meta's own inbox, and what only seems to be gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crm import clock
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ErrorClass, GraphError
from crm.graph.simulator.world import World
from crm.graph.sync import vanished
from crm.graph.sync.run import PageRef, PassReport, Run
from crm.pagelink.models import AnswerState
from tests.graph.sync.conftest import key_of, stored

Read = Callable[[], PassReport]


def test_a_reply_typed_in_metas_inbox_counts_as_an_answer(world: World, read: Read) -> None:
    post = world.add_post("แจ้งเรื่องได้ที่นี่")
    asked = world.add_comment(post, "ไฟทางดับทั้งซอย")
    read()
    assert stored()[key_of(asked)].answer_state == AnswerState.OPEN
    typed = world.reply_in_meta(asked, "รับเรื่องแล้วค่ะ")
    read()
    assert stored()[key_of(asked)].answer_state == AnswerState.ANSWERED_ELSEWHERE
    assert stored()[key_of(typed)].direction == "out"


def test_what_a_wrong_token_cannot_see_is_not_marked_as_gone(
    world: World, read: Read, page: PageRef, address: GraphAddress
) -> None:
    at = clock.now() - timedelta(hours=2)
    post = world.add_post("แจ้งเรื่องได้ที่นี่", at)
    seen = [world.add_comment(post, f"เรื่องที่ {n}", created_time=at) for n in range(5)]
    read()
    world.add_page("200000000000002", "เพจอื่น", token="of-another-page")
    for comment in seen:
        world.faults.add("error", path=key_of(comment), code=100, subcode=33)
    run = Run(page, GraphClient(address, "of-another-page"), PageMeter(page.id, Purpose.COMMENTS))
    with pytest.raises(GraphError) as caught:
        vanished.look_for(run, post, (), clock.now() + timedelta(hours=1))
    assert caught.value.error_class is ErrorClass.TOKEN
    assert not [key for key in map(key_of, seen) if stored()[key].deleted_at]
