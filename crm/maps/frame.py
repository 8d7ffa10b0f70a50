"""The frame of the problem map, drawn by Folium; Leaflet comes from our own static files.

Folium is handed no text of people: it puts texts into JavaScript as they are. Cases reach the
map as JSON, by static/js/problem-map.js. Its script is served as a file, since our pages allow
no script inside them.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import folium
from folium import CssLink, Figure, JavascriptLink, MacroElement
from folium.template import Template

SCRIPTS = {
    "leaflet": "leaflet/leaflet.js",
    "markercluster": "markercluster/leaflet.markercluster.js",
}
STYLES = {
    "leaflet_css": "leaflet/leaflet.css",
    "markercluster_css": "markercluster/MarkerCluster.css",
}
LARGEST_ZOOM = 19


@dataclass(frozen=True)
class Frame:
    """The pieces of a page that show a map."""

    links: str
    html: str
    script: str


class ProblemMap(folium.Map):
    """A Folium map that loads nothing from elsewhere; `libraries` is our address of Leaflet."""

    def __init__(self, libraries: str, **settings: Any) -> None:
        super().__init__(**settings)
        self.default_js = [(name, f"{libraries}/{path}") for name, path in SCRIPTS.items()]
        self.default_css = [(name, f"{libraries}/{path}") for name, path in STYLES.items()]


class Problems(MacroElement):
    """Hands the map to our script, which loads what lies in view whenever it moves."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.rongtookMap = {{ this._parent.get_name() }};"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Problems"


@cache
def draw(
    centre: tuple[float, float], *, zoom: int, tile_url: str, attribution: str, libraries: str
) -> Frame:
    """Draw a map on a point (degrees, WGS 84), with a tile layer where there is a tile server."""
    drawn = ProblemMap(
        libraries,
        location=centre,
        zoom_start=zoom,
        maxZoom=LARGEST_ZOOM,
        tiles=None,
        font_size="1rem",
    )
    drawn._id = "problems"
    if tile_url:
        tiles = folium.TileLayer(tile_url, attr=attribution or "-", max_zoom=LARGEST_ZOOM)
        drawn.add_child(tiles)
    drawn.add_child(Problems())
    figure = cast(Figure, drawn.get_root())
    figure.render()
    kept = (CssLink, JavascriptLink)
    links = [part for part in figure.header._children.values() if isinstance(part, kept)]
    return Frame(
        links="\n".join(link.render() for link in links),
        html=figure.html.render(),
        script=figure.script.render(),
    )
