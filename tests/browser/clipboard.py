"""What Excel and WPS put on the clipboard, given to a page as they do; and what a page puts there."""

from collections.abc import Iterable

from tests.browser.desk import Desk

PASTE = """(control, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  control.focus();
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return !control.dispatchEvent(event);
}"""
COPIED = """(act) => new Promise((resolve) => {
  document.addEventListener("copy", (event) => setTimeout(() => resolve(event.clipboardData.getData("text/plain"))), { once: true });
  document.querySelector(act).click();
})"""


def block(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as text of the clipboard; cells with line breaks, tabs or quotes are quoted."""
    return "".join("\t".join(map(_cell, row)) + "\r\n" for row in rows)


def _cell(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set('\t\n"') else text


def paste(desk: Desk, name: str, text: str) -> bool:
    """Pastes into a control; whether the page took it as a block."""
    taken: bool = desk.control(name).evaluate(PASTE, text)
    return taken


def told(desk: Desk) -> str:
    """What the page says was done."""
    return desk.page.locator(".grid-said > span").inner_text()
