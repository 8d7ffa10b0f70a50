"""What the tests in a real browser do alike."""

from playwright.sync_api import Page

from crm.auth.models import Role
from tests.conftest import PASSWORD


def log_in(page: Page, address: str, role: Role = Role.AGENT) -> None:
    """Log the account of a role in by the log-in page; the inbox stands open then."""
    page.goto(f"{address}/login")
    page.fill("[name=email]", f"{role}@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/inbox")
