"""The tables of people, the names they go by on each channel, and what is known of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.auth.models import User
from crm.db import Base, EncryptedText, Id


class IdentityChannel(StrEnum):
    """Where a person was met; the same number on two channels is two identities."""

    FACEBOOK_COMMENT = "facebook_comment"
    MESSENGER = "messenger"
    LINE = "line"
    WEBFORM = "webform"


class Customer(Base):
    """A person whom the centre serves (ผู้ใช้บริการ); may have several identities.

    One that was erased has no name and no facts for ever: see `service.erase`.
    """

    __tablename__ = "customers"

    id: Mapped[Id]
    name: Mapped[str | None]
    name_folded: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    erased_at: Mapped[datetime | None]

    identities: Mapped[list["Identity"]] = relationship(back_populates="customer")
    facts: Mapped[list["Fact"]] = relationship(back_populates="customer")


class Identity(Base):
    """One account by which a person is met on one channel of one Page.

    One that was erased has lost its number too: whoever writes under that number is somebody new.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "page", "external_id"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    channel: Mapped[str]
    page: Mapped[str]
    external_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str | None]
    name_folded: Mapped[str | None] = mapped_column(index=True)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    linked_automatically: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship(back_populates="identities")

    @property
    def is_messageable(self) -> bool:
        """A person can be written to privately only when seen in Messenger."""
        return self.channel == IdentityChannel.MESSENGER


class Fact(Base):
    """One thing known of a person, with where it came from and on which ground it is kept.

    `identity_id` is the account through which it was told and `message_id` the message in which
    it stood, where there are such: they say whose it is when a merge is undone.
    """

    __tablename__ = "facts"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(EncryptedText())
    value_hash: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    ground: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    superseded_at: Mapped[datetime | None]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id"))
    message_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))

    customer: Mapped[Customer] = relationship(back_populates="facts")
    recorded_by: Mapped[User | None] = relationship()


class Consent(Base):
    """A person's yes to one purpose, with the version of the text that was shown."""

    __tablename__ = "consents"

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id"))


class Merge(Base):
    """Two records found to be one person; `moved` says what to give back when it is undone."""

    __tablename__ = "merges"

    id: Mapped[Id]
    kept_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    absorbed_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    automatic: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class CustomerProposal(Base):
    """A guess about a person (same person, a fact) that waits for somebody's decision."""

    __tablename__ = "customer_proposals"
    __table_args__ = (Index(None, "customer_id", "state"),)

    id: Mapped[Id]
    kind: Mapped[str]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    other_customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    fact_kind: Mapped[str | None]
    fact_value: Mapped[str | None] = mapped_column(EncryptedText())
    fact_hash: Mapped[str | None] = mapped_column(index=True)
    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id"))
    message_id: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="proposed")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
