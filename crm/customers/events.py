"""What happens to people, told in the same transaction to whoever listens above."""

from blinker import Namespace

_signals = Namespace()

customers_merged = _signals.signal("customers-merged")
"""Two records are one person from now on: sender=Merge, now."""

customers_unmerged = _signals.signal("customers-unmerged")
"""They are two again: sender=Merge, now."""

identity_parted = _signals.signal("identity-parted")
"""An account has a record of its own from now on: sender=Identity, old (customer's id), now."""

person_erased = _signals.signal("person-erased")
"""A person is being erased, and still stands here: sender=Erasure, now.

Listeners erase what they keep about the person, and add to `counts` and `files`.
"""
