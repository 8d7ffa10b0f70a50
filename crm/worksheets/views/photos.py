"""Photos of a case, for staff."""

from pathlib import Path
from typing import Any

from flask import send_from_directory
from flask_login import current_user

from crm import web
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.db import db
from crm.errors import NotAllowed, NotFound
from crm.pagelink.models import Reply
from crm.pagelink.queries.restricted import may_read
from crm.worksheets import queries
from crm.worksheets.service import PHOTOS
from crm.worksheets.service.photos import CONTENT_TYPE
from crm.worksheets.views.blueprint import blueprint


def photos_folder() -> Path:
    """Where the photos of all cases lie."""
    return web.settings().data_dir / PHOTOS


@blueprint.get("/worksheets/photos/<int:photo_id>")
@requires(Role.VIEWER)
def photo(photo_id: int) -> Any:
    """One photo; those of a restricted case only for who may see the case."""
    found = queries.get_photo(photo_id)
    if not queries.may_see(queries.get_worksheet(found.worksheet_id), current_user):
        raise NotAllowed
    return send_from_directory(photos_folder(), found.file_name, mimetype=found.content_type)


@blueprint.get("/replies/<int:reply_id>/photo")
@requires(Role.VIEWER)
def reply_photo(reply_id: int) -> Any:
    """The photo that goes along with a reply; for who may read the conversation."""
    reply = db.session.get(Reply, reply_id)
    if reply is None or reply.photo_file is None:
        raise NotFound
    if not may_read(reply.conversation, current_user):
        raise NotAllowed
    return send_from_directory(photos_folder(), reply.photo_file, mimetype=CONTENT_TYPE)
