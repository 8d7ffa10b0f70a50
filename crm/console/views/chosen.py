"""What a form names of a fixed list; anything else is refused with a sentence."""

from enum import StrEnum
from typing import TypeVar

from flask import request

from crm.errors import N_, CrmError

Choice = TypeVar("Choice", bound=StrEnum)


class NotAChoice(CrmError):
    """The form names nothing of the list."""

    sentence = N_("กรุณาเลือกจากรายการที่มีให้")


def one_of(choices: type[Choice], field: str) -> Choice:
    """The choice that the form's field names; raises NotAChoice."""
    try:
        return choices(request.form.get(field, ""))
    except ValueError as error:
        raise NotAChoice from error
