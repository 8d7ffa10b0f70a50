"""The blueprint that all of the console's views hang on."""

from flask import Blueprint

blueprint = Blueprint("console", __name__)
