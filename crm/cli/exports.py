"""`crm export` and `crm report`: what leaves the house as files."""

import sys
from pathlib import Path

import click
from flask_babel import force_locale

from crm import clock
from crm.cli.context import in_app
from crm.reports import export, report
from crm.web import settings


@click.command("export")
@click.argument("kind", type=click.Choice(["messages", "customers", "worksheets", "replies"]))
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl")
@click.option("--output", type=click.Path(path_type=Path), help="Else standard output.")
@in_app
def export_rows(kind: str, form: str, output: Path | None) -> None:
    """Write every row of one kind, as JSON lines or CSV."""
    if output is None:
        export.write(kind, form, sys.stdout)
        return
    with output.open("w", encoding="utf-8", newline="") as file:
        export.write(kind, form, file)


@click.command("report")
@click.option("--month", required=True, help="2026-10 or 2569-10.")
@click.option("--format", "form", type=click.Choice(["json", "xlsx", "pdf", "csv"]), default="json")
@click.option("--output", type=click.Path(path_type=Path), help="Else standard output.")
@click.option("--language", type=click.Choice(["th", "en"]), help="Else that of CRM_LOCALE.")
@in_app
def month_report(month: str, form: str, output: Path | None, language: str | None) -> None:
    """Write one month's report."""
    with force_locale(language or settings().locale):
        content = report.render(month, form, now=clock.now())
    if output is None:
        sys.stdout.buffer.write(content)
        return
    output.write_bytes(content)


COMMANDS = (export_rows, month_report)
