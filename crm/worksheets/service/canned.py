"""Change the canned replies of the installation."""

from datetime import datetime

from crm.auth import service as auth
from crm.auth.models import User
from crm.worksheets.canned import check_texts
from crm.worksheets.models import CannedReply


def change_canned_reply(
    reply: CannedReply,
    *,
    private_text: str | None,
    public_text: str | None,
    by: User,
    now: datetime,
) -> None:
    """Give a canned reply new texts; raises CannedTextRefused, naming each wrong word."""
    private_text, public_text = _clean(private_text), _clean(public_text)
    check_texts(private_text, public_text)
    reply.private_text, reply.public_text = private_text, public_text
    auth.audit("canned_reply_changed", reply, by=by, now=now)


def _clean(text: str | None) -> str | None:
    return (text or "").strip() or None
