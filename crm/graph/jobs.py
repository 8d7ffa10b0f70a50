"""What runs by itself for Facebook: the poll, the webhook bodies, the Page's counters."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from crm import clock, jobs
from crm.db import is_sqlite, transaction
from crm.graph import service, subscriptions, webhook
from crm.graph.client import GraphAddress
from crm.graph.errors import GraphError
from crm.graph.sync.one_pass import poll
from crm.graph.sync.run import LeaseLost, PageRef, PassReport, Watch
from crm.pagelink import events
from crm.pagelink.models import Page
from crm.web import settings

log = logging.getLogger(__name__)

TURN = timedelta(seconds=45)
"""How long a first import may go on before the other Pages have their turn."""

READERS = 4
READERS_WHERE_ONE_WRITES = 1
"""How many Pages a worker reads at a time: most of a pass is waiting for Facebook, and a Page whose
calls hang must not hold up the others. On SQLite more readers would only wait for each other."""

LOOK_AGAIN_SECONDS = 0.5


def poll_pages() -> dict[str, int]:
    """Read every active Page once, the longest waiting first, some at a time.

    One that another worker has, or has read since this round began, is left to it: so two workers
    share a round, and when one of them dies, its Pages are the next of the other.
    """
    began = clock.now()
    readers = READERS_WHERE_ONE_WRITES if is_sqlite() else READERS
    reports = jobs.side_by_side(
        lambda page: _take_turn(page, since=began), service.active_pages(), at_once=readers
    )
    read = [report for report in reports if report]
    if not read:
        return {}
    return {
        "pages": len(read),
        "new": sum(report.new for report in read),
        "calls": sum(report.calls for report in read),
        "failed": sum(report.error is not None for report in read),
    }


def sync(
    external_id: str | None = None,
    *,
    told: Callable[[PassReport], None] | None = None,
    watch: Watch | None = None,
) -> list[PassReport]:
    """One pass of each Page (or one of them) to its end; waits for a Page that is being read.

    `told` is called after each Page, `watch` while it is being read.
    """
    reports = []
    for page in service.active_pages(external_id):
        report = _poll_when_free(page, watch)
        reports.append(report)
        if told:
            told(report)
    return reports


def take_in_webhooks() -> dict[str, int]:
    """Take in the bodies that wait, some at once; a failure never stops the rest."""
    counts: Counter[str] = Counter()
    with transaction():
        waiting = webhook.waiting_groups()
    for event_ids in waiting:
        counts.update(_take_in_together(event_ids))
    return dict(counts)


def purge_webhooks() -> dict[str, int]:
    """Forget bodies some days after they were wholly taken in."""
    with transaction():
        return {"purged": webhook.purge(now=clock.now())}


def look_after_subscriptions() -> dict[str, int]:
    """See that Facebook still calls us about every Page, where it can reach us at all."""
    config = settings()
    if not subscriptions.can_be_reached(config.public_url):
        return {}
    address = service.address_of(config)
    pages = service.active_pages()
    return dict(
        Counter(subscriptions.look_after(page, address, config.facebook_app_id) for page in pages)
    )


def count_pages() -> dict[str, int]:
    """Read the public counters of every Page and tell them on."""
    address = service.address_of(settings())
    counted = 0
    for page in service.active_pages():
        try:
            figures = service.figures_of(address, page)
        except GraphError as error:
            log.info("page %s not counted: %s", page.id, error.log_line)
            continue
        _tell_figures(page, figures, clock.now())
        counted += 1
    return {"counted": counted} if counted else {}


def _lease(page: PageRef) -> str:
    return f"poll:{page.id}"


def _take_turn(page: PageRef, *, since: datetime) -> PassReport | None:
    with jobs.lease(_lease(page)) as is_ours:
        if not is_ours or service.was_polled_since(page.id, since):
            return None
        return _poll_safely(page, clock.now() + TURN)


def _poll_safely(
    page: PageRef, deadline: datetime | None, watch: Watch | None = None
) -> PassReport:
    """A pass whose bug or lost lease is noted in its report, so that the next Page has its turn."""
    address: GraphAddress = service.address_of(settings())
    try:
        return poll(page, address, lease=_lease(page), deadline=deadline, watch=watch)
    except LeaseLost:
        return PassReport(page.external_id, is_finished=False, reasons=["lease"])
    except Exception:
        log.exception("the pass of page %s broke off", page.id)
        return PassReport(page.external_id, is_finished=False, reasons=["bug"])


def _poll_when_free(page: PageRef, watch: Watch | None) -> PassReport:
    while True:
        with jobs.lease(_lease(page)) as is_ours:
            if is_ours:
                return _poll_safely(page, None, watch)
        time.sleep(LOOK_AGAIN_SECONDS)


def _take_in_together(event_ids: Sequence[int]) -> list[str]:
    try:
        with transaction():
            return [str(state) for state in webhook.take_in_together(event_ids, now=clock.now())]
    except OperationalError:
        return ["later"]
    except Exception:
        log.exception("webhook events %s were not taken in together", event_ids)
        return [_take_in(event_id) for event_id in event_ids]


def _take_in(event_id: int) -> str:
    try:
        with transaction():
            state = webhook.take_in(event_id, now=clock.now())
    except OperationalError:
        return "later"
    except Exception as error:
        log.exception("webhook event %s was not taken in at once", event_id)
        return _take_in_singly(event_id, error)
    return str(state) if state else "taken"


def _take_in_singly(event_id: int, error: Exception) -> str:
    """One bad item must not lose the others of its body: each has a transaction of its own."""
    try:
        with transaction():
            items = webhook.items_of(event_id)
            webhook.note_failure(event_id, error)
        lost = sum(not _take_in_one(event_id, item) for item in items)
        with transaction():
            return str(webhook.conclude(event_id, lost, now=clock.now()))
    except OperationalError:
        return "later"
    except Exception as bug:
        log.exception("webhook event %s is left to an admin", event_id)
        with transaction():
            return str(webhook.set_aside(event_id, bug, now=clock.now()))


def _take_in_one(event_id: int, item: webhook.Item) -> bool:
    try:
        with transaction():
            webhook.receive_one(item, now=clock.now())
    except OperationalError:
        raise
    except Exception:
        log.exception("an item of webhook event %s was not taken in", event_id)
        return False
    return True


def _tell_figures(page: PageRef, figures: service.PageFigures, now: datetime) -> None:
    day = now.astimezone(settings().timezone).date()
    with transaction() as session:
        events.page_counted.send(
            session.get_one(Page, page.id),
            day=day,
            followers=figures.followers,
            likes=figures.likes,
        )
