"""What stands on every staff page: the menu with its counts, the centre's name, what is masked."""

from dataclasses import dataclass, replace

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from crm import clock, thai
from crm.auth.models import Role
from crm.console.queries import counts
from crm.console.queries.menus import TagChoice
from crm.console.views.blueprint import blueprint
from crm.languages import is_thai
from crm.worksheets.models import Agency, CannedReply, Tag

MENU = (
    ("/inbox", _l("รายการรอตอบ")),
    ("/mentions", _l("ถึงฉัน")),
    ("/customers", _l("ฐานข้อมูลผู้ใช้บริการ")),
    ("/worksheets", _l("ใบงาน")),
    ("/posts", _l("โพสต์")),
    ("/search", _l("ค้นหา")),
    ("/map", _l("แผนที่")),
    ("/reports", _l("รายงาน")),
)


@dataclass(frozen=True)
class MenuItem:
    """A link of the main menu; `count` is what waits there, None where nothing is counted.

    `only_counted`: it is seen only while something waits, which an open console may yet be told.
    """

    label: str
    url: str
    current: bool
    count: int | None = None
    only_counted: bool = False


@blueprint.app_context_processor
def menu_and_name() -> dict[str, object]:
    """Give every template the menu and the installation's own name, read only when asked for."""
    return {"navigation": navigation, "centre_name": centre_name}


@blueprint.app_template_filter("personal")
def personal(text: str) -> str:
    """A text of the people, with phone and identity numbers masked unless the role may see them."""
    if current_user.may_act_as(Role.AGENT):
        return text
    return thai.mask_phones(thai.mask_national_ids(text))


@blueprint.app_template_filter("named")
def named(thing: Tag | TagChoice | Agency) -> str:
    """The name of a tag or an agency in the page's language."""
    return thing.name_th if is_thai() else thing.name_en


@blueprint.app_template_filter("with_parent")
def with_parent(agency: Agency) -> str:
    """The name of a section with the office that it belongs to."""
    between = " " if is_thai() else ", "
    return between.join(named(each) for each in (agency, agency.parent) if each)


@blueprint.app_template_filter("titled")
def titled(reply: CannedReply) -> str:
    """The title of a canned reply in the page's language."""
    return reply.title_th if is_thai() else reply.title_en


def navigation() -> list[MenuItem]:
    """The menu as this person may use it."""
    now = _standing()
    waiting = {"/inbox": now.waiting, "/worksheets": now.unfiled, "/mentions": now.unread}
    shown = [each for each in MENU if each[0] != "/mentions" or current_user.may_act_as(Role.AGENT)]
    items = [_item(str(label), path, path, waiting.get(path)) for path, label in shown]
    if current_user.may_act_as(Role.AGENT):
        items.insert(1, _approvals(now.approvals))
    if current_user.may_act_as(Role.SUPERVISOR):
        first = "/admin/pages" if current_user.may_act_as(Role.ADMIN) else "/admin/canned"
        items.append(_item(_("การดูแลระบบ"), first, "/admin"))
    return items


def _approvals(count: int) -> MenuItem:
    """What others wrote, for who decides on it; one's own that came back, for everybody else."""
    if current_user.may_act_as(Role.SUPERVISOR):
        return _item(_("รออนุมัติ"), "/approvals", "/approvals", count)
    return replace(_item(_("ส่งกลับแก้ไข"), "/approvals", "/approvals", count), only_counted=True)


def _item(label: str, url: str, part: str, count: int | None = None) -> MenuItem:
    return MenuItem(label, url, request.path.startswith(part), count)


def centre_name() -> str:
    """The name that the first Page's centre goes by, else what the product is for."""
    return _standing().centre_name or _("ศูนย์รับเรื่องร้องทุกข์")


def _standing() -> counts.Standing:
    """Read once a request."""
    if "standing" not in g:
        user = current_user if current_user.is_authenticated else None
        g.standing = counts.standing(user, clock.now())
    kept: counts.Standing = g.standing
    return kept
