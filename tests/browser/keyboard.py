"""A person at a screen without a mouse: everything the desk does is done by keys alone, and each step is looked at."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import FileChooser, FilePayload, Locator, Page

from tests.browser.desk import Desk

#: What a page could be moved with instead of keys; forbidden while a job is done by keyboard.
OTHER_WAYS = (
    "blur", "check", "clear", "click", "dblclick", "dispatch_event", "drag_to", "fill", "focus", "hover", "press",
    "press_sequentially", "scroll_into_view_if_needed", "select_option", "select_text", "set_checked",
    "set_input_files", "tap", "type", "uncheck",
)  # fmt: skip
#: Each place where the focus may stop, in its order; a group of radio buttons is one.
_STOPS = """const stopsOf = () => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")].filter((part) => {
    if (part.disabled || part.type === "hidden" || part.tabIndex < 0 || !part.checkVisibility({ visibilityProperty: true })) return false;
    if (part.type !== "radio") return true;
    const group = [...document.getElementsByName(part.name)].filter((other) => other.form === part.form);
    return part === (group.find((other) => other.checked) || group[0]);
  });"""
#: Marks the places where the focus may stop, and counts them.
STOPS = f"""() => {{
  {_STOPS}
  const stops = stopsOf();
  stops.forEach((part, number) => {{ part.dataset.stop = number; }});
  return stops.length;
}}"""
#: The focused place: its number, and what is wrong with how it is seen.
FOCUSED = """() => {
  const part = document.activeElement;
  if (!part || part === document.body) return null;
  const box = part.getBoundingClientRect();
  const style = getComputedStyle(part);
  const faults = [];
  const around = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const outlined = around(style) || around(getComputedStyle(part, "::after"));
  if (!outlined && style.boxShadow === "none") faults.push("focus not shown");
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  if (bottom - top < 1 || right - left < 1) faults.push(`outside the window: ${box.left},${box.top}`);
  else {
    const corners = [[left + 2, top + 2], [(left + right) / 2, (top + bottom) / 2], [right - 2, bottom - 2]];
    const seen = corners.filter(([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (part.contains(hit) || hit.contains(part)); });
    if (seen.length < (part.matches(".table-box") ? 1 : 2)) faults.push(`covered at ${Math.round(left)},${Math.round(top)}`);
  }
  return [part.dataset.stop === undefined ? null : Number(part.dataset.stop), faults, part.outerHTML.slice(0, 100)];
}"""
#: How many stops on (or back) a place is from where the focus is; for a radio button, its group is the place.
_WAY = f"""(target) => {{
  {_STOPS}
  const stops = stopsOf(), now = document.activeElement;
  const goal = target.type === "radio" ? stops.find((part) => part.name === target.name && part.form === target.form) : target;
  const after = (part) => stops.findIndex((stop) => part.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING);
  const idle = !now || now === document.body, aim = location.hash && document.getElementById(location.hash.slice(1));
  const nowhere = idle && !aim, base = idle && aim ? aim : now;
  const at = stops.indexOf(base), from = nowhere ? -1 : at >= 0 ? at - (base === aim) : after(base) - 1;
  const skip = stops.findIndex((part) => part.matches(".skip-link")), main = document.getElementById("main");
  const there = stops.indexOf(goal);
  return {{ there, by: there - from, is_start: nowhere, past_bar: skip >= 0 && main && main.contains(goal) ? there - stops.findIndex((part) => main.contains(part)) : null }};
}}"""
_IS_FOCUSED = "(target) => target === document.activeElement || (target.type === 'radio' && document.activeElement.name === target.name)"
_OPTION = (
    "(select, label) => [...select.options].findIndex((each) => each.label === label) - select.selectedIndex"
)
_RADIO = """(target) => {
  const group = [...document.getElementsByName(target.name)].filter((other) => other.form === target.form);
  return group.indexOf(target) - group.indexOf(document.activeElement);
}"""


@contextmanager
def nothing_but_keys() -> Iterator[None]:
    """Any other way of moving a page fails the test: there is no mouse, and no script that fills in."""

    def refused(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("this job is done by keyboard")

    with pytest.MonkeyPatch.context() as patch:
        for name in OTHER_WAYS:
            patch.setattr(Locator, name, refused)
            if hasattr(Page, name):
                patch.setattr(Page, name, refused)
        patch.setattr(Page, "mouse", property(refused))
        yield


class KeyDesk(Desk):
    """A desk whose keys are counted by job (the keys that write words are not) and whose focus is always seen."""

    def __init__(self, page: Page, watch: Any = None) -> None:
        super().__init__(page, watch)
        self.keys_pressed: Counter[str] = Counter()
        self.faults: list[str] = []
        self.stops = 0
        self.choosers: list[FileChooser] = []
        page.on("filechooser", lambda chooser: self.choosers.append(chooser))

    def again(self, title: str) -> None:
        """By the section list."""
        self.open_section(title)

    def key(self, name: str, times: int = 1) -> None:
        """Presses a key (or a chord) so many times."""
        self.keys_pressed[self.job] += times
        for _ in range(times):
            self.page.keyboard.press(name)

    def reach(self, target: Locator) -> None:
        """Goes there by Tab, by the skip link where that is shorter, and looks whether the place is seen."""
        for _ in range(8):  # again where a date has three stops of its own, or the page changed meanwhile
            if target.evaluate(_IS_FOCUSED):
                break
            self._towards(target)
        assert target.evaluate(_IS_FOCUSED), f"not reached by Tab: {target}"
        self.stops += 1
        self.faults += [f"{fault}: {target}" for fault in self.page.evaluate(FOCUSED)[1]]

    def _towards(self, target: Locator) -> None:
        way = target.evaluate(_WAY)
        assert way["there"] >= 0, f"no place for the focus: {target}"
        if way["is_start"] and way["past_bar"] is not None and way["past_bar"] + 3 < way["by"]:
            self.key("Tab")
            self.key("Enter")
            way["by"] = way["past_bar"] + 1
        self.key("Tab" if way["by"] > 0 else "Shift+Tab", max(abs(way["by"]), 1))

    def click(self, target: Locator) -> None:
        """What a click does, by keys: Space at a box, arrows in a group of buttons, Enter elsewhere."""
        self.reach(target)
        kind = target.get_attribute("type") or ""
        if kind == "radio":
            by = target.evaluate(_RADIO)
            self.key("ArrowDown" if by > 0 else "ArrowUp", abs(by))
        if kind != "radio" or not target.is_checked():
            self.key("Space" if kind in ("checkbox", "radio") else "Enter")

    def open(self, target: Locator) -> None:
        """Goes there first: the skip link on the way is no other page."""
        self.reach(target)
        super().open(target)

    def write(self, target: Locator, text: str) -> None:
        """Replaces what stands there."""
        self.reach(target)
        self.key("Control+a")
        if text:
            self.page.keyboard.insert_text(text)
        else:
            self.key("Delete")

    def write_date(self, target: Locator, text: str) -> None:
        """Its parts in the order in which this browser asks for them."""
        year, month, day = text.split("-")
        self.reach(target)
        for order in ((year, month, day), (month, day, year)):
            self.page.keyboard.type("".join(order))
            if target.input_value() == text:
                return
            self.key("Shift+Tab", 2)
        raise AssertionError(f"{text} cannot be typed")

    def choose(self, target: Locator, label: str) -> None:
        """Arrows along the list."""
        self.reach(target)
        by = target.evaluate(_OPTION, label)
        self.key("ArrowDown" if by > 0 else "ArrowUp", abs(by))
        assert target.evaluate(_OPTION, label) == 0

    def attach(self, name: str, path: Path | FilePayload) -> None:
        """Opens the chooser by key; which file is taken there is the one step beside the keyboard."""
        self.reach(self.control(name))
        self.key("Space")
        deadline = time.monotonic() + 10
        while not self.choosers and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)
        self.choosers.pop().set_files(path)

    def save(self, after: str = "save") -> None:
        """Ctrl+S, Alt+N; the third button has no keys of its own."""
        if after == "list":
            super().save(after)
            return
        with self.page.expect_navigation(wait_until="load"):
            self.key("Control+s" if after == "save" else "Alt+n")
        self.loads[self.job] += 1
