"""The tag models that this installation has learned, and how well each did."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Id

ENOUGH_JUDGED = 100


class TagModel(Base):
    """One version of the model of a kind of tags; only the newest of a kind keeps its weights.

    Of the `judged` newest examples, `model_right` had their first guess right before they were
    learned from; so many the keywords, or the most frequent tag alone, would have had right.
    """

    __tablename__ = "tag_models"
    __table_args__ = (Index(None, "kind", "trained_at"),)

    id: Mapped[Id]
    kind: Mapped[str]
    trained_at: Mapped[datetime]
    examples: Mapped[int]
    newest_example_at: Mapped[datetime]
    judged: Mapped[int]
    model_right: Mapped[int]
    keywords_right: Mapped[int]
    frequent_right: Mapped[int]
    weights: Mapped[bytes | None] = mapped_column(deferred=True)

    @property
    def is_on(self) -> bool:
        """A model suggests only while it does better than the keywords, and that is known."""
        return self.judged >= ENOUGH_JUDGED and self.model_right > self.keywords_right

    def share(self, right: int) -> int:
        """So many of the judged ones in percent."""
        return round(100 * right / self.judged) if self.judged else 0
