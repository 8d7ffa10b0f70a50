"""Canned replies (ข้อความสำเร็จรูป), words to avoid, the counters that numbers are drawn from."""

from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Id


class CannedReply(Base):
    """A text with `{variables}`, in a private and a public form; either may be missing."""

    __tablename__ = "canned_replies"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    title_th: Mapped[str]
    title_en: Mapped[str]
    private_text: Mapped[str | None]
    public_text: Mapped[str | None]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class ForbiddenWord(Base):
    """A word that the centre doesn't use in public, and what it says in its place (or "")."""

    __tablename__ = "forbidden_words"

    id: Mapped[Id]
    word: Mapped[str] = mapped_column(unique=True)
    instead: Mapped[str] = mapped_column(default="")


class Counter(Base):
    """The last running number given in a year, a row a kind and year (e.g. `case-2569`)."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
