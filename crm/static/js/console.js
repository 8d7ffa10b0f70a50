// The triage console: shortcuts on physical keys, drafts that survive a reload, canned replies.
// Every one of them presses a button or follows a link that is on the page anyway.

import { say } from "./app.js";

const scroller = document.getElementById("thread-scroll");
const writing = document.getElementById("reply-text");
if (scroller) scroller.scrollTop = scroller.scrollHeight;
document.querySelector(".row-link[aria-current]")?.scrollIntoView({ block: "nearest" });

// New messages don't move what one reads, unless one reads the end.
let atEnd = true;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "thread" || !scroller) return;
  atEnd = scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 40;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "thread" && scroller && atEnd) scroller.scrollTop = scroller.scrollHeight;
});

/* Keys: event.code names the key's place, so they work on a Thai layout too. */
const acts = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyR: () => writing?.focus(),
  KeyN: () => open("note-box", "note-text"),
  KeyT: () => document.getElementById("tag-to-set")?.focus(),
  KeyA: () => press("a"),
  KeyG: () => press("g"),
  KeyW: () => open("new-case", "case-title"),
  KeyX: () => open("needs-none", "needs-none-reason"),
  KeyZ: () => openAround("snooze-hours"),
  Slash: (event) => (event.shiftKey ? document.getElementById("keys").showModal() : (location.href = "/search")),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
  if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) return event.target.form?.requestSubmit();
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") || !acts[event.code]) return;
  event.preventDefault();
  acts[event.code](event);
});

function isTyping(place) {
  return place.matches?.("input:not([type=radio], [type=checkbox]), textarea, select");
}

/** Moves along the list; with a conversation open, the neighbour opens. */
function step(by) {
  const rows = [...document.querySelectorAll(".row-link")];
  const here = rows.indexOf(document.activeElement);
  const opened = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[(here >= 0 ? here : opened) + by];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (document.querySelector(".has-open") && here < 0) next.click();
}

function press(key) {
  document.querySelector(`[data-key="${key}"]`)?.click();
}

function open(boxId, fieldId) {
  const box = document.getElementById(boxId);
  if (!box) return;
  box.open = true;
  document.getElementById(fieldId)?.focus();
}

function openAround(fieldId) {
  const field = document.getElementById(fieldId);
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

/* Composer: draft, length, the warning before something goes out in public. */
forgetSent();
const form = writing?.form;
if (form) {
  const name = `draft-${form.dataset.draft}`;
  if (!writing.value) writing.value = localStorage.getItem(name) || "";
  writing.addEventListener("input", () => {
    localStorage.setItem(name, writing.value);
    showLength();
  });
  form.addEventListener("change", showLength);
  showLength();
}

/** The server says in the address which reply it has taken over; only then is the draft dropped. */
function forgetSent() {
  const address = new URL(location.href);
  const sent = address.searchParams.get("sent");
  if (!sent) return;
  localStorage.removeItem(`draft-${sent}`);
  address.searchParams.delete("sent");
  history.replaceState(null, "", address);
}

function showLength() {
  const route = form.querySelector("[name=route]:checked");
  const left = Number(route?.dataset.longest || 0) - writing.value.length;
  const counter = document.getElementById("text-length");
  counter.textContent = left < 200 ? counter.dataset.left.replace("#", left) : "";
  document.getElementById("public-warning").hidden = route?.dataset.public !== "yes";
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-canned]");
  if (!link) return;
  event.preventDefault();
  const route = form.querySelector("[name=route]:checked")?.value || "";
  const answer = await fetch(`${link.dataset.canned}&route=${route}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return say(document.body.dataset.failed, "error");
  insert(await answer.text());
  link.closest("details").open = false;
});

function insert(text) {
  writing.setRangeText(text, writing.selectionStart, writing.selectionEnd, "end");
  writing.dispatchEvent(new Event("input"));
  writing.focus();
}
