"""The `crm` command: everything that an installation is run by."""

import sys

import click

from crm.cli import accounts, exports, pages, people, reading, serving, upkeep
from crm.cli.context import say
from crm.errors import CrmError


@click.group()
@click.version_option(package_name="rongtook")
def crm() -> None:
    """Rongtook: the complaint centre's helper for its Facebook Page."""


for commands in (serving, upkeep, pages, accounts, people, exports, reading):
    for command in commands.COMMANDS:
        crm.add_command(command)


def main() -> None:
    """Run a command; an error that a person can mend is one sentence and exit status 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        crm()
    except CrmError as error:
        click.echo(say(error.sentence, **error.params), err=True)
        sys.exit(1)
