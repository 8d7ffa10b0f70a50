"""Every figure by its name, in the order of the report."""

from crm.errors import NotFound
from crm.reports.figures import cases, messages, people, searches, tags
from crm.reports.figures.figure import Count, Figure, Length

COUNTS: tuple[Count, ...] = (
    messages.MESSAGES_IN,
    messages.ANSWERED_COUNT,
    messages.NEEDS_NONE,
    messages.IMPOSSIBLE,
    messages.OPEN,
    people.PEOPLE_SERVED,
    people.PEOPLE_WROTE,
    cases.OPENED,
    cases.FILED,
    cases.RESULT_TOLD,
    cases.CLOSED,
    cases.REOPENED_COUNT,
    cases.DISTRICTS,
)
TAG_COUNTS: tuple[Count, ...] = (tags.TAGS_EVER, tags.TAGS_NOW)
KPI_COUNTS: tuple[Count, ...] = (
    cases.FILED_YEAR,
    cases.SLOW_REPLIES,
    cases.LEAKS,
    searches.GIVEN_UP,
)
LENGTHS: tuple[Length, ...] = (
    messages.FIRST_RESPONSE,
    cases.NUMBER_TIME,
    cases.RESULT_TIME,
    *searches.TIMES,
)
ALL: tuple[Figure, ...] = (*COUNTS, *TAG_COUNTS, *KPI_COUNTS, *LENGTHS)
FIGURES: dict[str, Figure] = {figure.slug: figure for figure in ALL}


def get_figure(slug: str) -> Figure:
    """The figure of that name; raises NotFound."""
    if slug not in FIGURES:
        raise NotFound
    return FIGURES[slug]
