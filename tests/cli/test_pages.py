"""Pages by command: add, read to the end, answer, send, take out."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest
from click.testing import Result

from crm.errors import CrmError
from crm.graph.simulator.server import RunningSimulator
from crm.graph.simulator.world import default_token
from crm.pagelink.models import Health

Run = Callable[..., Result]


@pytest.fixture
def typed(run: Run, simulator: RunningSimulator) -> Run:
    """Commands that speak to the simulated Page, which has been added."""

    def typed(*words: str, stdin: str = "") -> Result:
        return run(
            *words,
            stdin=stdin,
            CRM_GRAPH_URL=simulator.url,
            CRM_FACEBOOK_APP_SECRET=simulator.world.app_secret,
        )

    page = simulator.world.main_page
    added = typed("page", "add", page, "--token-stdin", stdin=default_token(page) + "\n")
    assert added.exit_code == 0, added.output
    return typed


def test_what_a_citizen_wrote_is_read_answered_and_taken_out(
    typed: Run, simulator: RunningSimulator
) -> None:
    world = simulator.world
    post = world.add_post("ประกาศ")
    comment = world.add_comment(post, "ไฟทางดับค่ะ", author="สมใจ ทดสอบ", anonymous=False)
    report = json.loads(typed("sync", "--json").output)
    assert (report["new"], report["whole"]) == (1, True)
    queued = typed("reply", comment, "--text", "รับเรื่องแล้วค่ะ", "--route", "comment")
    assert "queued" in queued.output
    assert typed("send").exit_code == 0
    assert [row["message"] for row in world.comments_under(comment)] == ["รับเรื่องแล้วค่ะ"]
    told = [json.loads(line) for line in typed("export", "messages").output.splitlines()]
    assert [(row["direction"], row["text"], row["answer_state"]) for row in told] == [
        ("in", "ไฟทางดับค่ะ", "answered"),
        ("out", "รับเรื่องแล้วค่ะ", None),
    ]
    [reply] = [json.loads(line) for line in typed("export", "replies").output.splitlines()]
    assert (reply["state"], reply["attempts"]) == ("sent", 1)


def test_a_dead_token_is_told_with_what_to_do_and_the_pass_fails(
    typed: Run, simulator: RunningSimulator
) -> None:
    simulator.world.kill_token()
    assert typed("sync").exit_code == 1
    listed = typed("page", "list").output
    assert Health.TOKEN in listed
    assert typed("page", "check").exit_code == 1
    simulator.world.revive_token()
    assert typed("page", "check").exit_code == 0
    assert typed("sync").exit_code == 0


def test_a_page_without_a_token_is_refused_in_words(run: Run) -> None:
    result = run("page", "add", "123")
    assert isinstance(result.exception, CrmError)
    assert "--token-stdin" in str(result.exception)


def test_a_page_that_is_not_ours_cannot_be_read(typed: Run) -> None:
    result = typed("sync", "--page", "999")
    assert isinstance(result.exception, CrmError)
    assert "999" in str(result.exception)


def test_an_unknown_message_cannot_be_answered(typed: Run) -> None:
    result = typed("reply", "1_2", "--text", "สวัสดีค่ะ")
    assert isinstance(result.exception, CrmError)


def test_who_looks_on_sees_how_far_the_first_import_has_come(
    typed: Run, simulator: RunningSimulator, environ: dict[str, str]
) -> None:
    for number in range(3):
        simulator.world.add_comment(simulator.world.add_post(f"ประกาศ {number}"), "ไฟทางดับ")
    screen, shown_to = pty.openpty()
    told = {"CRM_GRAPH_URL": simulator.url, "CRM_FACEBOOK_APP_SECRET": "simulated-app-secret"}
    process = subprocess.Popen(
        [sys.executable, "-m", "crm.cli", "sync"],
        env=os.environ | environ | told | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=shown_to,
    )
    os.close(shown_to)
    seen = everything_on(screen)
    assert process.wait() == 0, seen
    assert "อ่านโพสต์" in seen
    assert "100%" in seen


def everything_on(screen: int) -> str:
    """What was written to a terminal until its last writer has gone."""
    seen = b""
    with suppress(OSError):
        while piece := os.read(screen, 4096):
            seen += piece
    os.close(screen)
    return seen.decode()
