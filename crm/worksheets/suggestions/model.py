"""A learned model: one row of weights a tag over hashed character n-grams and keyword hits.

scikit-learn hashes and trains; it is imported when a model is first used, never at start-up. What
is kept are plain arrays of numbers (npz), which can't carry code as a pickle can.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from crm import thai

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEATURES = 2**14
NGRAMS = (2, 4)
# An n-gram of a middling text weighs 0.05; a word that people listed by hand says ten times that.
KEYWORD_WEIGHT = 0.5
# What a text of fewer n-grams says counts for less: "555" is about nothing.
FEWEST_NGRAMS = 12
# What a text must add to the logarithm of a tag's odds for it to be said to speak for the tag.
LEAST_SAID = 0.5
MOST_WORDS = 3
SHORTEST_WORD, LONGEST_WORD = 3, 24


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to be judged, with the tags that its keywords speak for."""

    text: str
    keyword_slugs: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """The weights (a row a tag: its n-grams, then the keyword hits) and the bias of each tag."""

    slugs: list[str]
    weights: Floats
    bias: Floats

    def chances(self, asked: Sequence[Asked]) -> Floats:
        """How likely each tag is (a column each) for each text (a row each), from 0 to 1."""
        return self._chances(self._said(asked))

    def spoken_for(self, asked: Asked) -> dict[str, float]:
        """The chance of each tag that the text itself makes likelier, the likeliest first.

        That a tag is common is no reason to suggest it for a text that says nothing.
        """
        said = self._said([asked])
        chances = zip(self.slugs, said[0], self._chances(said)[0], strict=True)
        likely = [(float(chance), slug) for slug, says, chance in chances if says >= LEAST_SAID]
        return {slug: chance for chance, slug in sorted(likely, reverse=True)}

    def _said(self, asked: Sequence[Asked]) -> Floats:
        return features(asked, self.slugs) @ self.weights.T  # type: ignore[no-any-return]

    def _chances(self, said: Floats) -> Floats:
        import numpy as np

        return np.asarray(1 / (1 + np.exp(-(said + self.bias))))

    def words(self, text: str, slug: str) -> tuple[str, ...]:
        """The parts of a text that speak most for a tag, the strongest first."""
        folded = thai.fold(text)
        return _strongest(folded, _weights_by_letter(folded, self.weights[self.slugs.index(slug)]))

    def pack(self) -> bytes:
        """The model as the database keeps it: half-precision numbers, compressed."""
        import numpy as np

        file = BytesIO()
        np.savez_compressed(
            file,
            slugs=np.array(self.slugs, dtype=np.str_),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
        )
        return file.getvalue()


def unpack(packed: bytes) -> Model:
    """Read what `pack` wrote; refuses anything but plain arrays."""
    import numpy as np

    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        return Model(
            [str(slug) for slug in arrays["slugs"]],
            arrays["weights"].astype(np.float64),
            arrays["bias"].astype(np.float64),
        )


def features(asked: Sequence[Asked], slugs: Sequence[str]) -> Any:
    """A sparse row for each text: which n-grams it has, and which tags its keywords speak for."""
    import numpy as np
    from scipy import sparse

    hits = [[KEYWORD_WEIGHT * (slug in one.keyword_slugs) for slug in slugs] for one in asked]
    ngrams = _hasher().transform(thai.fold(one.text) for one in asked)
    weighed = sparse.diags(np.minimum(ngrams.getnnz(axis=1) / FEWEST_NGRAMS, 1.0)) @ ngrams
    return sparse.hstack([weighed, sparse.csr_matrix(hits)]).tocsr()


@cache
def _hasher() -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(**_hashing(), analyzer="char", ngram_range=NGRAMS)


@cache
def _hasher_of_one() -> Any:
    """Hashes each n-gram as a text of its own, for its weight alone."""
    from sklearn.feature_extraction.text import HashingVectorizer

    return HashingVectorizer(**_hashing(), analyzer=lambda ngram: [ngram])


def _hashing() -> dict[str, Any]:
    return {
        "n_features": FEATURES,
        "alternate_sign": False,
        "norm": "l2",
        "lowercase": False,
        "binary": True,
    }


def _weights_by_letter(folded: str, weights: Floats) -> list[float]:
    """What each letter adds: the sum of the weights of the n-grams over it."""
    spans = [
        (at, at + length)
        for length in range(NGRAMS[0], NGRAMS[1] + 1)
        for at in range(len(folded) - length + 1)
    ]
    by_letter = [0.0] * len(folded)
    if spans:
        ngrams = _hasher_of_one().transform(folded[start:end] for start, end in spans)
        for (start, end), weight in zip(spans, ngrams @ weights[:FEATURES], strict=True):
            for at in range(start, end):
                by_letter[at] += float(weight) / (end - start)
    return by_letter


def _strongest(folded: str, by_letter: list[float]) -> tuple[str, ...]:
    """Runs of letters well above the rest, whole written characters only."""
    highest = max(by_letter, default=0.0)
    runs: list[tuple[float, str]] = []
    start = None
    for at, weight in enumerate([*by_letter, 0.0]):
        speaks = highest > 0 and weight >= highest / 3 and not folded[at : at + 1].isspace()
        if speaks and start is None:
            start = at
        elif not speaks and start is not None:
            run = thai.whole_characters(folded, start, at)
            runs.append((sum(by_letter[start:at]), run))
            start = None
    fitting = [run for run in sorted(runs, reverse=True) if len(run[1]) >= SHORTEST_WORD]
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for _, word in fitting[:MOST_WORDS]))
