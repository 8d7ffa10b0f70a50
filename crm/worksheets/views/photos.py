"""Photos of a case, for staff."""

from typing import Any

from flask import send_from_directory
from flask_login import current_user

from crm import web
from crm.auth.guard import requires
from crm.auth.models import Role
from crm.errors import NotAllowed
from crm.worksheets import queries
from crm.worksheets.views.blueprint import blueprint


@blueprint.get("/worksheets/photos/<int:photo_id>")
@requires(Role.VIEWER)
def photo(photo_id: int) -> Any:
    """One photo; those of a restricted case only for who may see the case."""
    found = queries.get_photo(photo_id)
    if not queries.may_see(queries.get_worksheet(found.worksheet_id), current_user):
        raise NotAllowed
    folder = web.settings().data_dir / "photos"
    return send_from_directory(folder, found.file_name, mimetype=found.content_type)
