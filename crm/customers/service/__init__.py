"""What changes the people database."""

from crm.customers.service.consents import (
    CONTACT,
    find_consent,
    give_consent,
    withdraw_consent,
)
from crm.customers.service.facts import (
    EmptyFact,
    FactKind,
    Ground,
    InvalidPhone,
    add_fact,
    fact_key,
    national_phone,
    reveal_facts,
)
from crm.customers.service.identify import Seen, identify
from crm.customers.service.merging import CannotMerge, CannotUnmerge, merge, unmerge
from crm.customers.service.proposing import (
    AlreadyDecided,
    accept_proposal,
    propose_same_person,
    refuse_proposal,
)

__all__ = [
    "CONTACT",
    "AlreadyDecided",
    "CannotMerge",
    "CannotUnmerge",
    "EmptyFact",
    "FactKind",
    "Ground",
    "InvalidPhone",
    "Seen",
    "accept_proposal",
    "add_fact",
    "fact_key",
    "find_consent",
    "give_consent",
    "identify",
    "merge",
    "national_phone",
    "propose_same_person",
    "refuse_proposal",
    "reveal_facts",
    "unmerge",
    "withdraw_consent",
]
