"""The answer ledger: in which state each inbound message is, worked out anew from the rows."""

from crm.pagelink.ledger.balance import balance, next_sequence
from crm.pagelink.ledger.entries import AUTOMATIC, BEFORE_START, WITHDRAWN, first_entry

__all__ = ["AUTOMATIC", "BEFORE_START", "WITHDRAWN", "balance", "first_entry", "next_sequence"]
