// A list to choose from while one types elsewhere: an input with the role combobox over a listbox.
// The page's plain list becomes its options; the arrow keys move, Enter chooses, Escape gives up.

/** `chosen(option)` takes the choice, `gaveUp()` the Escape, `shown(option)` what is pointed at. */
export function picker(name, { chosen, gaveUp, shown = () => {} }) {
  const words = document.getElementById(`${name}-words`);
  const list = document.getElementById(`${name}-list`);
  const none = document.getElementById(`${name}-none`);
  const options = [...list.querySelectorAll("[data-words]")];
  options.forEach(makeOption);
  list.setAttribute("role", "listbox");
  words.hidden = false;
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": list.id };
  Object.entries(roles).forEach(([key, value]) => words.setAttribute(key, value));
  let current = null;

  words.addEventListener("input", narrow);
  words.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => current && chosen(current),
    Tab: () => current && chosen(current),
    Escape: gaveUp,
  };

  function makeOption(option, number) {
    option.id = `${name}-${number}`;
    option.setAttribute("role", "option");
    option.querySelector("a")?.replaceWith(...option.querySelector("a").childNodes);
    option.addEventListener("pointermove", () => point(option));
    option.addEventListener("click", () => chosen(option));
  }

  function narrow() {
    const wanted = words.value.trim().toLowerCase();
    options.forEach((option) => (option.hidden = !option.dataset.words.includes(wanted)));
    const left = options.filter((option) => !option.hidden);
    none.hidden = left.length > 0;
    point(left[0] || null);
  }

  function move(by) {
    const left = options.filter((option) => !option.hidden);
    if (left.length) point(left[(left.indexOf(current) + by + left.length) % left.length]);
  }

  function point(option) {
    if (option === current) return;
    current?.setAttribute("aria-selected", "false");
    current = option;
    current?.setAttribute("aria-selected", "true");
    current?.scrollIntoView({ block: "nearest" });
    words.setAttribute("aria-activedescendant", current?.id || "");
    shown(current);
  }

  return function open() {
    words.value = "";
    words.focus();
    current = null;
    narrow();
  };
}

/** Calls `open` when `letter` is typed at the beginning of a word, whatever the keyboard's layout. */
export function openedBy(letter, field, open) {
  field.addEventListener("input", (event) => {
    const before = field.value.slice(0, field.selectionStart);
    if (event.data === letter && /(^|\s)$/.test(before.slice(0, -1))) open();
  });
}

/** Puts `text` where the opening letter stands, or where one writes. */
export function putInPlace(field, letter, text) {
  const at = field.selectionStart;
  const from = field.value[at - 1] === letter ? at - 1 : at;
  field.setRangeText(text, from, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  return from;
}
