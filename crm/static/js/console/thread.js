// The open conversation: its end in view, and renewed without moving what one reads.

const scroller = document.getElementById("thread-scroll");
if (scroller) scroller.scrollTop = scroller.scrollHeight;
document.querySelector(".row-link[aria-current]")?.scrollIntoView({ block: "nearest" });

// New messages don't move what one reads, unless one reads the end.
let atEnd = true;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "thread" || !scroller) return;
  atEnd = scroller.scrollTop + scroller.clientHeight > scroller.scrollHeight - 40;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "thread" && scroller && atEnd) scroller.scrollTop = scroller.scrollHeight;
});
