// Where one reads: the end of the thread at first, and then the same line, whatever is renewed.

import { whenShown } from "./shown.js";

const NEAR_THE_END = 40;

let scroller;
let listAt = 0;
whenShown(() => {
  scroller = document.getElementById("thread-scroll");
  document.querySelector(".row-link[aria-current]")?.scrollIntoView({ block: "nearest" });
  if (location.hash) return;
  if (!scroller) scrollTo(0, listAt);
  else if (getComputedStyle(scroller).overflowY === "visible") toWhatWaits();
  else scroller.scrollTop = scroller.scrollHeight;
});
document.addEventListener("console:leaving", () => scroller || (listAt = scrollY));

/** On a phone the whole page scrolls: to the oldest that waits, else to the newest. */
function toWhatWaits() {
  const said = scroller.querySelectorAll(".said");
  const first = scroller.querySelector(".said.is-open") || said[said.length - 1];
  if (said.length > 1) first?.scrollIntoView({ block: "start" });
  else scrollTo(0, 0);
}

/** Renews a part without moving what one reads; who reads the end of the thread stays at the end. */
export function inPlace(part, renew) {
  const pane = scrollerOf(part);
  const atEnd = pane === scroller && pane.scrollTop + pane.clientHeight > pane.scrollHeight - NEAR_THE_END;
  const line = firstSeen(part, pane);
  const before = line?.getBoundingClientRect().top;
  renew();
  if (atEnd) pane.scrollTop = pane.scrollHeight;
  else if (line) hold(pane, line.id, before);
}

function hold(pane, id, before) {
  const line = document.getElementById(id);
  if (line) pane.scrollTop += line.getBoundingClientRect().top - before;
}

/** On a wide screen each pane scrolls by itself, else the page does. */
function scrollerOf(part) {
  for (let pane = part.parentElement; pane; pane = pane.parentElement) {
    if (pane.scrollHeight > pane.clientHeight && /auto|scroll/.test(getComputedStyle(pane).overflowY)) return pane;
  }
  return document.scrollingElement;
}

function firstSeen(part, pane) {
  const top = pane === document.scrollingElement ? 0 : pane.getBoundingClientRect().top;
  return [...part.querySelectorAll("li [id], li[id]")].find((line) => line.getBoundingClientRect().bottom > top);
}
