// A draft that survives a reload, a lost network and another device, and the word to colleagues
// that somebody is writing: a copy here with each key, one on the server while one types.

import { whenShown } from "./shown.js";

const SPOKEN_EVERY = 8000;
const token = document.querySelector('meta[name="csrf-token"]')?.content;
let field, form;
let spokenAt = 0;

whenShown(start);
addEventListener("pagehide", () => form && field.value !== field.dataset.spoken && speak({ left: true }));
addEventListener("online", () => form && speak());
document.addEventListener("console:sent", (event) => localStorage.removeItem(nameOf(event.detail)));

function start() {
  forgetSent();
  field = document.getElementById("reply-text");
  form = field?.form?.dataset.writing ? field.form : null;
  if (!form) return;
  spokenAt = 0;
  restore();
  field.addEventListener("input", () => {
    keepHere();
    if (Date.now() - spokenAt > SPOKEN_EVERY) speak();
  });
  field.addEventListener("blur", () => speak({ left: true }));
  form.addEventListener("change", ({ target }) => target.name === "route" && field.value && keepHere());
}

/** The newer of the two copies; the server's stands in the field already. */
function restore() {
  const kept = JSON.parse(localStorage.getItem(nameOf(form.dataset.draft)) || "null");
  const savedAt = Date.parse(form.dataset.savedAt) || 0;
  if (kept?.text && !form.querySelector(".is-invalid")) {
    if (kept.at > savedAt) field.value = kept.text;
    if (kept.route && field.value) restoreRoute(kept.route);
  }
  field.dataset.spoken = field.defaultValue;
}

/** The route that the text was meant for; where that has closed, its writer chooses anew. */
function restoreRoute(kept) {
  for (const route of form.querySelectorAll("[name=route]")) route.checked = route.value === kept;
}

function keepHere() {
  const route = form.querySelector("[name=route]:checked")?.value;
  const copy = JSON.stringify({ text: field.value, route, at: Date.now() });
  localStorage.setItem(nameOf(form.dataset.draft), copy);
}

async function speak({ left = false } = {}) {
  const spoken = field;
  if (form.dataset.sent || field.readOnly) return;
  if (left && !spokenAt && field.value === field.dataset.spoken) return;
  spokenAt = left ? 0 : Date.now();
  const text = field.value;
  const body = new URLSearchParams({ text, left: left ? "1" : "", once: form.elements.once.value });
  try {
    const answer = await fetch(form.dataset.writing, { method: "POST", body, keepalive: true, headers: { "X-CSRFToken": token } });
    if (answer.ok) spoken.dataset.spoken = text;
  } catch {
    // The copy here stands; it is told again once the network is back.
  }
}

/** The server says in the address which reply it has taken over; only then is the draft dropped. */
function forgetSent() {
  const address = new URL(location.href);
  const sent = address.searchParams.get("sent");
  if (!sent) return;
  localStorage.removeItem(nameOf(sent));
  address.searchParams.delete("sent");
  history.replaceState(null, "", address);
}

function nameOf(conversation) {
  return `draft-of-${conversation}`;
}
