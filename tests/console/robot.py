"""A page admin made of keys: opens the inbox, presses what the script says, and times each item."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

WAIT = 60_000

TIMER = """() => {
  window.pressedAt = 0;
  window.shownAfter = [];
  addEventListener("keydown", () => { window.pressedAt = performance.now(); }, true);
  document.addEventListener("console:shown", () => {
    const at = window.pressedAt;
    requestAnimationFrame(() => setTimeout(() => window.shownAfter.push(performance.now() - at)));
  });
}"""


@dataclass
class Robot:
    """Works in one browser window; `times` are milliseconds from the last key to the next item."""

    page: Page
    times: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Open the first waiting item by keys, with a clock beside it."""
        self.page.goto("/inbox")
        self.page.evaluate(TIMER)
        self.press("KeyJ", "KeyO")
        expect(self.page.locator("#talk-name")).to_be_visible(timeout=WAIT)

    def press(self, *codes: str) -> None:
        """Press physical keys one after the other."""
        for code in codes:
            self.page.keyboard.press(code)

    @property
    def talk(self) -> int:
        """The number of the conversation that is shown, 0 for none."""
        return int(self.page.locator(".panes").get_attribute("data-conversation") or 0)

    def finish(self, *codes: str) -> None:
        """Press what finishes an item, and wait until the next one is shown."""
        before = self.talk
        self.press(*codes)
        self.page.wait_for_function(
            "before => document.querySelector('.panes').dataset.conversation != before",
            arg=str(before),
            timeout=WAIT,
        )
        self.page.wait_for_function(
            "count => window.shownAfter.length > count", arg=len(self.times), timeout=WAIT
        )
        self.times = self.page.evaluate("window.shownAfter")

    def settled(self) -> None:
        """Wait until everything that was done has reached the server."""
        self.page.wait_for_function("() => !sessionStorage.getItem('acts-waiting')", timeout=WAIT)
