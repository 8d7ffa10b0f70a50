"""`crm user` and `crm token`: who may log in, and which software may call the API."""

import secrets
import sys

import click

from crm import clock
from crm.auth import service
from crm.auth.models import Role
from crm.cli.context import in_app
from crm.db import transaction


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Shown to colleagues; the address unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@in_app
def add_user(email: str, role: str, name: str, password_stdin: bool) -> None:
    """Open an account; without --password-stdin a password is made and printed."""
    password = sys.stdin.readline().strip() if password_stdin else secrets.token_urlsafe(12)
    with transaction():
        service.add_user(
            email, name=name or email, role=Role(role), password=password, now=clock.now()
        )
    click.echo(email if password_stdin else f"{email} {password}")


@click.group()
def token() -> None:
    """API tokens."""


@token.command("add")
@click.argument("name")
@click.option("--scope", type=click.Choice(["read", "write"]), required=True)
@in_app
def add_token(name: str, scope: str) -> None:
    """Make an API token; it is the last word printed and can't be shown again."""
    with transaction():
        made = service.add_token(name, scope=scope, by=None, now=clock.now())
    click.echo(f"{name} ({scope}): {made}")


COMMANDS = (user, token)
