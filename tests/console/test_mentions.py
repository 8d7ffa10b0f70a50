"""Notes that name a colleague."""

from collections.abc import Callable

from crm.auth.models import Role, User
from crm.db import db, transaction
from crm.pagelink.models import Mention, Note
from tests.browser import Browser
from tests.conftest import PASSWORD


def test_a_named_colleague_finds_the_note_until_it_is_read(
    agent: Browser, talk_id: int, make_user: Callable[..., User], app: object
) -> None:
    koi, koiy = make_user(Role.AGENT, "koi@example.org"), make_user(Role.AGENT, "koiy@example.org")
    with transaction():
        koi.name, koiy.name = "ก้อย", "ก้อยใจ"
    note = {"text": "@ก้อย ช่วยโทรกลับหน่อย"}
    agent.post(f"/inbox/{talk_id}/note", note, page=f"/inbox/{talk_id}")
    note_id = db.session.query(Note).one().id
    assert [mention.user.name for mention in db.session.query(Mention)] == ["ก้อย"]
    assert "ถึง ก้อย" in agent.get(f"/inbox/{talk_id}")

    hers = Browser(app)  # type: ignore[arg-type]
    hers.login("koi@example.org", PASSWORD)
    assert '<span class="count" data-count="/mentions">1</span>' in hers.get("/inbox")
    assert "ช่วยโทรกลับหน่อย" in hers.get("/mentions")
    opened = hers.post(f"/mentions/{note_id}/read", {"conversation": talk_id}, page="/mentions")
    assert opened.headers["Location"] == f"/inbox/{talk_id}#note-{note_id}"
    assert '<span class="count" data-count="/mentions"></span>' in hers.get("/inbox")
    assert "อ่านแล้ว" in hers.get("/mentions")
    assert "<mark>ช่วยโทรกลับ</mark>หน่อย" in hers.get("/search?q=ช่วยโทรกลับ")


def test_the_longest_name_is_meant(
    agent: Browser, talk_id: int, make_user: Callable[..., User]
) -> None:
    koi, koiy = make_user(Role.AGENT, "koi@example.org"), make_user(Role.AGENT, "koiy@example.org")
    with transaction():
        koi.name, koiy.name = "ก้อย", "ก้อยใจ"
    agent.post(f"/inbox/{talk_id}/note", {"text": "ฝาก @ก้อยใจ ด้วย"}, page="/inbox")
    assert [mention.user.name for mention in db.session.query(Mention)] == ["ก้อยใจ"]


def test_who_is_named_nowhere_is_told_how_it_works(agent: Browser) -> None:
    assert "ยังไม่มีใครเอ่ยถึงท่าน" in agent.get("/mentions")
