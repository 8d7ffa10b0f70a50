"""`crm migrate`, `crm search rebuild`, `crm doctor`: keeping an installation in order."""

import sys
from pathlib import Path

import click
from flask_migrate import upgrade

from crm import wiring
from crm.cli.context import in_app, say
from crm.cli.doctor import examine
from crm.errors import N_
from crm.search.jobs import rebuild


def bring_up_to_date(folder: Path | None = None) -> None:
    """Migrate the database and load what a new installation starts with."""
    upgrade()
    wiring.seed(folder)


@click.command()
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another municipality's areas, agencies, words and replies, in place of Bangkok's.",
)
@in_app
def migrate(folder: Path | None) -> None:
    """Bring the database up to date; a new one is filled with what a city starts with."""
    bring_up_to_date(folder)
    click.echo(say(N_("ฐานข้อมูลเป็นปัจจุบันแล้ว")))


@click.command()
@in_app
def doctor() -> None:
    """Examine the installation; exit status 1 when something needs a hand."""
    findings = examine()
    for finding in findings:
        click.echo(f"[{'ok' if finding.is_good else '!!'}] {finding.sentence}")
    sys.exit(0 if all(finding.is_good for finding in findings) else 1)


@click.group()
def search() -> None:
    """The text index."""


@search.command("rebuild")
@in_app
def rebuild_index() -> None:
    """Rebuild the text index from the stored texts."""
    with click.progressbar(length=1, label=say(N_("ดัชนีค้นหา")), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        counts = rebuild(progress)
    click.echo(say(N_("สร้างดัชนีแล้ว %(n)s ข้อความ"), n=counts["texts"]))


COMMANDS = (migrate, doctor, search)
