"""The citizens' pages behind signed links, and the photos for staff."""

from crm.worksheets.views import details, photos, status, survey
from crm.worksheets.views.blueprint import blueprint

__all__ = ["blueprint", "details", "photos", "status", "survey"]
