"""The problem map for staff, and the page on which a citizen drops a pin."""

from crm.maps.views import pins, problem_map, small
from crm.maps.views.blueprint import blueprint

__all__ = ["blueprint", "pins", "problem_map", "small"]
