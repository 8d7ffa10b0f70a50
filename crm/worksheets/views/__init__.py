"""The citizens' pages behind signed links; for staff the photos, and what supervisors set."""

from crm.worksheets.views import canned, details, photos, status, survey, tags, words
from crm.worksheets.views.blueprint import blueprint

__all__ = ["blueprint", "canned", "details", "photos", "status", "survey", "tags", "words"]
