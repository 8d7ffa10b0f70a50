// `@` in a private note opens the list of colleagues.

import { openedBy, picker, putInPlace } from "./picker.js";
import { whenShown } from "./shown.js";

let note, box;
whenShown(start);

function start() {
  note = document.getElementById("note-text");
  box = document.getElementById("mention-picker");
  if (!note || !box) return;
  const open = picker("mention", { chosen: name, gaveUp: close });
  openedBy("@", note, () => {
    box.hidden = false;
    open();
  });
}

function name(option) {
  box.hidden = true;
  putInPlace(note, "@", `@${option.dataset.name} `);
}

function close() {
  box.hidden = true;
  note.focus();
}
