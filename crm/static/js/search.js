// Times a search from its first letter, and tells when the page is left with nothing opened (KPI 4).
// Arrows go from the box through what was found and back; Enter on a hit opens it.

const box = document.getElementById("q");
const typed = document.getElementById("typed");
let firstLetterAt = null;

box.addEventListener("input", () => {
  if (!box.value.trim()) firstLetterAt = null;
  else firstLetterAt ??= performance.now();
});

// The time is told with each question; the server keeps the moment of the first.
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id !== "search-form") return;
  event.detail.parameters.typed = firstLetterAt === null ? 0 : Math.round(performance.now() - firstLetterAt);
});
document.getElementById("search-form").addEventListener("submit", () => {
  if (firstLetterAt !== null) typed.value = Math.round(performance.now() - firstLetterAt);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  const stops = [box, ...document.querySelectorAll("#results li a, #results .btn-primary")];
  const at = stops.indexOf(document.activeElement);
  if (!step || at < 0 || !stops[at + step]) return;
  event.preventDefault();
  stops[at + step].focus();
});

let goesOn = false;
document.addEventListener("click", (event) => {
  goesOn = Boolean(event.target.closest("#results a, [data-found] button, #search-form button"));
});
document.addEventListener("submit", () => (goesOn = true));

addEventListener("pagehide", () => {
  const search = document.querySelector("[data-ended]");
  if (!search || goesOn) return;
  const token = document.querySelector('meta[name="csrf-token"]').content;
  navigator.sendBeacon(search.dataset.ended, new URLSearchParams({ csrf_token: token }));
});
