"""What changes the people database."""

from crm.customers.service.consents import (
    CONTACT,
    find_consent,
    give_consent,
    withdraw_consent,
)
from crm.customers.service.erasing import (
    Account,
    Erasure,
    ErasureNeedsReason,
    WrongConfirmation,
    erase,
)
from crm.customers.service.facts import (
    EmptyFact,
    FactKind,
    FactSource,
    Ground,
    InvalidFact,
    InvalidPhone,
    Origin,
    PersonErased,
    add_fact,
    clean,
    fact_key,
    national_phone,
    reveal_facts,
)
from crm.customers.service.identify import Seen, identify
from crm.customers.service.linking import NotLinked, part
from crm.customers.service.merging import CannotMerge, CannotUnmerge, merge, unmerge
from crm.customers.service.proposing import (
    FACT,
    SAME_PERSON,
    AlreadyDecided,
    accept_proposal,
    propose_facts,
    propose_pair,
    propose_same_person,
    refuse_proposal,
)

__all__ = [
    "CONTACT",
    "FACT",
    "SAME_PERSON",
    "Account",
    "AlreadyDecided",
    "CannotMerge",
    "CannotUnmerge",
    "EmptyFact",
    "Erasure",
    "ErasureNeedsReason",
    "FactKind",
    "FactSource",
    "Ground",
    "InvalidFact",
    "InvalidPhone",
    "NotLinked",
    "Origin",
    "PersonErased",
    "Seen",
    "WrongConfirmation",
    "accept_proposal",
    "add_fact",
    "clean",
    "erase",
    "fact_key",
    "find_consent",
    "give_consent",
    "identify",
    "merge",
    "national_phone",
    "part",
    "propose_facts",
    "propose_pair",
    "propose_same_person",
    "refuse_proposal",
    "reveal_facts",
    "unmerge",
    "withdraw_consent",
]
