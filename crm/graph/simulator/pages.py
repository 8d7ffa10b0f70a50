"""Plain Thai pages at the permalinks, so that a person sees what stands on the simulated Page."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.wrappers import Response as BaseResponse

from crm.graph.simulator import ids
from crm.graph.simulator.answers import respond
from crm.graph.simulator.pictures import draw
from crm.graph.simulator.posts import POST
from crm.graph.simulator.store import Row
from crm.graph.simulator.world import World

TALKS = (
    "SELECT t.person, a.psid, a.name, t.updated FROM conversations t JOIN people a "
    "ON a.id = t.person WHERE t.page = ? ORDER BY t.updated DESC LIMIT 30"
)
FONTS = Path(__file__).parents[2] / "static" / "vendor" / "sarabun"
THAI_TIME = timedelta(hours=7)
BUDDHIST_ERA = 543
_MONTHS_WORDS = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
MONTHS = _MONTHS_WORDS.split()


def pages_blueprint(world: World) -> Blueprint:
    """The Page, its posts, its Messenger threads and the drawn pictures."""
    blueprint = Blueprint("pages", __name__, template_folder="templates")
    blueprint.add_app_template_filter(thai_time)
    screens = _Screens(world)
    blueprint.add_url_rule("/", "home", screens.home)
    blueprint.add_url_rule("/<page>/posts/", "page", screens.page)
    blueprint.add_url_rule("/<page>/posts/<int:number>", "post", screens.post)
    blueprint.add_url_rule("/<page>/messages/<person>", "thread", screens.thread)
    blueprint.add_url_rule(
        "/<page>/posts/<int:number>", "comment", screens.comment, methods=["POST"]
    )
    blueprint.add_url_rule("/<page>/messages/<person>", "write", screens.write, methods=["POST"])
    blueprint.add_url_rule("/fonts/<name>", "font", screens.font)
    blueprint.add_url_rule("/pictures/<name>.png", "picture", screens.picture)
    return blueprint


class _Screens:
    def __init__(self, world: World) -> None:
        self.world = world

    def home(self) -> BaseResponse:
        """The main Page; with parameters it is the root of the Graph API (`/?ids=`)."""
        if request.args:
            return respond(self.world, request, "")
        return redirect(f"/{self.world.main_page}/posts/", code=302)

    def page(self, page: str) -> str:
        posts = self.world.store.rows(
            f"{POST} WHERE p.page = ? AND p.deleted = 0 ORDER BY p.created DESC LIMIT 100", page
        )
        talks = self.world.store.rows(TALKS, page)
        return render_template(
            "simulator/page.html", page=self._page(page), posts=posts, talks=talks
        )

    def post(self, page: str, number: int) -> str:
        row = self.world.find_post(ids.post_id(page, number))
        if row is None or row["deleted"]:
            abort(404)
        marked = request.args.get("reply_comment_id") or request.args.get("comment_id") or ""
        return render_template(
            "simulator/post.html",
            page=self._page(page),
            post=row,
            threads=_threads(self.world, number),
            marked=marked,
        )

    def thread(self, page: str, person: str) -> str:
        who = self.world.find_person(person)
        if who is None:
            abort(404)
        messages = self.world.messages_with(person, page)
        return render_template(
            "simulator/thread.html", page=self._page(page), person=who, messages=messages
        )

    def comment(self, page: str, number: int) -> BaseResponse:
        """Whoever tries the demo writes a comment as a citizen."""
        text, name = request.form.get("text", "").strip(), request.form.get("name", "").strip()
        if text:
            self.world.add_comment(ids.post_id(page, number), text, author=name or None)
        return redirect(f"/{page}/posts/{number}", code=303)

    def write(self, page: str, person: str) -> BaseResponse:
        """The same as a message to the Page."""
        text = request.form.get("text", "").strip()
        if text:
            self.world.add_private_message(person, text, page=page)
        return redirect(f"/{page}/messages/{person}", code=303)

    def font(self, name: str) -> Response:
        return send_from_directory(FONTS, name)

    def picture(self, name: str) -> Response:
        number = int(name) if name.isdigit() else 0
        kept = self.world.store.value("SELECT content FROM uploads WHERE number = ?", number)
        if kept is not None:
            return Response(kept, mimetype="image/jpeg")
        return Response(draw(name), mimetype="image/png")

    def _page(self, page: str) -> Row:
        row = self.world.store.row("SELECT * FROM pages WHERE id = ?", page)
        if row is None:
            abort(404)
        return row


def thai_time(unix_seconds: float) -> str:
    """`5 ต.ค. 2569 14.05 น.`"""
    local = datetime.fromtimestamp(unix_seconds, UTC) + THAI_TIME
    day = f"{local.day} {MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA}"
    return f"{day} {local:%H.%M} น."


def _threads(world: World, post: int) -> list[tuple[Row, list[Row]]]:
    """Each top-level comment with the replies under it."""
    rows = world.store.rows(
        "SELECT c.*, a.name AS author_name FROM comments c LEFT JOIN people a ON a.id = c.author "
        "WHERE c.post = ? AND c.deleted = 0 ORDER BY c.created, c.number",
        post,
    )
    replies: dict[int, list[Row]] = {}
    for row in rows:
        replies.setdefault(row["parent"] or 0, []).append(row)
    return [(row, replies.get(row["number"], [])) for row in replies.get(0, [])]
