"""With the keyboard alone: every control is reached, seen, and not hidden under the bars."""

from collections.abc import Callable

import pytest

from accounts.models import User
from evaluations.models import SelfEvaluation
from evaluations.queries import evaluations_visible_to
from tests.browser.desk import Desk
from tests.browser.keyboard import FOCUSED, STOPS
from tests.browser.scenes import submit_again
from tests.factories import rights


@pytest.mark.parametrize(
    ("username", "path", "width"),
    [
        ("canlian", "", 1366),
        ("zhengxie", "sections/budget/", 1366),
        ("canlian", "sections/indicators/", 1366),
        ("canlian", "sections/projects/", 683),
        ("canlian", "check/", 1366),
        ("canlian", "evidence/", 1366),
        ("canlian", "answers/", 683),
        ("shenhe", "review/", 1366),
    ],
)
def test_every_control_is_reached_and_seen(
    desk_of: Callable[..., Desk], people: dict[str, User], username: str, path: str, width: int
) -> None:
    evaluation = (
        submit_again(people)
        if username == "shenhe"
        else evaluations_visible_to(rights(people[username])).get()
    )
    desk = desk_of(username, viewport={"width": width, "height": 768})
    desk.go(f"/evaluations/{evaluation.pk}/{path}")
    faults = tab_faults(desk)
    assert not faults, "\n".join(faults)


def tab_faults(desk: Desk) -> list[str]:
    """Tabs through the whole page once."""
    count = desk.page.evaluate(STOPS)
    faults, order = [], []
    for _ in range(count + 10):
        desk.page.keyboard.press("Tab")
        focused = desk.page.evaluate(FOCUSED)
        if focused is None:
            break
        number, wrong, html = focused
        if number in order and number != order[-1]:
            break
        order.append(number)  # a date has three stops of its own
        faults += [f"{fault}: {html}" for fault in wrong]
    missed = sorted(set(range(count)) - set(order))
    if missed:
        html = desk.page.locator(f'[data-stop="{missed[0]}"]').evaluate(
            "part => part.outerHTML.slice(0, 120)"
        )
        faults.append(f"{len(missed)} of {count} places not reached, first {html}")
    return faults


def test_a_section_is_filled_and_saved_by_keyboard(
    desk_of: Callable[..., Desk], draft: SelfEvaluation
) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/profile/")
    keyboard = desk.page.keyboard
    desk.control("established_count").focus()
    for text in ("41", "40", "39"):
        keyboard.press("Control+a")
        keyboard.type(text)
        keyboard.press("Tab")
    desk.control("retired_count").focus()
    with desk.page.expect_navigation():
        keyboard.press("Enter")
    assert desk.says("已保存"), "Enter saves; it never adds, moves or drops a row"
    assert [desk.value(f"{name}_count") for name in ("established", "serving", "retired")] == [
        "41",
        "40",
        "39",
    ]


@pytest.mark.parametrize(
    ("section", "rowset", "field"),
    [
        ("profile", "divisions", "name"), ("tasks", "tasks", "title"), ("goals", "goals", "title"),
        ("indicators", "indicators", "name"), ("projects", "projects", "name"), ("problems", "measures", "text"),
    ],
)  # fmt: skip
def test_a_new_row_is_ready_for_typing(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, section: str, rowset: str, field: str
) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/{section}/")
    key = desk.add(rowset)
    assert desk.control(f"{rowset}-{key}-{field}").evaluate("part => part === document.activeElement")
    desk.go(f"/evaluations/{draft.pk}/sections/{section}/")
    assert key not in desk.keys(rowset), "a row is stored when the section is saved"


def test_a_grid_is_filled_by_keyboard_alone(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    """Nothing is clicked: rows are added, filled, moved, pasted, looked up and saved; the focus is always seen."""
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    keyboard = desk.page.keyboard
    before = desk.keys("indicators")
    last = [key for key in before if desk.control(f"indicators-{key}-points").count()][-1]
    desk.control(f"indicators-{last}-name").focus()
    keyboard.press("Control+Shift+Enter")
    (new,) = set(desk.keys("indicators")) - set(before)
    keyboard.type("走访困难残疾人户数")
    for text in ("", "", "60", "61", "户", "0"):
        keyboard.press("Tab")
        if text:
            keyboard.type(text)
        else:
            keyboard.press("ArrowDown")  # the first of a list
        assert not desk.page.evaluate(FOCUSED)[1]
    keyboard.press("Alt+ArrowUp")
    assert desk.page.evaluate("document.activeElement.name") == f"indicators-{new}-points"
    assert not desk.page.evaluate(FOCUSED)[1]
    keyboard.press("Control+Enter")
    desk.page.locator(".row-drawer h2").wait_for()
    keyboard.press("Escape")
    with desk.page.expect_navigation():
        keyboard.press("Control+s")
    assert desk.says("已保存")
    assert [desk.value(f"indicators-{new}-{field}") for field in ("name", "target_value", "actual_value", "unit")] == [
        "走访困难残疾人户数", "60", "61", "户",
    ]  # fmt: skip
