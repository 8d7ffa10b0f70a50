"""Gives staff our own copies of what citizens attached."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory
from flask_login import current_user

from crm import web
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import db
from crm.errors import NotAllowed, NotFound
from crm.pagelink.jobs import FOLDER
from crm.pagelink.models import Attachment, Message
from crm.pagelink.queries.restricted import may_read

blueprint = Blueprint("pagelink", __name__)

SHOWN_INLINE = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "audio/mpeg")


def attachments_folder() -> Path:
    """Where our copies lie."""
    return web.settings().data_dir / FOLDER


@blueprint.get("/attachments/<int:attachment_id>")
@requires(Role.VIEWER)
def attachment(attachment_id: int) -> Response:
    """The file; anything but a picture, film or sound is offered for saving, never shown."""
    row = db.session.get(Attachment, attachment_id)
    if row is None or row.file_name is None:
        raise NotFound
    message = db.session.get_one(Message, row.message_id)
    if not may_read(message.conversation, current_user):
        raise NotAllowed
    content_type = (row.content_type or "").partition(";")[0].strip()
    return send_from_directory(
        attachments_folder(),
        row.file_name,
        mimetype=content_type if content_type in SHOWN_INLINE else "application/octet-stream",
        as_attachment=content_type not in SHOWN_INLINE,
    )
