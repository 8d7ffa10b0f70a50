"""Posts: from each to every conversation and case under it, and to its place on the Page."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from crm.console.queries import posts as shelf
from crm.console.views.blueprint import blueprint
from crm.graph.queries import last_balance
from crm.pagelink.queries.restricted import may_read
from crm.worksheets import queries as cases


@blueprint.get("/posts")
def posts() -> Any:
    """All posts, or those that hold some words, in the order asked for."""
    words, order = request.args.get("q", "").strip(), request.args.get("order", "newest")
    found = shelf.posts(words, request.args.get("cursor", ""), order=order)
    return render_template("console/posts.html", found=found, words=words, order=order)


@blueprint.get("/posts/<int:post_id>")
def post(post_id: int) -> Any:
    """One post with what hangs under it."""
    found = shelf.get_post(post_id)
    return render_template(
        "console/post.html",
        post=found,
        balance=last_balance(found),
        rows=[
            row
            for row in shelf.conversations_under(found)
            if may_read(row.conversation, current_user)
        ],
        worksheets=[
            sheet
            for sheet in cases.worksheets_under(found.id)
            if cases.may_see(sheet, current_user)
        ],
    )
