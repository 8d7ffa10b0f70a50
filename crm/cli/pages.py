"""`crm page`, `crm sync`, `crm send`, `crm reply`: Pages, and what goes in and out by hand."""

import io
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TextIO

import click

from crm import clock
from crm.cli.context import in_app, say
from crm.db import transaction
from crm.errors import N_, CrmError
from crm.graph import jobs as graph_jobs
from crm.graph import service as graph
from crm.graph.service import CheckedPage
from crm.graph.sync.run import PassReport
from crm.pagelink import outbox, queries
from crm.pagelink.models import Health, Page, Route

LONGEST_SEND = timedelta(hours=6)
PAUSE_SECONDS = 0.2


@click.group()
def page() -> None:
    """The Pages that the centre looks after."""


@page.command("add")
@click.argument("external_id", metavar="ID")
@click.option("--token-stdin", is_flag=True, help="Read the Page token from standard input.")
@click.option("--answering-since", type=click.DateTime(["%Y-%m-%d"]), help="Default: 7 days ago.")
@in_app
def add_page(external_id: str, token_stdin: bool, answering_since: datetime | None) -> None:
    """Look after a Page; its token is tried first."""
    token = sys.stdin.readline().strip() if token_stdin else ""
    if not token:
        raise CrmError(N_("ไม่มีกุญแจของเพจ กรุณาใช้ --token-stdin แล้วส่งกุญแจหนึ่งบรรทัด"))
    added = connect(external_id, token, answering_since and answering_since.replace(tzinfo=UTC))
    click.echo(f"{added.external_id} {added.name}")


def connect(external_id: str, token: str, answering_since: datetime | None = None) -> Page:
    """Try the token, then keep the Page; raises a sentence when either can't be done."""
    return graph.add_page(
        external_id, token=token, answering_since=answering_since, now=clock.now()
    )


@page.command("list")
@in_app
def list_pages() -> None:
    """Every Page with its health."""
    for row in queries.pages(active_only=False):
        state = row.health if row.active else "inactive"
        click.echo(f"{row.external_id}\t{row.name}\t{state}\t{_sentence(row.health_sentence)}")


@page.command("check")
@in_app
def check_pages() -> None:
    """Try every Page's token; exit status 1 when one doesn't work."""
    checked = graph.check_pages()
    for one in checked:
        state = _sentence(one.sentence) or _scopes(one) or Health.OK
        click.echo(f"{one.page.external_id}\t{one.page.name}\t{state}")
    sys.exit(1 if any(one.sentence for one in checked) else 0)


def _sentence(kept: str | None) -> str:
    return say(kept) if kept else ""


def _scopes(checked: CheckedPage) -> str:
    """The permissions that the token lacks, if it could be asked."""
    return " ".join(checked.token.missing_scopes) if checked.token else ""


@click.command()
@click.option("--page", "external_id", metavar="ID", help="Only this Page.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def sync(external_id: str | None, as_json: bool) -> None:
    """One pass of each Page to its end; exit status 1 if one could not be wholly read."""
    if external_id and queries.find_page(external_id) is None:
        raise CrmError(N_("ไม่มีเพจ %(page)s ในระบบ"), page=external_id)
    tell = _tell_as_json if as_json else _tell
    label = say(N_("อ่านโพสต์"))
    with click.progressbar(length=1, label=label, file=_seen_by_people()) as bar:

        def watch(scanned: int, listed: int) -> None:
            bar.length = listed
            bar.update(scanned - bar.pos)

        reports = graph_jobs.sync(external_id, told=tell, watch=watch)
    sys.exit(0 if all(report.is_whole for report in reports) else 1)


def _seen_by_people() -> TextIO:
    """Standard error where a person looks at it; else a place where nobody does."""
    return sys.stderr if sys.stderr.isatty() else io.StringIO()


def _tell_as_json(report: PassReport) -> None:
    facts = ("page", "calls", "posts", "moved", "new", "changed", "gone", "reasons")
    told = {name: getattr(report, name) for name in facts}
    error = report.error.sentence if report.error else None
    click.echo(json.dumps({**told, "whole": report.is_whole, "error": error}, ensure_ascii=False))


def _tell(report: PassReport) -> None:
    facts = {name: getattr(report, name) for name in ("page", "new", "changed", "calls")}
    counted = say(N_("%(page)s: ใหม่ %(new)s เปลี่ยน %(changed)s เรียก %(calls)s ครั้ง"), **facts)
    reasons = ", ".join(report.reasons)
    state = say(N_("ครบ")) if report.is_whole else say(N_("ไม่ครบ: %(why)s"), why=reasons)
    click.echo(f"{counted} {state}")
    if report.error:
        click.echo(say(report.error.sentence, **report.error.params), err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@in_app
def send(as_json: bool) -> None:
    """Send every reply that isn't final, keeping the pace; exit status 1 if some are left."""
    counts: dict[str, int] = {}
    until = clock.now() + LONGEST_SEND
    while True:
        for outcome, count in outbox.send_due(clock.now(), disregard_next_try=True).items():
            counts[outcome] = counts.get(outcome, 0) + count
        with transaction():
            left = outbox.remaining()
        if not left or clock.now() >= until:
            break
        time.sleep(PAUSE_SECONDS)
    told = say(N_("เหลือ %(n)s"), n=left)
    click.echo(json.dumps(counts) if as_json else f"{counts} {told}")
    sys.exit(1 if left else 0)


@click.command()
@click.argument("external_id")
@click.option("--text", required=True)
@click.option("--route", type=click.Choice([route.value for route in Route]))
@in_app
def reply(external_id: str, text: str, route: str | None) -> None:
    """Put a reply to a message into the outbox; prints its id."""
    with transaction():
        message = queries.get_message(external_id)
        queued = outbox.queue(
            message.conversation,
            text=text,
            target=message,
            route=Route(route) if route else None,
            answers=None,
            by=None,
            now=clock.now(),
        )
    click.echo(f"{queued.id} {queued.route} {queued.state}")


COMMANDS = (page, sync, send, reply)
