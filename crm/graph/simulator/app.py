"""Builds the simulated Facebook: a world, the Graph API, its plain pages and its controls."""

from pathlib import Path

from flask import Flask

from crm.graph.simulator.answers import add_graph_routes
from crm.graph.simulator.control import control_blueprint
from crm.graph.simulator.pages import pages_blueprint
from crm.graph.simulator.seed import Sizes, fill
from crm.graph.simulator.traffic import USUAL_SECONDS, Trickle
from crm.graph.simulator.world import DEFAULT_APP, DEFAULT_PAGE, DEFAULT_SECRET, World

PAGE_NAME = "ศูนย์รับแจ้งทุกข์ เมืองตัวอย่าง"


def create_simulator(  # noqa: PLR0913 - a front door; every argument but the first is optional
    state_path: Path,
    *,
    seed: int = 1,
    posts: int = Sizes.posts,
    comments: int = Sizes.comments,
    conversations: int = Sizes.conversations,
    waiting: int = Sizes.waiting,
    page_id: str = DEFAULT_PAGE,
    page_token: str | None = None,
    app_id: str = DEFAULT_APP,
    app_secret: str = DEFAULT_SECRET,
    live: bool = False,
    live_seconds: float = USUAL_SECONDS,
) -> Flask:
    """A simulated Facebook that keeps its state in `state_path`; the same seed, the same content.

    The content is made on the first start only. `live` lets comments, visitor posts and messages
    trickle in, about one every `live_seconds`. The world is at `app.extensions["world"]`.
    """
    world = World(state_path, seed=seed, app_id=app_id, app_secret=app_secret)
    if not world.main_page:
        world.add_page(page_id, PAGE_NAME, token=page_token)
        fill(world, Sizes(posts, comments, conversations, waiting))
    app = Flask(__name__, static_folder=None)
    app.extensions["world"] = world
    app.register_blueprint(control_blueprint(world))
    app.register_blueprint(pages_blueprint(world))
    add_graph_routes(app, world)
    if live:
        app.extensions["trickle"] = Trickle(world, live_seconds).start()
    return app
