// Canned replies: `/` at the beginning of a word opens them, also Ctrl+/ on any layout.

import { say } from "../app.js";
import { openedBy, picker, putInPlace } from "./picker.js";
import { whenShown } from "./shown.js";

let menu, writing, preview;
whenShown(start);

function start() {
  menu = document.getElementById("canned-menu");
  writing = document.getElementById("reply-text");
  preview = document.getElementById("canned-preview");
  if (!menu || !writing) return;
  const open = picker("canned", { chosen: insert, gaveUp: close, shown: showPreview });
  menu.addEventListener("toggle", () => menu.open && open());
  openedBy("/", writing, () => (menu.open = true));
  writing.addEventListener("keydown", (event) => {
    if (event.code !== "Slash" || !event.ctrlKey) return;
    event.preventDefault();
    menu.open = true;
  });
}

function close() {
  menu.open = false;
  writing.focus();
}

let asked = null;
async function showPreview(option) {
  asked = option;
  if (!option) return preview.replaceChildren();
  const answer = await filledIn(option.dataset.preview);
  if (asked === option && answer) preview.replaceChildren(answer);
}

/** The preview of a canned reply for the route that is chosen; null where it could not be had. */
async function filledIn(address) {
  const route = writing.form.querySelector("[name=route]:checked")?.value || "";
  const answer = await fetch(`${address}&route=${route}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-text]");
}

async function insert(option) {
  const filled = await filledIn(option.dataset.preview);
  if (!filled) return say(document.body.dataset.failed, "error");
  if (filled.dataset.privateOnly && !choosePrivate()) return say(filled.dataset.privateOnly, "error");
  menu.open = false;
  const from = putInPlace(writing, "/", filled.dataset.text);
  selectFirstMissing(from, filled.querySelector("mark")?.textContent);
}

/** Takes a private route for what is private; false where none is left. */
function choosePrivate() {
  const chosen = writing.form.querySelector("[name=route]:checked");
  if (chosen?.dataset.public === "no") return true;
  const other = writing.form.querySelector("[name=route][data-public=no]");
  if (!other) return false;
  other.checked = true;
  other.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function selectFirstMissing(from, variable) {
  const at = variable ? writing.value.indexOf(variable, from) : -1;
  if (at >= 0) writing.setSelectionRange(at, at + variable.length);
}

// The emergency reply stands beside the warning, one key away.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-preview]");
  if (!link || !writing) return;
  event.preventDefault();
  insert(link);
});
