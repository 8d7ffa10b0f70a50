// What a map shows of the city by itself: outlines of the districts and, where there is no tile
// server, the names of places in view.

const NAMES_FROM_ZOOM = 14;

/** Draws the districts; gives the layer once it is there. `name` is the property to show. */
export async function addDistricts(map, url, name) {
  map.attributionControl.setPrefix("Leaflet");
  L.control.scale({ imperial: false }).addTo(map);
  const answer = await fetch(url);
  if (!answer.ok) return null;
  const layer = L.geoJSON(await answer.json(), {
    style: { color: "#5b6b7a", weight: 1.5, fillColor: "#dfe7ec", fillOpacity: 0.35 },
    onEachFeature: (feature, area) => area.bindTooltip(named(feature.properties[name]), { sticky: true }),
  });
  return layer.addTo(map).bringToBack();
}

/** Writes the names of places in view, once it is close enough; does nothing without a URL. */
export function addNames(map, url) {
  if (!url) return;
  const names = L.layerGroup().addTo(map);
  const load = async () => {
    if (map.getZoom() < NAMES_FROM_ZOOM) return names.clearLayers();
    const answer = await fetch(inView(map, url));
    if (!answer.ok) return;
    names.clearLayers();
    readable(map, await answer.json()).forEach((place) => names.addLayer(label(place)));
  };
  map.on("moveend", load);
  load();
}

/** The URL with the bounds in view and the zoom. */
export function inView(map, path) {
  const url = new URL(path, location.href);
  const seen = map.getBounds();
  url.searchParams.set("bbox", [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].join(","));
  url.searchParams.set("zoom", map.getZoom());
  return url;
}

// The first names count most; one that would be written over another is left out.
function readable(map, places) {
  const taken = [];
  return places.filter(([latitude, longitude, , name]) => {
    const { x, y } = map.latLngToContainerPoint([latitude, longitude]);
    const width = 9 * name.length;
    if (taken.some((box) => Math.abs(box.y - y) < 18 && x < box.x + box.width && box.x < x + width)) return false;
    taken.push({ x, y, width });
    return true;
  });
}

function label([latitude, longitude, kind, name]) {
  const icon = L.divIcon({ className: `map-name map-name-${kind}`, html: named(name), iconSize: null, iconAnchor: [3, 8] });
  return L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
}

function named(text) {
  const line = document.createElement("span");
  line.textContent = text;
  return line;
}
