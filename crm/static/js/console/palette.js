// The command bar (Ctrl+K): every action and screen, found in Thai or English, and cases by number.

import { act } from "./keys.js";

export function openPalette() {
  const box = document.getElementById("palette");
  if (!box || box.open) return;
  const words = document.getElementById("palette-words");
  words.value = "";
  box.showModal();
  narrow();
  words.focus();
}

document.addEventListener("input", (event) => event.target.id === "palette-words" && narrow());

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "palette-words" || event.isComposing) return;
  const meant = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => take(pointed()) }[event.code];
  if (!meant || event.ctrlKey) return;
  event.preventDefault();
  meant();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#palette-list [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option);
});

/** All words must stand in a name; what begins with them comes first. */
function narrow() {
  const typed = document.getElementById("palette-words").value.trim().toLowerCase();
  const words = typed.split(/\s+/);
  const options = [...document.querySelectorAll("#palette-list [role=option]")];
  for (const option of options) {
    const names = option.dataset.words.toLowerCase();
    option.hidden = option.dataset.number === undefined ? !words.every((word) => names.includes(word)) : !/[\d๐-๙]/.test(typed);
  }
  const shown = offered();
  document.getElementById("palette-none").hidden = shown.length > 0;
  point(shown.find((option) => option.dataset.words.toLowerCase().split("|").some((name) => name.startsWith(typed))) || shown[0]);
}

function offered() {
  return [...document.querySelectorAll("#palette-list [role=option]:not([hidden])")];
}

function pointed() {
  return document.querySelector("#palette-list [aria-selected=true]");
}

function move(by) {
  const shown = offered();
  if (shown.length) point(shown[(shown.indexOf(pointed()) + by + shown.length) % shown.length]);
}

function point(option) {
  pointed()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  document.getElementById("palette-words").setAttribute("aria-activedescendant", option?.id || "");
}

function take(option) {
  if (!option) return;
  if (option.dataset.number !== undefined) return document.getElementById("palette-words").form.requestSubmit();
  document.getElementById("palette").close();
  if (option.dataset.act) act(option.dataset.act, option.dataset.shift !== undefined);
  else location.assign(option.dataset.href);
}
