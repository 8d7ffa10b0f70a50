"""What one call knows: whose token it carries, and under which address it came."""

from dataclasses import dataclass

from crm.graph.simulator.clock import milliseconds, seconds
from crm.graph.simulator.errors import GraphError
from crm.graph.simulator.world import World


@dataclass(frozen=True)
class Access:
    """The token of a call: a `page`, `user` or `app` token."""

    token: str
    kind: str
    page: str | None = None
    in_url: bool = False


@dataclass(frozen=True)
class Call:
    """One Graph call: a request of its own, with the file that came, or an item of a batch."""

    method: str
    path: str
    values: dict[str, str]
    access: Access
    version: str
    file: bytes | None = None

    def value(self, name: str) -> str | None:
        """A parameter, from the query or the form."""
        return self.values.get(name)


@dataclass(frozen=True)
class View:
    """What objects are rendered for."""

    world: World
    access: Access
    version: str
    now: int
    now_ms: int
    without_from: bool = False
    empty_page: bool = False

    @property
    def base_url(self) -> str:
        """The simulator's own address."""
        return self.world.base_url

    @property
    def sees_people(self) -> bool:
        """Only a Page token shows who wrote."""
        return self.access.kind == "page" and not self.without_from


def view_of(world: World, call: Call) -> View:
    """The view of a call, with the reading faults that hit it."""
    now = world.now
    strike = world.faults.strike
    return View(
        world=world,
        access=call.access,
        version=call.version,
        now=seconds(now),
        now_ms=milliseconds(now),
        without_from=strike("missing_from", call.method, call.path) is not None,
        empty_page=strike("empty_page", call.method, call.path) is not None,
    )


def need_page_token(access: Access, page: str | None = None) -> None:
    """Most edges answer to the Page's own token only (code 210, or 10 for another Page's)."""
    if access.kind != "page":
        message = "(#210) A page access token is required to request this resource."
        raise GraphError(210, message)
    if page is not None and access.page != page:
        message = (
            "(#10) This endpoint requires the 'pages_read_engagement' permission or the "
            "'Page Public Content Access' feature."
        )
        raise GraphError(10, message, status=403)
