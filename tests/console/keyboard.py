"""A keyboard of either layout, and what each key of the list must do, seen in a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import CDPSession, Locator, Page, expect

KEDMANEE = dict(zip("jkornsapetwgdizuxm", "่านพืหฟยำะไเกรผีปท", strict=True)) | {"/": "ฝ", "1": "ๅ"}
MODIFIERS = {"Control": 2, "Shift": 8}
CODES = {"/": "Slash", "?": "Slash", "1": "Digit1"}


@dataclass
class Desk:
    """An agent's window. `cased` is a conversation with a case and a danger, the rest only wait."""

    page: Page
    layout: str
    waiting: list[int]
    cased: int

    def press(self, *keys: str) -> None:
        """Press keys, named by their English letters, as the keyboard of this layout sends them."""
        session = self.page.context.new_cdp_session(self.page)
        for key in keys:
            if len(key.split("+")[-1]) > 1:
                self.page.keyboard.press(key)
            else:
                self._press(session, key)
        session.detach()

    def _press(self, session: CDPSession, key: str) -> None:
        *held, letter = key.split("+")
        code = CODES.get(letter, f"Key{letter.upper()}")
        typed = KEDMANEE.get(letter, letter) if self.layout == "thai" else letter
        event = {"code": code, "key": typed, "modifiers": sum(MODIFIERS[one] for one in held)}
        if "Control" not in held:
            event["text"] = typed
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def show_list(self) -> None:
        """Go to the list with nothing opened."""
        self.page.goto("/inbox")

    def show(self, talk: int | None = None) -> int:
        """Open a conversation, the first that waits if none is named."""
        talk = talk or self.waiting[0]
        self.page.goto(f"/inbox/{talk}")
        return talk

    def finished(self, talk: int) -> None:
        """Expect another conversation to be shown, and this one's row to be gone."""
        expect(self.page.locator(f".panes:not([data-conversation='{talk}'])")).to_be_visible()
        expect(self.page.locator(f"#row-{talk}")).to_be_hidden()
        self.settled()
        self.waiting.remove(talk)

    def settled(self) -> None:
        """Wait until what was done has reached the server."""
        self.page.wait_for_function("() => !sessionStorage.getItem('acts-waiting')")

    def at(self, selector: str) -> Locator:
        """What is found on the page."""
        return self.page.locator(selector)


def next_row(desk: Desk) -> None:
    desk.show_list()
    desk.press("j", "j")
    expect(desk.at(".row-link").nth(1)).to_be_focused()


def row_before(desk: Desk) -> None:
    next_row(desk)
    desk.press("k")
    expect(desk.at(".row-link").first).to_be_focused()


def open_row(desk: Desk) -> None:
    desk.show_list()
    desk.press("j", "o")
    expect(desk.at("#talk-name")).to_be_visible()
    expect(desk.at(".row-link").first).to_have_attribute("aria-current", "true")


def write_reply(desk: Desk) -> None:
    desk.show()
    desk.press("r")
    expect(desk.at("#reply-text")).to_be_focused()


def write_note(desk: Desk) -> None:
    desk.show()
    desk.press("n")
    expect(desk.at("#note-text")).to_be_focused()
    assert desk.at("#note-text").input_value() == ""


def tag(desk: Desk) -> None:
    desk.show()
    desk.press("t")
    desk.page.keyboard.insert_text("ชม")
    desk.press("Enter")
    expect(desk.at("#tags")).to_contain_text("ชมเชย")


def stage(desk: Desk) -> None:
    desk.show(desk.cased)
    desk.press("s", "1")
    expect(desk.at("#messages")).to_contain_text("เปลี่ยนสถานะแล้ว")
    expect(desk.at("#cases")).to_contain_text("ตรวจสอบ")


def take(desk: Desk) -> None:
    desk.show()
    desk.press("a")
    expect(desk.at("#acts")).to_contain_text("ผู้รับผิดชอบ: agent@example.org")


def assign(desk: Desk) -> None:
    desk.show()
    desk.press("p")
    desk.page.keyboard.insert_text("mali")
    desk.press("Enter")
    expect(desk.at("#acts")).to_contain_text("ผู้รับผิดชอบ: mali@example.org")


def emergency(desk: Desk) -> None:
    desk.show(desk.cased)
    desk.press("e")
    expect(desk.at("#reply-text")).not_to_have_value("")
    desk.at("#reply-text").fill("")


def new_case(desk: Desk) -> None:
    desk.show()
    desk.press("w")
    expect(desk.at("#case-title")).to_be_focused()


