// A conversation is opened without loading the page anew; what looks after its parts starts again.

/** Calls `start` for the panes that stand now, and for those that will take their place. */
export function whenShown(start) {
  start();
  document.addEventListener("console:shown", start);
}
