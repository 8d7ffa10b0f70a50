"""How a place in a list that goes on is read back from the address."""

from datetime import datetime


def read_moment(text: str) -> datetime:
    """A moment of a cursor; raises ValueError for one that was never ours, as without a zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
