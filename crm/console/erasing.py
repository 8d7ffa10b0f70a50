"""Erase a whole person in one transaction, and then our copies of their files."""

from collections import Counter
from pathlib import Path

from crm import clock
from crm.auth.models import User
from crm.customers import queries, service
from crm.db import transaction
from crm.web import settings


def erase_person(customer_id: int, *, confirmation: str, reason: str, by: User) -> Counter[str]:
    """Erase somebody for good; what that came to. Raises as `customers.erase` does.

    Files go last, since a transaction that fails can't bring them back.
    """
    with transaction():
        person = queries.get_customer(customer_id)
        erasure = service.erase(
            person, confirmation=confirmation, reason=reason, by=by, now=clock.now()
        )
    for folder, name in erasure.files:
        Path(settings().data_dir, folder, name).unlink(missing_ok=True)
    return erasure.counts
