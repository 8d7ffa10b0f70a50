// Selecting rows for "many at once": each row has a checkbox of its own; keys tick it.

import { rows } from "./open.js";

let last = null;

/** Ticks or unticks the row that one is at, and goes on to the next. */
export function selectRow() {
  const row = here();
  const box = boxOf(row);
  if (!box) return;
  box.checked = !box.checked;
  last = row.id;
  changed();
  const shown = rows();
  shown[shown.indexOf(row) + 1]?.focus();
}

/** Ticks everything between the row that was ticked last and this one. */
export function selectTo() {
  const shown = rows();
  const from = shown.findIndex((row) => row.id === last);
  const to = shown.indexOf(here());
  if (to < 0) return;
  const [first, end] = [from < 0 ? to : from, to].sort((a, b) => a - b);
  for (const row of shown.slice(first, end + 1)) if (boxOf(row)) boxOf(row).checked = true;
  last = shown[to].id;
  changed();
}

/** Ticks all rows that are shown, or none when all are ticked. */
export function selectAll() {
  const boxes = rows().map(boxOf).filter(Boolean);
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  changed();
}

function here() {
  return document.activeElement.closest?.(".row-link") || document.querySelector(".row-link[aria-current]") || rows()[0];
}

function boxOf(row) {
  return row?.closest("li").querySelector("input[name=chosen]");
}

function changed() {
  const count = document.querySelectorAll("input[name=chosen]:checked").length;
  const bar = document.getElementById("many");
  if (!bar) return;
  const shown = document.getElementById("many-count");
  shown.textContent = shown.dataset.words.replace("#", count);
}

document.addEventListener("change", (event) => {
  if (event.target.name !== "chosen") return;
  last = event.target.closest("li").querySelector(".row-link").id;
  changed();
});

// The list renews itself, with what was ticked.
document.addEventListener("console:renewed", changed);
