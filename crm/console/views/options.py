"""The options of a menu of choice, written out once for all pages that show the same."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from crm.auth.models import User
from crm.console.queries.menus import Colleague, TagChoice
from crm.console.views.blueprint import blueprint
from crm.languages import is_thai, sentence
from crm.worksheets.models import Tag

KEPT = 256

Choice = tuple[object, ...]
"""A value and its word; and, where the keyboard finds it by other words too, those."""


@blueprint.app_template_filter("as_options")
def as_options(choices: Iterable[Choice], chosen: object = "") -> Markup:
    """The `<option>` elements of these choices, the chosen one selected; nothing is for none.

    A page has some hundred of them and only the chosen ones differ: they are remembered as written.
    """
    written = _written(tuple(choices))
    if chosen in ("", None):
        return written
    beginning = f'<option value="{escape(chosen)}"'
    return Markup(str(written).replace(beginning, f"{beginning} selected", 1))  # noqa: S704


@lru_cache(KEPT)
def _written(choices: tuple[Choice, ...]) -> Markup:
    return Markup("").join(_option(*choice) for choice in choices)


def _option(value: object, word: object, words: object = "") -> Markup:
    found_by = Markup(' data-words="{}"').format(words) if words else ""
    return Markup('<option value="{}"{}>{}</option>').format(value, found_by, word)


@blueprint.app_template_filter("tag_choices")
def tag_choices(tags: Iterable[TagChoice], kind: str, without: Iterable[Tag] = ()) -> list[Choice]:
    """The tags of a kind as choices that are found by both of their names."""
    left_out, in_thai = {tag.id for tag in without}, is_thai()
    return [
        (tag.id, tag.name_th if in_thai else tag.name_en, f"{tag.name_th}|{tag.name_en}")
        for tag in tags
        if tag.kind == kind and tag.id not in left_out
    ]


@blueprint.app_template_filter("staff_choices")
def staff_choices(people: Iterable[User | Colleague]) -> list[Choice]:
    """Members of staff as choices that are found by their e-mail address too."""
    return [(person.id, person.name, person.email) for person in people]


@blueprint.app_template_filter("reason_choices")
def reason_choices(reasons: Iterable[str]) -> list[Choice]:
    """Reasons as choices in the page's language that are found by their names too."""
    return [(reason, sentence(reason), reason) for reason in reasons]
