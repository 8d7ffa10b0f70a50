"""`crm customer`: what an installation's administrator does about a person's data."""

import click

from crm.auth.queries import find_user
from crm.cli.context import in_app, say
from crm.console.erasing import erase_person
from crm.errors import N_, NotFound


@click.group()
def customer() -> None:
    """People of the database of citizens."""


@customer.command("erase")
@click.argument("number", type=int)
@click.option("--by", "email", required=True, help="The administrator who answers for it.")
@click.option("--reason", required=True, help="Kept for ever: no personal data.")
@click.option("--confirm", "confirmation", prompt="NUMBER", help="The number once more.")
@in_app
def erase(number: int, email: str, reason: str, confirmation: str) -> None:
    """Erase somebody's personal data for good, as the page in the console does."""
    by = find_user(email)
    if by is None or not by.active:
        raise NotFound
    counts = erase_person(number, confirmation=confirmation, reason=reason, by=by)
    click.echo(say(N_("ลบข้อมูลส่วนบุคคลแล้ว และบันทึกไว้ว่าใครลบ เมื่อใด เพราะเหตุใด")))
    for name, count in sorted(counts.items()):
        click.echo(f"{name}: {count}")


COMMANDS = (customer,)
