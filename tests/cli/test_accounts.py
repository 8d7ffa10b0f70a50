"""`crm user` and `crm token`, as they are typed."""

from crm import clock
from crm.auth import service
from crm.auth.models import User
from crm.db import db
from crm.errors import CrmError


def test_an_account_is_opened_with_a_password_from_standard_input(run) -> None:
    result = run(
        "user", "add", "a@example.org", "--role", "agent", "--password-stdin", stdin="long enough\n"
    )
    assert result.output.strip() == "a@example.org"
    user = service.log_in("A@example.org", "long enough", now=clock.now())
    assert user.role == "agent"


def test_a_short_password_is_refused_with_a_sentence(run) -> None:
    result = run("user", "add", "a@example.org", "--role", "admin", "--password-stdin", stdin="x\n")
    assert isinstance(result.exception, CrmError)
    assert "รหัสผ่านต้องยาวอย่างน้อย 10" in str(result.exception)
    assert db.session.query(User).count() == 0


def test_the_token_is_the_last_word_printed_and_works(run) -> None:
    result = run("token", "add", "mis", "--scope", "read")
    token = service.find_token(result.output.split()[-1])
    assert token is not None
    assert (token.name, token.scope) == ("mis", "read")
