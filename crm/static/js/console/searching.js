// The search box above the list answers while one types: what is found stands in the list's place.
// Arrows go from the box through the hits, Enter opens one, Escape brings the list back.

import { say } from "../app.js";

const AFTER_TYPING = 200;
const pane = document.querySelector(".pane-list");
const box = document.getElementById("inbox-search");
const hits = document.getElementById("list-hits");
const token = document.querySelector('meta[name="csrf-token"]')?.content;
let typedSince = null;
let timing = "";
let later;
let asking = null;
let again = false;

if (box && hits) {
  box.addEventListener("input", typed);
  pane.addEventListener("keydown", move);
  hits.addEventListener("click", (event) => event.target.closest("a") && (timing = ""));
  document.addEventListener("submit", endAsFound, true);
  box.form.addEventListener("submit", goOnThere);
  document.addEventListener("console:shown", () => isSearching() && end());
  addEventListener("pagehide", giveUp);
}

function isSearching() {
  return pane.classList.contains("is-searching");
}

function typed() {
  clearTimeout(later);
  if (!box.value.trim()) return end();
  typedSince ??= performance.now();
  later = setTimeout(ask, AFTER_TYPING);
}

/** One question at a time, so that the server keeps one timing of them all; the last one counts. */
async function ask() {
  if (asking) return (again = true);
  do {
    again = false;
    asking = answer();
    await asking;
  } while (again && box.value.trim());
  asking = null;
}

async function answer() {
  const question = new URL(box.form.action);
  question.search = new URLSearchParams({ q: box.value, typed: since(), timing });
  const found = await fetch(question, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!found?.ok) say(document.body.dataset.offline, "error");
  else show(await found.text());
}

function show(text) {
  const found = new DOMParser().parseFromString(text, "text/html").body;
  timing = found.querySelector("[name=timing]")?.value || "";
  hits.replaceChildren(...found.childNodes);
  if (!box.value.trim()) return end();
  pane.classList.add("is-searching");
}

/** The list again; a search from which nothing was opened was given up. */
function end() {
  clearTimeout(later);
  giveUp();
  box.value = "";
  typedSince = null;
  hits.replaceChildren();
  pane.classList.remove("is-searching");
}

function giveUp() {
  const address = timing && hits.querySelector("[data-ended]")?.dataset.ended;
  timing = "";
  if (address) navigator.sendBeacon(address, new URLSearchParams({ csrf_token: token }));
}

/** Enter in the box opens the page of the search, which goes on with the same timing. */
function goOnThere(event) {
  clearTimeout(later);
  if (asking) {
    event.preventDefault();
    return asking.then(() => box.form.requestSubmit());
  }
  const going = { typed: since(), timing };
  for (const [name, value] of Object.entries(going)) {
    const field = box.form.elements[name] || box.form.appendChild(document.createElement("input"));
    Object.assign(field, { type: "hidden", name, value });
  }
  timing = "";
}

function since() {
  return typedSince === null ? 0 : Math.round(performance.now() - typedSince);
}

/** "Found, no need to open": the answer was the hit itself. */
function endAsFound(event) {
  if (!event.target.matches("#list-hits [data-found]")) return;
  event.preventDefault();
  navigator.sendBeacon(event.target.action, new FormData(event.target));
  timing = "";
  end();
  box.blur();
}

function move(event) {
  if (!isSearching() || event.isComposing) return;
  if (event.code === "Escape") {
    end();
    return pane.querySelector(".row-link[aria-current], .row-link")?.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  const stops = [box, ...hits.querySelectorAll("li > a:first-of-type, .btn-primary, .more a")];
  const at = stops.indexOf(document.activeElement);
  if (!step || at < 0 || !stops[at + step]) return;
  event.preventDefault();
  stops[at + step].focus();
}
