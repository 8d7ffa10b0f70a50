"""What citizens left on their pages: photos, survey answers, details."""

from sqlalchemy import select

from crm.customers.models import Consent, Customer, Identity
from crm.db import db
from crm.errors import NotFound
from crm.pagelink.models import Conversation, Direction, Message
from crm.worksheets.models import Photo, SurveyAnswer, Worksheet, WorksheetMessage
from crm.worksheets.queries.family import lead_of
from crm.worksheets.queries.tags import tags_of


def get_photo(photo_id: int) -> Photo:
    """The photo with this id; raises NotFound."""
    photo = db.session.get(Photo, photo_id)
    if photo is None:
        raise NotFound
    return photo


def told_photos(sheet: Worksheet) -> list[Photo]:
    """The photos that went with the result of the case, or of the one that goes on for it."""
    cases = (sheet.id, lead_of(sheet).id)
    query = select(Photo).where(Photo.worksheet_id.in_(cases), Photo.told_at.is_not(None))
    return list(db.session.scalars(query.order_by(Photo.id)))


def get_told_photo(sheet: Worksheet, photo_id: int) -> Photo:
    """One of those; raises NotFound."""
    for photo in told_photos(sheet):
        if photo.id == photo_id:
            return photo
    raise NotFound


def get_photo_of(sheet: Worksheet, photo_id: int) -> Photo:
    """A photo of this case; raises NotFound."""
    photo = get_photo(photo_id)
    if photo.worksheet_id != sheet.id:
        raise NotFound
    return photo


def has_answered_survey(sheet: Worksheet) -> bool:
    """Whether the case's one answer is there."""
    answered = select(SurveyAnswer.id).where(SurveyAnswer.worksheet_id == sheet.id)
    return db.session.scalar(answered) is not None


def first_author(conversation: Conversation) -> int | None:
    """The customer who began a conversation, if the channel said who it was."""
    return db.session.scalar(
        select(Identity.customer_id)
        .join(Message, Message.identity_id == Identity.id)
        .where(Message.conversation_id == conversation.id, Message.direction == Direction.IN)
        .order_by(Message.created_at, Message.id)
        .limit(1)
    )


def account_of(about: Worksheet | Conversation, customer_id: int) -> int | None:
    """The account by which a person spoke first on a case or in a conversation, if by any."""
    told = select(Identity.id).join(Message, Message.identity_id == Identity.id)
    if isinstance(about, Worksheet):
        on_it = WorksheetMessage.message_id == Message.id
        told = told.join(WorksheetMessage, on_it).where(WorksheetMessage.worksheet_id == about.id)
    else:
        told = told.where(Message.conversation_id == about.id)
    own = told.where(Identity.customer_id == customer_id)
    return db.session.scalar(own.order_by(Message.created_at, Message.id).limit(1))


def is_name_withheld(about: Worksheet | Conversation) -> bool:
    """Whether the reporter asked to keep the name from the agency, on a case or before one."""
    if isinstance(about, Worksheet):
        return about.name_withheld
    standing = tags_of([about.id]).get(about.id, [])
    return any(tag.slug == "name_withheld" for tag in standing)


def has_left_details(about: Worksheet | Conversation) -> bool:
    """Whether the person of a link has given a consent that still stands."""
    customer_id = about.customer_id if isinstance(about, Worksheet) else first_author(about)
    standing = select(Consent.id).where(
        Consent.customer_id == customer_id, Consent.withdrawn_at.is_(None)
    )
    return customer_id is not None and db.session.scalar(standing.limit(1)) is not None


def is_reporter_erased(about: Worksheet | Conversation) -> bool:
    """Whether the person of a link asked for erasure, so that the link is of no use to anybody."""
    customer_id = about.customer_id if isinstance(about, Worksheet) else first_author(about)
    person = db.session.get(Customer, customer_id) if customer_id else None
    return person is not None and person.erased_at is not None
