// Shortcuts on physical keys: event.code names the key's place, so they work on a Thai layout too.
// Every one of them presses a button, follows a link or opens a list that is on the page anyway.

import { choose } from "./choosing.js";
import { nextRow, opened, rows } from "./open.js";
import { openPalette } from "./palette.js";
import { selectAll, selectRow, selectTo } from "./selecting.js";

const acts = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyO: () => (document.activeElement.closest?.(".row-link") || rows()[0])?.click(),
  KeyR: () => focus("reply-text"),
  KeyN: () => unfold("note-text"),
  KeyT: () => choose("tag-to-set"),
  KeyS: () => choose("stage-to-set"),
  KeyA: () => press("a"),
  KeyP: () => choose("assign-to"),
  KeyE: () => press("e"),
  KeyG: () => press("g"),
  KeyW: () => unfold("case-title"),
  KeyI: () => choose("needs-none-reason"),
  KeyD: () => press("d"),
  KeyZ: () => choose("snooze-hours"),
  KeyU: () => press("u"),
  KeyM: () => press("m"),
  KeyX: () => selectRow(),
  Slash: () => search(),
};
const withShift = {
  KeyX: () => selectTo(),
  KeyA: () => selectAll(),
  Slash: showKeys,
};

/** Does what a key does; for the command bar, which names the same keys. */
export function act(code, shift = false) {
  (shift ? withShift : acts)[code]?.();
}

document.addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.altKey) return;
  if (control && event.code === "KeyK") return stop(event, openPalette);
  if (control && event.code === "Enter") return stop(event, () => send(event));
  if (event.code === "Escape" && isTyping(event.target) && !inDialog(event.target)) return event.target.blur();
  if (control || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const meant = (event.shiftKey ? withShift : acts)[event.code];
  if (meant) stop(event, meant);
});

document.addEventListener("click", (event) => event.target.closest("[data-shows-keys]") && showKeys());

function showKeys() {
  document.getElementById("keys").showModal();
}

function stop(event, meant) {
  event.preventDefault();
  meant(event);
}

function isTyping(place) {
  return place.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");
}

function inDialog(place) {
  return Boolean(place.closest("dialog"));
}

/** Ctrl+Enter sends what one writes; with Shift, and goes on to the next. */
function send(event) {
  const form = event.target.form;
  if (!form) return;
  const button = event.shiftKey ? form.querySelector("button[value=next]") : null;
  form.requestSubmit(button || form.querySelector("button:not([type=button])"));
}

/** Moves along the list; with a conversation open, the neighbour opens. */
function step(by) {
  const shown = rows();
  const here = shown.indexOf(document.activeElement.closest?.(".row-link"));
  const current = shown.findIndex((row) => row.hasAttribute("aria-current"));
  const next = shown[(here >= 0 ? here : current) + by] || (current < 0 && here < 0 ? nextRow() : null);
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  if (opened()) next.click();
  else next.focus();
}

function press(key) {
  document.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`)?.click();
}

/** On a phone the list, with its box, gives way to an open conversation. */
function search() {
  const box = document.getElementById("inbox-search");
  if (box?.offsetParent) focus("inbox-search").select();
  else if (box) location.assign(box.form.action);
}

function focus(id) {
  const field = document.getElementById(id);
  field?.focus();
  return field;
}

/** Opens the folded part that a field stands in, and goes to the field. */
function unfold(id) {
  const folded = document.getElementById(id)?.closest("details");
  if (folded) folded.open = true;
  focus(id)?.select();
}
