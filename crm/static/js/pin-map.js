// The citizen's map: a tap drops the pin, a button takes the phone's own place.

import { addDistricts, addNames } from "./base-map.js";

const CLOSE = 17;
const form = document.getElementById("pin-form");
const frame = document.getElementById("pin-map");
const said = document.getElementById("pin-said");
const send = document.getElementById("send-pin");

form.hidden = false;
document.getElementById("without-map").open = false;

const map = L.map(frame, { maxZoom: 19 }).setView(pointOf(frame.dataset.centre), 10);
if (frame.dataset.tiles) {
  L.tileLayer(frame.dataset.tiles, { maxZoom: 19, attribution: frame.dataset.attribution }).addTo(map);
}
let pin = null;
const known = pointOf(frame.dataset.known);
addDistricts(map, frame.dataset.districts, frame.dataset.name).then((layer) => {
  if (layer && !known && !pin) map.fitBounds(layer.getBounds());
});
addNames(map, frame.dataset.names);
if (known) {
  map.setView(known, CLOSE - 1);
  if (frame.dataset.pinned) drop(known);
}
map.on("click", (event) => drop(event.latlng));
document.getElementById("use-my-place").addEventListener("click", useMyPlace);

function drop(point, accuracy = "") {
  if (pin) pin.setLatLng(point);
  else pin = marker(point);
  keep(accuracy);
}

function marker(point) {
  const icon = L.divIcon({ className: "", html: '<div class="pin-drop"></div>', iconSize: [26, 26], iconAnchor: [13, 30] });
  const made = L.marker(point, { icon, draggable: true, autoPan: true, alt: frame.dataset.pin }).addTo(map);
  return made.on("dragend", () => keep(""));
}

function keep(accuracy) {
  const { lat, lng } = pin.getLatLng().wrap();
  form.elements.latitude.value = lat.toFixed(6);
  form.elements.longitude.value = lng.toFixed(6);
  form.elements.accuracy.value = accuracy;
  said.textContent = said.dataset.ready;
  send.disabled = false;
}

function useMyPlace() {
  said.textContent = said.dataset.locating;
  if (!navigator.geolocation) return refused();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const point = [coords.latitude, coords.longitude];
    map.setView(point, CLOSE);
    drop(point, Math.round(coords.accuracy));
  }, refused, { enableHighAccuracy: true, timeout: 15000 });
}

function refused() {
  said.textContent = said.dataset.refused;
}

function pointOf(text) {
  const point = text.split(",").map(Number);
  return point.length === 2 && point.every(Number.isFinite) ? point : null;
}
