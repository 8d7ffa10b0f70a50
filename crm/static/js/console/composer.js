// The composer: the length, canned replies, the warning before something goes out in public.

import { say } from "../app.js";

const writing = document.getElementById("reply-text");
const form = writing?.form;
if (form) {
  writing.addEventListener("input", showLength);
  form.addEventListener("change", showLength);
  showLength();
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
