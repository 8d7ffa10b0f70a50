"""What is particular to Thai: folding for search, digits, sorting, dates, personal numbers."""

from crm.thai.characters import whole_characters
from crm.thai.dates import (
    MONTHS,
    SHORT_MONTHS,
    buddhist_year,
    duration,
    fiscal_year,
    format_date,
    format_datetime,
    month_title,
    parse_month,
)
from crm.thai.digits import arabic_digits, thai_digits
from crm.thai.folding import fold
from crm.thai.names import blot_emails, blot_names, find_emails
from crm.thai.personal_numbers import (
    FoundNumber,
    find_house_numbers,
    find_national_ids,
    find_phones,
    mask_national_ids,
    mask_phones,
    phone_mark,
    searchable,
)
from crm.thai.sorting import sort_key

__all__ = [
    "MONTHS",
    "SHORT_MONTHS",
    "FoundNumber",
    "arabic_digits",
    "blot_emails",
    "blot_names",
    "buddhist_year",
    "duration",
    "find_emails",
    "find_house_numbers",
    "find_national_ids",
    "find_phones",
    "fiscal_year",
    "fold",
    "format_date",
    "format_datetime",
    "mask_national_ids",
    "mask_phones",
    "month_title",
    "parse_month",
    "phone_mark",
    "searchable",
    "sort_key",
    "thai_digits",
    "whole_characters",
]
