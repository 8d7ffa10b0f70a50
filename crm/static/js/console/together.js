// At once: asks every two and a half seconds whether anything changed, and puts each part that did in the
// place of the old one. What one reads doesn't move, and what somebody types into stays.

import { whenShown } from "./shown.js";
import { inPlace } from "./thread.js";

const EVERY = 2500;
const WHOLE_SECTIONS = ["rows", "talk-state", "urgent", "thread"];
// A route that was chosen for a text and has closed is never replaced by itself by another.
const NO_ROUTE = "none";
const HOW_FAR = ["target", "seen", "seen_reply"];
const panes = document.querySelector("[data-news]");
const waiting = new Map();

if (panes) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  document.addEventListener("focusout", () => setTimeout(putWaiting));
  document.addEventListener("click", noteRead);
  document.addEventListener("pointerdown", () => (pressing = true));
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressing = false));
  whenShown(() => {
    waiting.clear();
    showInTitle();
    lock();
  });
}

let asking = false;
let pressing = false;
async function ask() {
  if (asking || pressing || document.hidden) return;
  asking = true;
  const about = panes.dataset.conversation;
  try {
    const answer = await fetch(address(), { headers: { "HX-Request": "true" } });
    if (answer.redirected || answer.status === 401) return location.reload();
    const text = await answer.text();
    if (answer.status === 200 && text && !pressing && panes.dataset.conversation === about) take(text);
  } catch {
    // No network: the next round asks again.
  } finally {
    asking = false;
  }
}

function address() {
  const news = new URL(panes.dataset.news, location.href);
  news.searchParams.set("whole", panes.dataset.whole);
  news.searchParams.set("here", panes.dataset.here);
  const form = document.getElementById("reply-form");
  if (!form) return news;
  if (isWritten(form)) {
    // The routes shown stay those of the one whom the text is for.
    for (const name of HOW_FAR) news.searchParams.set(name, form.elements[name].value);
    news.searchParams.set("route", form.querySelector("[name=route]:checked")?.value || NO_ROUTE);
  } else {
    for (const name of ["seen", "seen_reply"]) news.searchParams.set(name, Number.MAX_SAFE_INTEGER);
  }
  return news;
}

function take(text) {
  const news = new DOMParser().parseFromString(text, "text/html").getElementById("news");
  if (!news) return;
  for (const id of WHOLE_SECTIONS) renew(document.getElementById(id), news.querySelector(`#${id}`));
  renewSide(news.querySelector("#side"));
  renewComposer(news.querySelector("#composer"));
  for (const count of news.querySelectorAll("[data-count]")) {
    for (const shown of document.querySelectorAll(`[data-count="${CSS.escape(count.dataset.count)}"]`)) {
      shown.textContent = count.textContent;
    }
  }
  panes.dataset.whole = news.dataset.whole;
  panes.dataset.here = news.dataset.here;
  showInTitle();
}

/** In the list nothing is typed; in the thread a returned reply may be. */
function renew(old, fresh) {
  if (!old || !fresh) return;
  if (old.id === "thread" && isBusy(old)) return waiting.set(old, fresh);
  inPlace(old, () => swap(old, fresh));
}

/** The right pane section by section, since somebody may be filling in one of them. */
function renewSide(fresh) {
  const side = document.getElementById("side");
  if (!fresh || !side) return;
  const olds = new Map([...side.children].map((section) => [nameOf(section), section]));
  inPlace(side, () => {
    for (const section of [...fresh.children]) {
      const old = olds.get(nameOf(section));
      olds.delete(nameOf(section));
      if (!old) side.append(section);
      else if (isBusy(old)) waiting.set(old, section);
      else swap(old, section);
    }
    for (const gone of olds.values()) if (!isBusy(gone)) gone.remove();
  });
}

/** The routes and the notices; the text, and how far its writer has read, stay. */
function renewComposer(fresh) {
  const old = document.getElementById("composer");
  if (!fresh || !old) return;
  const form = old.querySelector("#reply-form");
  const freshForm = fresh.querySelector("#reply-form");
  if (!form || !freshForm) {
    if (Boolean(form) !== Boolean(freshForm) && !isBusy(old)) location.reload();
    return;
  }
  swap(old.querySelector("#together"), fresh.querySelector("#together"));
  swap(old.querySelector("#rungs"), fresh.querySelector("#rungs"));
  form.dispatchEvent(new Event("change"));
  if (!isWritten(form)) {
    for (const name of HOW_FAR) form.elements[name].value = freshForm.elements[name].value;
  }
  lock();
}

/** Puts one element in the place of another, with what was open, chosen and focused in it. */
function swap(old, fresh) {
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...old.querySelectorAll("details")].map((box) => box.open);
  const chosen = [...old.querySelectorAll("input:checked")].map((input) => [input.name, input.value]);
  fresh.querySelectorAll("details").forEach((box, place) => (box.open = open[place] ?? box.open));
  for (const input of fresh.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    if (chosen.some(([name, value]) => name === input.name && value === input.value)) input.checked = true;
  }
  old.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  fresh.dispatchEvent(new CustomEvent("console:renewed", { bubbles: true }));
}

function putWaiting() {
  for (const [old, fresh] of waiting) {
    if (old.isConnected && isBusy(old)) continue;
    waiting.delete(old);
    if (old.isConnected) swap(old, fresh);
  }
}

function nameOf(section) {
  return section.id || section.getAttribute("aria-labelledby") || section.getAttribute("aria-label");
}

function isWritten(form) {
  return form.elements.text.value.trim() !== "";
}

function isBusy(part) {
  const here = document.activeElement;
  if (part.contains(here) && here.matches("input, textarea, select")) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(isChanged);
}

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const usual = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(usual, 0);
}

/** Whoever presses "read first" or "send now" has been told of all that the notice names. */
function noteRead(event) {
  const button = event.target.closest("#together [data-seen]");
  const form = document.getElementById("reply-form");
  if (!button || !form) return;
  form.elements.seen.value = button.dataset.seen;
  form.elements.seen_reply.value = button.dataset.seenReply;
  if (button.dataset.insteadOf) form.elements.instead_of.value = button.dataset.insteadOf;
  if (button.matches("a")) document.querySelectorAll("#meanwhile, #undecided").forEach((notice) => notice.remove());
}

/** A soft lock: while a colleague writes, the field waits until one takes over. */
function lock() {
  const field = document.getElementById("reply-text");
  if (field) field.readOnly = "locked" in (document.getElementById("together")?.dataset || {});
}

function showInTitle() {
  const count = document.querySelector("nav [data-count='/inbox']")?.textContent.trim();
  const title = document.title.replace(/^\([\d,+]+\) /, "");
  document.title = count ? `(${count}) ${title}` : title;
}
