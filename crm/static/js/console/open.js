// Opens conversations by putting their panes in the place of the old ones: the list stays where it
// is, and the next one is fetched ahead. Without this script the same links load whole pages.

import { say } from "../app.js";
import { whenShown } from "./shown.js";

const FRESH = 30_000;
const AGAIN_AFTER = 1500;
// Up to when the list is known: it moves with the list only, or the list would never be renewed.
const OF_THE_LIST = "data-whole";
const ahead = new Map();
let place = 0;

/** Shows what lies at an address of the inbox; without a network, once it is back. */
export async function open(address, { push = true } = {}) {
  address = new URL(address, location.href).href.split("#")[0];
  open.wanted = address;
  try {
    const page = await (fetchedAhead(address) || fetchPage(address));
    if (open.wanted === address) show(page, { push });
  } catch {
    say(document.body.dataset.offline, "error");
    setTimeout(() => open.wanted === address && open(address, { push }), AGAIN_AFTER);
  }
}

/** Puts a fetched page's panes in the place of those that stand. */
export function show({ text, address }, { push = true } = {}) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector(".panes");
  if (!fresh) return location.assign(address);
  const typing = typingPlace(fresh.dataset.conversation);
  if (push && address !== location.href) history.pushState(null, "", address);
  document.dispatchEvent(new Event("console:leaving"));
  document.title = page.title;
  if (page.querySelector("#messages > *")) document.getElementById("messages").replaceChildren(...page.getElementById("messages").children);
  swap(fresh);
  document.dispatchEvent(new Event("console:shown"));
  if (typing) goOnTyping(typing);
  else focusHeading();
}

/** The rows that can be opened now, in their order. */
export function rows() {
  return [...document.querySelectorAll(".row-link")].filter((row) => !row.closest("li").hidden);
}

export function opened() {
  return document.querySelector(".panes")?.dataset.conversation;
}

/** The row after the open one, or after where it stood; at the end of the list, the first one. */
export function nextRow() {
  const shown = rows();
  const here = shown.findIndex((row) => row.hasAttribute("aria-current"));
  if (here >= 0) place = here;
  return shown[here >= 0 ? here + 1 : place] || shown.find((_, number) => number !== here);
}

/** Leaves the open conversation for the next one; the row of one that is done goes. */
export function leave({ done = true } = {}) {
  const next = nextRow();
  const row = document.querySelector(".row-link[aria-current]");
  if (done && row) row.closest("li").hidden = true;
  return open(next ? next.href : document.querySelector(".back-to-list").href);
}

/** The conversation that is likely to be opened next is fetched while this one is read. */
function fetchNext() {
  const next = opened() ? nextRow() : rows()[0];
  if (!next || ahead.has(next.href)) return;
  if (ahead.size > 4) ahead.delete(ahead.keys().next().value);
  const page = fetchPage(next.href);
  page.catch(() => ahead.delete(next.href));
  ahead.set(next.href, { at: Date.now(), page });
}

/** A page is shown once only, since its forms carry keys that hold for one sending. */
function fetchedAhead(address) {
  const found = ahead.get(address);
  ahead.delete(address);
  return found && Date.now() - found.at < FRESH ? found.page : null;
}

async function fetchPage(address) {
  const answer = await fetch(address, { headers: { "X-Console": "opens" } });
  return { text: await answer.text(), address: answer.redirected ? answer.url : address };
}

function swap(fresh) {
  const panes = document.querySelector(".panes");
  for (const { name, value } of fresh.attributes) if (name !== OF_THE_LIST) panes.setAttribute(name, value);
  if (!fresh.dataset.conversation) backToList(panes, fresh);
  const list = panes.querySelector(".pane-list");
  for (const pane of [...panes.children]) if (pane !== list) pane.remove();
  for (const pane of [...fresh.children]) {
    if (pane.matches(".pane-list")) continue;
    panes.append(pane);
    globalThis.htmx?.process(pane);
  }
  for (const row of list.querySelectorAll(".row-link")) {
    if (row.id === `row-${fresh.dataset.conversation}`) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

function backToList(panes, fresh) {
  panes.removeAttribute("data-conversation");
  panes.setAttribute(OF_THE_LIST, fresh.getAttribute(OF_THE_LIST));
  panes.querySelector("#rows").replaceWith(fresh.querySelector("#rows"));
  document.getElementById("rows").dispatchEvent(new CustomEvent("console:renewed", { bubbles: true }));
}

/** Where somebody types in a conversation that is shown anew; what was sent isn't typed again. */
function typingPlace(next) {
  const field = document.activeElement;
  if (opened() !== next || !field?.id || !field.matches("textarea, input") || field.form?.dataset.sent) return null;
  return { id: field.id, text: field.value, from: field.selectionStart, to: field.selectionEnd };
}

function goOnTyping({ id, text, from, to }) {
  const field = document.getElementById(id);
  if (!field) return;
  if (field.matches("textarea")) field.value = text;
  field.focus({ preventScroll: true });
  if (from !== null) field.setSelectionRange(from, to);
}

/** Readers of the screen hear whose conversation it is; keys work from anywhere. */
function focusHeading() {
  const heading = document.getElementById("talk-name");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".row-link, .back-to-list, a[data-opens], a[data-leaves]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!document.querySelector(".panes")) return;
  event.preventDefault();
  if (link.hasAttribute("data-leaves")) leave({ done: false });
  else open(link.href);
});

addEventListener("popstate", () => open(location.href, { push: false }));
whenShown(() => setTimeout(fetchNext));
