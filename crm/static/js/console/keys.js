// Shortcuts on physical keys: event.code names the key's place, so they work on a Thai layout too.
// Every one of them presses a button or follows a link that is on the page anyway.

const acts = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyR: () => document.getElementById("reply-text")?.focus(),
  KeyN: () => open("note-box", "note-text"),
  KeyT: () => document.getElementById("tag-to-set")?.focus(),
  KeyA: () => press("a"),
  KeyE: () => press("e"),
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
