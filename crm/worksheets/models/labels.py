"""The words that differ from one municipality to the next: what an area is called there."""

from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base


class Label(Base):
    """A word of the installation's own, e.g. `district`: เขต in Bangkok, อำเภอ elsewhere."""

    __tablename__ = "labels"

    key: Mapped[str] = mapped_column(primary_key=True)
    th: Mapped[str]
    en: Mapped[str]
