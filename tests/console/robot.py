"""A page admin made of keys: presses what the script says, and times each item."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, TimeoutError, expect

WAIT = 60_000

NEWS_COME_WITHIN = 8_000

UNSEEN = """seen => [...document.querySelectorAll(".rows > li:not([hidden]) .row-link")]
  .some(row => !seen.includes(row.id))"""
AWAY = """seen => {
  const rows = [...document.querySelectorAll(".rows > li:not([hidden]) .row-link")];
  const here = rows.findIndex(row => row.hasAttribute("aria-current"));
  return rows.findIndex(row => !seen.includes(row.id)) - here;
}"""

TIMER = """() => {
  let pressedAt = 0;
  window.shownAfter = [];
  addEventListener("keydown", () => { pressedAt = performance.now(); }, true);
  document.addEventListener("console:shown", () => {
    const since = pressedAt;
    const note = () => window.shownAfter.push(performance.now() - since);
    requestAnimationFrame(() => setTimeout(note));
  });
}"""


@dataclass
class Robot:
    """Works in one window; `times` are milliseconds from the last key to the next item shown."""

    page: Page
    times: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    seen: set[int] = field(default_factory=set)

    def start(self, row: int = 1) -> None:
        """Open a waiting item, with a clock beside it."""
        self.page.evaluate(TIMER)
        self.press(*["KeyJ"] * row, "KeyO")
        expect(self.page.locator("#talk-name")).to_be_visible(timeout=WAIT)

    def press(self, *keys: str) -> None:
        """Press physical keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def talk(self) -> int:
        """The number of the conversation that is shown, 0 for none."""
        return int(self.page.locator(".panes").get_attribute("data-conversation") or 0)

    def triage(self) -> bool:
        """Bring the item that is shown to the next outcome of the script; False at the end."""
        outcomes: list[Callable[[], None]] = [
            self.reply,
            self.needs_none,
            self.canned,
            self.number,
            self.snooze,
            self.take,
            self.resolve,
            self.undo,
            self.needs_none,
            self.reply,
        ]
        if not self.go_to_unseen():
            return False
        self.ahead_is_there()
        outcomes[len(self.seen) % len(outcomes)]()
        return True

    def go_to_unseen(self) -> bool:
        """Move along the list to what wasn't seen yet; False when there is no such item left."""
        if self.talk and self.talk not in self.seen:
            return True
        seen = [f"row-{number}" for number in self.seen]
        try:
            self.page.wait_for_function(UNSEEN, arg=seen, timeout=NEWS_COME_WITHIN)
        except TimeoutError:
            return False
        away = self.page.evaluate(AWAY, seen)
        for _ in range(abs(away)):
            self._move("KeyJ" if away > 0 else "KeyK")
        return self.go_to_unseen()

    def ahead_is_there(self) -> None:
        """Wait as long as somebody needs to read, for the next item to be fetched ahead."""
        self.page.wait_for_load_state("networkidle")

    def reply(self) -> None:
        """Type an answer, send it and go on."""
        self.press("KeyR")
        self.page.keyboard.type("เจ้าหน้าที่รับเรื่องแล้วค่ะ")
        self._finish("reply", "Control+Shift+Enter")

    def canned(self) -> None:
        """Take a canned reply by its name, send it and go on."""
        self.press("KeyR")
        self.page.keyboard.type("/")
        expect(self.page.locator("#canned-words")).to_be_focused(timeout=WAIT)
        self.page.keyboard.type("place")
        self.press("Enter")
        expect(self.page.locator("#reply-text")).not_to_have_value("/", timeout=WAIT)
        expect(self.page.locator("#reply-text")).to_be_focused(timeout=WAIT)
        self._finish("canned", "Control+Shift+Enter")

    def number(self) -> None:
        """Tag it, open a case, give it a number and send that; then look at the next."""
        self.press("KeyT")
        self.page.keyboard.type("ไฟ")
        self.press("Enter")
        expect(self.page.locator("#tags .tag").first).to_be_visible(timeout=WAIT)
        self.press("KeyW", "Control+Enter")
        expect(self.page.locator("#cases [data-key=g]")).to_be_visible(timeout=WAIT)
        self.press("KeyG")
        expect(self.page.locator("#thread .said.is-out")).to_be_visible(timeout=WAIT)
        self.settled()
        self._finish("number", self._onward())

    def snooze(self) -> None:
        """Put it aside for some hours."""
        self.press("KeyZ")
        self._finish("snooze", "Digit1")

    def take(self) -> None:
        """Take it for oneself, and look at the next."""
        self.press("KeyA")
        expect(self.page.locator("#acts [data-key=a]")).to_have_count(0, timeout=WAIT)
        self._finish("take", self._onward())

    def resolve(self) -> None:
        """It was dealt with."""
        self._finish("resolve", "KeyD")

    def needs_none(self, then: Callable[[], None] = lambda: None) -> None:
        """It needs no answer, for the second reason of the list; a colleague may have said so.

        `then` happens after the last key and before the next item is shown.
        """
        if self.page.locator("#needs-none-reason").count() == 0:
            self._finish("found done", "KeyD")
        else:
            self.press("KeyI")
            self._finish("needs none", "Digit2", then)

    def undo(self) -> None:
        """Set it aside for a wrong reason, take that back, and choose the right one."""
        here = self.talk
        self.press("KeyI")
        self._finish("undone", "Digit1")
        expect(self.page.locator("#messages [data-key=u]")).to_be_visible(timeout=WAIT)
        self.settled()
        self.press("KeyU")
        expect(self.page.locator(f".panes[data-conversation='{here}']")).to_be_visible(timeout=WAIT)
        self.settled()
        self.resolve()

    def settled(self) -> None:
        """Wait until everything that was done has reached the server."""
        self.page.wait_for_function("() => !sessionStorage.getItem('acts-waiting')", timeout=WAIT)

    def _onward(self) -> str:
        """The key to the next item, at the end of the list to the one before."""
        last = self.page.locator(".rows > li:not([hidden]) .row-link").last
        return "KeyK" if last.get_attribute("aria-current") else "KeyJ"

    def _finish(self, outcome: str, key: str, then: Callable[[], None] = lambda: None) -> None:
        """Press what finishes the item, and wait until another is shown."""
        before = self.talk
        self._move(key, then)
        self.done[outcome] += 1
        self.seen.add(before)
        self.times.append(self.page.evaluate("window.shownAfter.at(-1)"))

    def _move(self, key: str, then: Callable[[], None] = lambda: None) -> None:
        before, shown = self.talk, self.page.evaluate("window.shownAfter.length")
        self.press(key)
        then()
        self.page.wait_for_function(
            "([before, shown]) => window.shownAfter.length > shown"
            " && document.querySelector('.panes').dataset.conversation != before",
            arg=[str(before), shown],
            timeout=WAIT,
        )
