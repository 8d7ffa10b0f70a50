// The composer: a draft that survives a reload, the length, canned replies, the warning before
// something goes out in public.

import { say } from "../app.js";

const writing = document.getElementById("reply-text");
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
