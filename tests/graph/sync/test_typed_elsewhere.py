"""What the Page's people do in Meta's own inbox."""

from collections.abc import Callable

from crm.graph.simulator.world import World
from crm.graph.sync.run import PassReport
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
