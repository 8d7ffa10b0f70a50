"""`crm customer erase`, as it is typed: with the same checks as the page in the console."""

from collections.abc import Callable

import pytest
from click.testing import Result

from crm.auth.models import Role, User
from crm.customers.models import Customer
from crm.customers.service import WrongConfirmation
from crm.db import db
from crm.errors import NotAllowed, NotFound
from tests.factories import make_comment, make_page

Run = Callable[..., Result]


@pytest.fixture
def number(app: object) -> str:
    """The number of somebody who commented."""
    identity = make_comment(make_page()).identity
    assert identity is not None
    return str(identity.customer_id)


def type_it(run: Run, number: str, **changed: str) -> Result:
    options = {"by": "admin@example.org", "reason": "คำขอที่ 1", "confirm": number} | changed
    return run("customer", "erase", number, *(f"--{name}={each}" for name, each in options.items()))


def test_a_person_is_erased_in_the_name_of_an_administrator(
    run: Run, number: str, make_user: Callable[..., User]
) -> None:
    make_user(Role.ADMIN)
    result = type_it(run, number)
    assert "ลบข้อมูลส่วนบุคคลแล้ว" in result.output
    assert "public_messages: 1" in result.output
    assert db.session.query(Customer).one().name is None


@pytest.mark.parametrize(
    "changed, refused",
    [
        ({"confirm": "999"}, WrongConfirmation),
        ({"by": "agent@example.org"}, NotAllowed),
        ({"by": "nobody@example.org"}, NotFound),
    ],
)
def test_whoever_may_not_or_mistypes_erases_nothing(
    run: Run,
    number: str,
    make_user: Callable[..., User],
    changed: dict[str, str],
    refused: type[Exception],
) -> None:
    make_user(Role.ADMIN)
    make_user(Role.AGENT)
    assert isinstance(type_it(run, number, **changed).exception, refused)
    assert db.session.query(Customer).one().name == "สมใจ รักเมือง"
