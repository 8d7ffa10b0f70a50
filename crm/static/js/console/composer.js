// The composer: the length, the warning before something goes out in public, the routes that a text
// can't take.

import { whenShown } from "./shown.js";

let writing, form;
whenShown(start);

function start() {
  writing = document.getElementById("reply-text");
  form = writing?.form;
  if (!form) return;
  writing.addEventListener("input", showLength);
  form.addEventListener("change", (event) => {
    limitRoutes();
    if (event.target.name === "route") globalThis.htmx?.trigger(writing, "recheck");
  });
  limitRoutes();
}

function showLength() {
  const route = form.querySelector("[name=route]:checked");
  const left = Number(route?.dataset.longest) - writing.value.length;
  const counter = document.getElementById("text-length");
  counter.textContent = left < 200 ? counter.dataset.left.replace("#", left) : "";
  document.getElementById("public-warning").hidden = route?.dataset.public !== "yes";
}

// A link of the citizen's own goes out in private only; the hints say when the text holds one.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (form && event.detail.target.id === "hints") limitRoutes();
});

function limitRoutes() {
  const privateOnly = document.getElementById("hints").dataset.privateOnly;
  for (const route of form.querySelectorAll("[name=route][data-public=yes]")) {
    route.disabled = Boolean(privateOnly);
    if (!privateOnly || !route.checked) continue;
    const other = form.querySelector("[name=route][data-public=no]");
    if (other) other.checked = true;
  }
  showLength();
}
