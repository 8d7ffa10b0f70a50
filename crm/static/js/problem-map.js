// Fills the map that Folium drew: whenever it moves, asks the server for what lies in view.
// People's words reach the page as text only, never as HTML.

import { addDistricts, addNames, inView } from "./base-map.js";

const CLOSE = 16;
const frame = document.getElementById("problem-map");
const told = document.getElementById("map-total");
const words = new Map([...document.querySelectorAll("#map-legend [data-slug]")]
  .map((line) => [line.dataset.slug, line.textContent.trim()]));

const map = window.rongtookMap;
const cases = L.markerClusterGroup({
  maxClusterRadius: 44, showCoverageOnHover: false, iconCreateFunction: (group) => countIcon(group.getChildCount()),
});
const squares = L.layerGroup();
let asking = null;

map.addLayer(cases).addLayer(squares);
// An open popup moves the map into place, and would be closed by what is loaded for that.
let isReading = false;
map.on("moveend", () => { if (!isReading) load(); });
map.on("popupopen", () => { isReading = true; });
map.on("popupclose", () => { isReading = false; });
addNames(map, frame.dataset.names);
start();

async function start() {
  const at = frame.dataset.at.split(",").map(Number);
  const districts = addDistricts(map, frame.dataset.districts, frame.dataset.name);
  if (at.length === 2 && at.every(Number.isFinite)) {
    map.setView(at, CLOSE);
    L.marker(at, { icon: L.divIcon({ className: "", html: '<div class="pin-drop"></div>', iconSize: [26, 26] }) }).addTo(map);
    return;
  }
  load();
  const layer = await districts;
  if (layer) map.fitBounds(layer.getBounds());
}

async function load() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(inView(map, frame.dataset.cells), { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") told.textContent = frame.dataset.failed;
  }
}

function show({ kind, total, things }) {
  cases.clearLayers();
  squares.clearLayers();
  if (kind === "cases") cases.addLayers(things.map(caseMarker));
  else things.forEach((square) => squares.addLayer(squareMarker(square)));
  told.textContent = total ? frame.dataset.total.replace("{n}", total.toLocaleString("en")) : frame.dataset.none;
  frame.dataset.shown = things.length;
}

function caseMarker([latitude, longitude, number, title, colour, slug]) {
  const word = words.get(slug) ?? "";
  const dot = document.createElement("span");
  dot.className = `dot dot-${colour || "none"}`;
  const icon = L.divIcon({ className: "map-case", html: dot, iconSize: [18, 18] });
  const name = title || frame.dataset.untitled;
  const marker = L.marker([latitude, longitude], { icon, title: word });
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", [name, word].join(", ")));
  return marker.bindPopup(() => popup(number, name, word), { autoPanPaddingTopLeft: [60, 12] });
}

function popup(number, title, word) {
  const box = document.createElement("div");
  box.className = "map-popup";
  const name = box.appendChild(document.createElement("strong"));
  name.textContent = title;
  box.appendChild(document.createElement("span")).textContent = word;
  const link = box.appendChild(document.createElement("a"));
  link.href = frame.dataset.worksheets + encodeURIComponent(number);
  link.textContent = `${frame.dataset.open} ${number}`;
  return box;
}

function squareMarker([latitude, longitude, count]) {
  const marker = L.marker([latitude, longitude], { icon: countIcon(count), alt: String(count) });
  return marker.on("click", () => map.setView([latitude, longitude], map.getZoom() + 2));
}

function countIcon(count) {
  const size = Math.min(28 + 12 * Math.log10(count), 64);
  const face = document.createElement("span");
  face.textContent = count.toLocaleString("en");
  return L.divIcon({ className: "map-square", html: face, iconSize: [size, size] });
}
