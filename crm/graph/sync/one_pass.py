"""One pass of the poll over one Page, from its private messages to the rotating sweep."""

from datetime import datetime

from crm import clock
from crm.db import transaction
from crm.errors import N_
from crm.graph import balances, budget
from crm.graph.budget import PageMeter, Purpose
from crm.graph.client import GraphAddress, GraphClient
from crm.graph.errors import ENDS_THE_PASS, Behaviour, GraphError
from crm.graph.sync import feed, marks, recent, sweep, threads, vanished
from crm.graph.sync.run import PageRef, PassReport, Run, Watch
from crm.pagelink.models import Health, Page
from crm.pagelink.service import note_poll, set_health
from crm.web import settings

HEALTH_AFTER = {
    Behaviour.PAUSE_PAGE: Health.THROTTLED,
    Behaviour.STOP_PAGE: Health.TOKEN,
    Behaviour.DO_WITHOUT: Health.PERMISSION,
    Behaviour.STOP_SENDING: Health.BLOCKED,
}
IMPORTING = N_("กำลังอ่านข้อมูลย้อนหลังของเพจ ระบบจะอ่านต่อเองจนครบ ยังไม่ต้องทำอะไร")
NOT_WHOLE = N_("บางส่วนของเพจยังอ่านไม่ครบ ระบบจะลองอ่านใหม่เอง หากยังขึ้นนานกว่าหนึ่งวันให้แจ้งผู้ดูแลระบบ")


def poll(
    page: PageRef,
    address: GraphAddress,
    *,
    lease: str | None = None,
    deadline: datetime | None = None,
    watch: Watch | None = None,
) -> PassReport:
    """Read what is new on a Page, and say in its health how that went.

    Opens its own small transactions, so it is called outside of any. What Facebook refuses is
    reported, not raised; with a `deadline`, a first import goes on in the next pass.
    """
    meter = PageMeter(page.id, Purpose.POSTS)
    client = GraphClient(address, page.token, meter=meter)
    run = Run(page, client, meter, lease=lease, deadline=deadline, watch=watch)
    try:
        _read(run)
    except GraphError as error:
        run.report.error = error
    run.report.calls = client.calls
    meter.flush()
    day = run.began_at.astimezone(settings().timezone).date()
    balances.keep(page.id, visited_since=run.began_at, day=day)
    _conclude(run)
    return run.report


def _read(run: Run) -> None:
    """Messages and posts apart: without the permission for one, the other is read all the same."""
    for part in (threads.read, _read_posts):
        try:
            part(run)
        except GraphError as error:
            if error.behaviour in ENDS_THE_PASS:
                raise
            run.report.error = run.report.error or error


def _read_posts(run: Run) -> None:
    listed = feed.read_head(run)
    feed.go_on_importing(run)
    listed |= recent.look_at_moved(run, listed)
    threads.read_deep(run)
    sweep.visit_unlisted(run, listed)
    reading = sweep.reread(run)
    vanished.ask_after(run)
    recent.visit_omitted(run, listed, left=reading)


def _conclude(run: Run) -> None:
    """Keep the Page's health and the time of the poll."""
    now = clock.now()
    error = run.report.error
    with transaction() as session:
        page = session.get_one(Page, run.page.id)
        if marks.failing(page.id):
            run.fell_short("failing")
        if run.report.calls:
            budget.count_pass(page.id, now=now)
        if error and error.behaviour is Behaviour.PAUSE_PAGE and error.is_facebooks:
            budget.pause(page.id, error.wait, now=now)
        health, sentence = _health(run.report)
        set_health(page, health, sentence, now)
        note_poll(page, now=now)


def _health(report: PassReport) -> tuple[Health, str | None]:
    if report.error:
        known = HEALTH_AFTER.get(report.error.behaviour, Health.INCOMPLETE)
        return known, report.error.sentence
    if report.is_whole:
        return Health.OK, None
    if vanished.SUSPECTED in report.reasons:
        return Health.PERMISSION, vanished.SUSPICION
    return Health.INCOMPLETE, NOT_WHOLE if report.reasons else IMPORTING
