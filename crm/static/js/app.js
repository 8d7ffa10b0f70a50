// What every page does with JavaScript: the CSRF header, error sentences, colours, copying, and
// forms that can't be sent twice by a double click. Without it the forms work all the same.

const token = document.querySelector('meta[name="csrf-token"]')?.content;

document.body.addEventListener("htmx:configRequest", (event) => {
  if (token) event.detail.headers["X-CSRFToken"] = token;
});

// A refused request shows the sentence of the error page above the content, not the page itself.
document.body.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const sentence = page.querySelector("[data-error-sentence]")?.textContent;
  say(sentence || document.body.dataset.failed, "error");
});
document.body.addEventListener("htmx:sendError", () => say(document.body.dataset.offline, "error"));

/** Shows one sentence in the page's live region; kind is success, warning or error. */
export function say(sentence, kind) {
  const line = document.createElement("div");
  line.className = `notice notice-${kind}`;
  line.setAttribute("role", kind === "error" ? "alert" : "status");
  line.textContent = sentence;
  document.getElementById("messages").replaceChildren(line);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch], [data-copy]");
  if (!button) return;
  if (button.hasAttribute("data-theme-switch")) switchTheme();
  else copy(button);
});

function switchTheme() {
  const root = document.documentElement;
  const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", theme);
  root.dataset.bsTheme = theme;
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  say(button.dataset.copied, "success");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  if (form.dataset.sent) return event.preventDefault();
  if (!form.closest("[hx-boost]") && !form.matches("[hx-post]")) form.dataset.sent = "yes";
});

// A page that comes back from the history must be usable again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// One open menu at a time; Escape closes it and gives the focus back.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu") || !event.target.open) return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
  });
}, true);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
