"""What nobody would type gets a sentence, never a broken page."""

import pytest

from tests.browser import Browser

HUGE = "9" * 25


@pytest.mark.parametrize(
    "path",
    [
        "/inbox?cursor=1~2026-01-01~5",
        "/inbox?cursor=1~x~5",
        "/customers?cursor=2026-01-01~5",
        "/inbox?tab=none&show=none&kind=none",
        "/worksheets?stage=none",
    ],
)
def test_an_address_that_was_never_ours_counts_as_not_said(agent: Browser, path: str) -> None:
    assert "<h1" in agent.get(path)


@pytest.mark.parametrize(
    "path",
    [
        "/inbox/{huge}",
        "/customers/{huge}",
        "/inbox?page={huge}",
        "/inbox?hours={huge}",
        "/inbox?since=9999-12-31&until=9999-12-31",
        "/worksheets?topic={huge}",
        "/worksheets/photos/{huge}",
    ],
)
def test_a_number_or_day_that_nothing_holds_is_no_fault_of_ours(agent: Browser, path: str) -> None:
    answer = agent.client.get(path.format(huge=HUGE))
    assert answer.status_code in (200, 400, 404)
    assert "<h1" in answer.text


@pytest.mark.parametrize("fields", [{"set": HUGE}, {"set": "99999"}])
def test_an_unknown_tag_is_refused_with_a_sentence(
    agent: Browser, talk_id: int, fields: dict[str, str]
) -> None:
    answer = agent.post(f"/inbox/{talk_id}/tags", fields, page="/inbox")
    assert answer.status_code in (400, 404)
    assert "data-error-sentence" in answer.text


@pytest.mark.parametrize("path", ["/search?q=a%00b", "/customers?q=%00", "/worksheets/%00"])
def test_a_text_that_no_database_keeps_is_refused(agent: Browser, path: str) -> None:
    assert agent.client.get(path).status_code == 400


def test_a_reply_with_a_nul_in_it_is_refused_and_not_kept(agent: Browser, talk_id: int) -> None:
    fields = {"text": "a\0b"}
    answer = agent.post(f"/inbox/{talk_id}/note", fields, page="/inbox")
    assert answer.status_code == 400
    assert "a\0b" not in agent.get(f"/inbox/{talk_id}")
