"""Rongtook: a CRM that helps a complaint centre answer every citizen on its Facebook Page."""

from collections.abc import Mapping

from flask import Flask

__version__ = "0.1.0"


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Build the application from environment variables (the process's own unless given)."""
    from crm import wiring

    return wiring.build_app(environ)