def number(desk: Desk) -> None:
    desk.show(desk.cased)
    desk.press("g")
    expect(desk.at("#thread .said.is-out")).to_contain_text("เลขที่")


def done(desk: Desk) -> None:
    talk = desk.show()
    desk.press("d")
    desk.finished(talk)


def needs_none(desk: Desk) -> None:
    talk = desk.show()
    desk.press("i", "1")
    desk.finished(talk)


def snooze(desk: Desk) -> None:
    talk = desk.show()
    desk.press("z", "1")
    desk.finished(talk)


def undo(desk: Desk) -> None:
    talk = desk.show()
    desk.press("d")
    desk.finished(talk)
    expect(desk.at("#messages [data-key=u]")).to_be_visible()
    desk.press("u")
    expect(desk.at(f".panes[data-conversation='{talk}']")).to_be_visible()
    expect(desk.at(f"#row-{talk}")).to_be_visible()
    desk.waiting.insert(0, talk)


def select(desk: Desk) -> None:
    desk.show_list()
    desk.press("j", "x")
    expect(desk.at(".row-choice").first).to_be_checked()
    expect(desk.at("#many-count")).to_have_text("เลือก 1 รายการ")


def select_to(desk: Desk) -> None:
    select(desk)
    desk.press("j", "Shift+x")
    expect(desk.at("#many-count")).to_have_text("เลือก 3 รายการ")


def select_all(desk: Desk) -> None:
    desk.show_list()
    shown = desk.at(".row-choice").count()
    desk.press("Shift+a")
    expect(desk.at("#many-count")).to_have_text(f"เลือก {shown} รายการ")


def all_at_once(desk: Desk) -> None:
    select_to(desk)
    desk.press("m")
    desk.page.wait_for_url("**/inbox/many?*")
    expect(desk.at("main [name=chosen]:checked").first).to_be_attached()
    assert len(set(parse_qs(urlsplit(desk.page.url).query)["chosen"])) == 3


def search(desk: Desk) -> None:
    desk.show()
    desk.press("/")
    expect(desk.at("#inbox-search")).to_be_focused()


def show_keys(desk: Desk) -> None:
    desk.show()
    desk.press("Shift+?")
    expect(desk.at("#keys")).to_be_visible()
    desk.press("Escape")
    expect(desk.at("#keys")).to_be_hidden()


def send(desk: Desk) -> None:
    talk = desk.show()
    desk.at("#reply-text").fill("รับเรื่องแล้วค่ะ")
    desk.press("Control+Enter")
    expect(desk.at("#thread .said.is-out")).to_contain_text("รับเรื่องแล้วค่ะ")
    expect(desk.at(f".panes[data-conversation='{talk}']")).to_be_visible()
    desk.waiting.remove(talk)


def send_and_go_on(desk: Desk) -> None:
    talk = desk.show()
    desk.at("#reply-text").fill("รับเรื่องแล้วค่ะ")
    desk.press("Control+Shift+Enter")
    desk.finished(talk)


def canned(desk: Desk) -> None:
    desk.show()
    desk.at("#reply-text").focus()
    desk.press("Control+/")
    expect(desk.at("#canned-words")).to_be_focused()


def command_bar(desk: Desk) -> None:
    desk.show()
    desk.press("Control+k")
    expect(desk.at("#palette-words")).to_be_focused()
    desk.page.keyboard.insert_text("ใบส่งเวร")
    desk.press("Enter")
    desk.page.wait_for_url("**/inbox/handover")


def leave_field(desk: Desk) -> None:
    desk.show()
    desk.at("#reply-text").focus()
    desk.press("Escape")
    expect(desk.at("#reply-text")).not_to_be_focused()
    desk.press("n")
    expect(desk.at("#note-text")).to_be_focused()


EFFECTS: dict[str, Callable[[Desk], None]] = {
    "j": next_row,
    "k": row_before,
    "o": open_row,
    "r": write_reply,
    "n": write_note,
    "t": tag,
    "s": stage,
    "a": take,
    "p": assign,
    "e": emergency,
    "w": new_case,
    "g": number,
    "d": done,
    "i": needs_none,
    "z": snooze,
    "u": undo,
    "x": select,
    "Shift x": select_to,
    "Shift a": select_all,
    "m": all_at_once,
    "/": search,
    "?": show_keys,
    "Ctrl Enter": send,
    "Ctrl Shift Enter": send_and_go_on,
    "Ctrl /": canned,
    "Ctrl K": command_bar,
    "Esc": leave_field,
}
