"""How alike two Thai texts are, without knowing where their words end."""

from crm import thai

_LENGTH = 3


def likeness(one: str, other: str) -> float:
    """The share of letter trigrams that two texts have in common (Dice), from 0 to 1.

    Measured against RapidFuzz's ratios and scikit-learn's cosines (`scripts/eval_duplicates.py`):
    it tells neighbours' complaints about one problem from the rest as well as the best of them.
    """
    mine, theirs = _trigrams(one), _trigrams(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _trigrams(text: str) -> set[str]:
    folded = thai.fold(text)
    return {folded[at : at + _LENGTH] for at in range(len(folded) - _LENGTH + 1)}
