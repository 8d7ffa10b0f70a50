// Sends the console's forms without leaving the page. What can't reach the server waits here and in
// this tab's store, and goes out in its order once the network is back; each form carries what
// makes it count once only, however often it arrives.

import { say } from "../app.js";
import { leave, open, opened, show } from "./open.js";

const AGAIN_AFTER = 1500;
const STAYS_OUT = 5000;
const BUSY = [502, 503, 504];
const KEPT = "acts-waiting";
const waiting = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
let working = false;
let wake = () => {};
const left = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.enctype === "multipart/form-data") return;
  if (!document.querySelector(".panes") || !form.closest(".panes, #messages, dialog")) return;
  event.preventDefault();
  if (!form.querySelector("textarea")) delete form.dataset.sent;
  form.closest("dialog")?.close();
  take(form, event.submitter);
});

/** The confirmation of the act before goes: undo never takes back another than the last. */
function take(form, button) {
  const leaves = button?.hasAttribute("data-leaves") || form.hasAttribute("data-leaves");
  const body = new URLSearchParams(new FormData(form, button)).toString();
  waiting.push({ address: button?.hasAttribute("formaction") ? button.formAction : form.action, body, leaves, of: opened(), shows: form.hasAttribute("data-shows"), once: form.hasAttribute("data-once") });
  keep();
  document.getElementById("messages").replaceChildren();
  if (leaves) goOn(opened());
  work();
}

/** What was finished stays out of the list, though news that is older than the act may name it. */
function goOn(conversation) {
  left.set(conversation, Date.now());
  leave();
}

document.addEventListener("console:renewed", () => {
  for (const [conversation, at] of left) {
    const row = document.getElementById(`row-${conversation}`);
    if (Date.now() - at > STAYS_OUT && !waiting.some((act) => act.of === conversation)) left.delete(conversation);
    else if (row) row.closest("li").hidden = true;
  }
});

/** What is opened again, as after an undo, stands in the list again. */
document.addEventListener("console:shown", () => {
  left.delete(opened());
  const row = document.getElementById(`row-${opened()}`);
  if (row) row.closest("li").hidden = false;
});

function sendable() {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
}

/** One after the other, as they were made. */
async function work() {
  if (working) return;
  working = true;
  while (waiting.length) {
    const act = waiting[0];
    const answer = await send(act);
    if (!answer && !act.once) {
      await pause();
      continue;
    }
    waiting.shift();
    keep();
    if (answer) await tell(act, answer);
    else sendable();
  }
  working = false;
}

async function send({ address, body, leaves }) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-Console": leaves ? "leaves" : "stays" };
  const answer = await fetch(address, { method: "POST", body, headers }).catch(() => null);
  if (answer && !BUSY.includes(answer.status)) return answer;
  say(document.body.dataset.offline, "error");
  return null;
}

function pause() {
  return new Promise((done) => {
    wake = done;
    setTimeout(done, AGAIN_AFTER);
  });
}

async function tell(act, answer) {
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!answer.ok) return tellRefused(act, page, { text, address: location.href });
  const done = page.querySelector("[data-done]");
  if (done) tellDone(done);
  else if (act.shows || act.of === opened()) show({ text, address: answer.url });
}

/** While another act waits, this one is no longer the last, and undo doesn't take it back. */
function tellDone(done) {
  if (!waiting.length) document.getElementById("messages").replaceChildren(...done.children);
  if (done.dataset.sent) document.dispatchEvent(new CustomEvent("console:sent", { detail: done.dataset.sent }));
}

/** A refused reply comes back with its text; what was left already is named, one click away. */
function tellRefused(act, page, refused) {
  left.delete(act.of);
  sendable();
  if (page.querySelector(".panes") && act.of === opened()) return show(refused, { push: false });
  const sentence = page.querySelector("[data-error-sentence], .invalid-feedback")?.textContent.trim();
  say(sentence || document.body.dataset.failed, "error");
  if (act.of === opened()) return;
  const link = document.createElement("a");
  link.href = `/inbox/${act.of}`;
  link.dataset.opens = "";
  link.textContent = document.body.dataset.back;
  document.querySelector("#messages > *").append(" ", link);
}

function keep() {
  if (waiting.length) sessionStorage.setItem(KEPT, JSON.stringify(waiting));
  else sessionStorage.removeItem(KEPT);
}

addEventListener("online", () => wake());
addEventListener("beforeunload", (event) => waiting.length && event.preventDefault());
if (waiting.length) work();
