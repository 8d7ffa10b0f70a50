// A choice of a form by keys: what a list of the page offers, numbered, and narrowed by typing in
// Thai or English, on either layout. Choosing sets the list and sends its form.

const MOST_NUMBERED = 9;
const NUMBERED = /^(?:Digit|Numpad)([1-9])$/;
const LETTER = /^Key([A-Z])$/;

let list, latin;

/** Opens the choices of a `<select>`; nothing happens where the page has none. */
export function choose(id) {
  const select = document.getElementById(id);
  const box = document.getElementById("choosing");
  if (!select || !box) return;
  list = id;
  latin = "";
  const words = document.getElementById("choosing-words");
  words.value = "";
  document.getElementById("choosing-title").textContent = select.labels[0]?.textContent || "";
  box.showModal();
  offer();
  words.focus();
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "choosing-words") return;
  if (!event.target.value) latin = "";
  offer();
});

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "choosing-words" || event.isComposing) return;
  const number = NUMBERED.exec(event.code)?.[1];
  if (number && !event.shiftKey) return stop(event, () => take(offered()[number - 1]));
  if (event.code === "Enter") return stop(event, () => take(pointed()));
  if (event.code === "ArrowDown" || event.code === "ArrowUp") return stop(event, () => move(event.code === "ArrowDown" ? 1 : -1));
  if (event.code === "Backspace") latin = latin.slice(0, -1);
  else if (LETTER.test(event.code) && !event.ctrlKey && !event.metaKey) latin += event.code.at(-1).toLowerCase();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#choosing-list [role=option]");
  if (option) take(option);
});

function stop(event, act) {
  event.preventDefault();
  act();
}

/** What the words fit: at the beginning of a name first, then anywhere in it, and last by the keys' Latin letters. */
function offer() {
  const typed = document.getElementById("choosing-words").value.trim().toLowerCase();
  const options = [...document.getElementById(list).options].filter((option) => option.value && !option.disabled);
  const fitting = (words, fits) => options.filter((option) => namesOf(option).some((name) => fits(name, words)));
  const begins = (name, words) => name.startsWith(words);
  const holds = (name, words) => name.includes(words);
  const inOrder = [...fitting(typed, begins), ...fitting(typed, holds), ...(latin && latin !== typed ? fitting(latin, begins) : [])];
  const shown = [...new Set(inOrder)].map(asOption);
  document.getElementById("choosing-list").replaceChildren(...shown);
  document.getElementById("choosing-none").hidden = shown.length > 0;
  point(shown[0]);
}

function namesOf(option) {
  return [option.textContent, ...(option.dataset.words || "").split("|")].map((name) => name.trim().toLowerCase());
}

function asOption(option, place) {
  const line = document.createElement("li");
  line.id = `choosing-${place}`;
  line.setAttribute("role", "option");
  line.dataset.value = option.value;
  const number = document.createElement("kbd");
  number.textContent = place < MOST_NUMBERED ? place + 1 : "";
  line.append(number, " ", option.textContent);
  return line;
}

function offered() {
  return [...document.querySelectorAll("#choosing-list [role=option]")];
}

function pointed() {
  return document.querySelector("#choosing-list [aria-selected=true]");
}

function move(by) {
  const lines = offered();
  if (lines.length) point(lines[(lines.indexOf(pointed()) + by + lines.length) % lines.length]);
}

function point(line) {
  pointed()?.setAttribute("aria-selected", "false");
  line?.setAttribute("aria-selected", "true");
  line?.scrollIntoView({ block: "nearest" });
  document.getElementById("choosing-words").setAttribute("aria-activedescendant", line?.id || "");
}

function take(line) {
  const select = document.getElementById(list);
  if (!line || !select) return;
  document.getElementById("choosing").close();
  select.value = line.dataset.value;
  select.form.requestSubmit();
}
