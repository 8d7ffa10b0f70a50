"""The tree of agencies, and which of them usually act on a topic in a district."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from crm import thai
from crm.db import db
from crm.errors import NotFound
from crm.worksheets.models import Agency, Tag, TopicOffice

DISTRICT_WORDS = ("สำนักงานเขต", "เขต", "อำเภอ")


@dataclass(frozen=True, slots=True)
class Branch:
    """An agency with the offices below it."""

    agency: Agency
    children: list["Branch"]


def get_agency(agency_id: int) -> Agency:
    """The agency with this id; raises NotFound."""
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFound
    return agency


def agencies() -> list[Branch]:
    """The whole tree in Thai dictionary order, those of the city before those outside."""
    below: dict[int | None, list[Agency]] = defaultdict(list)
    for agency in db.session.scalars(select(Agency).where(Agency.active)):
        below[agency.parent_id].append(agency)
    return _branches(None, below)


def suggest_agencies(topics: Sequence[Tag], district_name: str | None) -> list[Agency]:
    """The offices that usually act on these topics: the district's sections first.

    Soi and local roads are the district's, main roads the department's; the person chooses.
    """
    offices = list(
        db.session.scalars(
            select(TopicOffice)
            .where(TopicOffice.tag_id.in_([topic.id for topic in topics]))
            .order_by(TopicOffice.id)
        )
    )
    sections = [office.section for office in offices if office.section]
    ids = [office.agency_id for office in offices if office.agency_id]
    in_district = (Agency.district == _bare(district_name)) & Agency.name_th.in_(sections)
    found = db.session.scalars(
        select(Agency).where(Agency.active, or_(Agency.id.in_(ids), in_district))
    )
    return sorted(found, key=lambda agency: _rank(agency, sections, ids))


def _branches(parent_id: int | None, below: dict[int | None, list[Agency]]) -> list[Branch]:
    ordered = sorted(below[parent_id], key=lambda a: (a.outside, thai.sort_key(a.name_th)))
    return [Branch(agency, _branches(agency.id, below)) for agency in ordered]


def _rank(agency: Agency, sections: Sequence[str], ids: Sequence[int]) -> tuple[bool, int]:
    if agency.name_th in sections and agency.district:
        return False, sections.index(agency.name_th)
    return True, ids.index(agency.id)


def _bare(district: str | None) -> str | None:
    for word in DISTRICT_WORDS:
        if district and district.startswith(word):
            return district.removeprefix(word).strip()
    return district
