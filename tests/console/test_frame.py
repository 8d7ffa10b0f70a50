"""The frames leave a page's own words alone."""

import pytest
from flask import Flask, render_template_string

PAGE = (
    "{% extends frame %}{% block title %}T{% endblock %}"
    "{% block content %}[{{ centre }}|{{ menu }}|{{ name }}]{% endblock %}"
)


@pytest.mark.parametrize("frame", ["base.html", "citizen.html"])
def test_a_page_may_call_its_own_things_as_it_likes(app: Flask, frame: str) -> None:
    with app.test_request_context("/"):
        page = render_template_string(PAGE, frame=frame, centre="C", menu="M", name="N")
    assert "[C|M|N]" in page
