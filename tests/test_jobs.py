"""The runner of the jobs."""

import threading

import pytest
from flask import Flask

from crm import jobs


def test_a_job_that_takes_longer_than_its_interval_is_let_end_without_a_word(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    is_done, runs = threading.Event(), threading.Semaphore(0)

    def work() -> dict[str, int]:
        runs.release()
        is_done.wait(10)
        return {}

    scheduler = jobs.start_scheduler(app, [jobs.Job("slow", 1, work)])
    assert runs.acquire(timeout=5)
    assert not runs.acquire(timeout=1.5)
    is_done.set()
    assert runs.acquire(timeout=5)
    scheduler.shutdown()
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == []
