"""Arrows and Enter in a grid, what an input method is composing, the drawer, the unit guard, and 200 indicators."""

import time

import pytest

from accounts.roles import Role
from evaluations.models import Campaign
from evaluations.queries import load_facts
from tests.browser.clipboard import block, paste, told
from tests.browser.desk import Desk
from tests.factories import large_facts, make_evaluation, make_person

FOCUSED = "document.activeElement.name"
#: Milliseconds that one keystroke keeps the page busy: from the key to the end of all that listens.
KEYSTROKE = """(control) => {
  const times = [];
  for (let at = 0; at < 30; at += 1) {
    const start = performance.now();
    control.value = `${at}.5`;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[15];
}"""
PRESS = "(button) => { const start = performance.now(); button.click(); return performance.now() - start; }"


@pytest.fixture
def budget(desk_of, draft) -> Desk:
    """收支情况, open."""
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    return desk


def test_arrows_and_enter_go_along_the_column(budget):
    first, second, third = (f"budget_lines-{key}-adjusted_amount" for key in budget.keys("budget_lines")[:3])
    keyboard = budget.page.keyboard
    budget.control(first).focus()
    for key, name in (
        ("ArrowDown", second),
        ("Enter", third),
        ("ArrowUp", second),
        ("ArrowUp", first),
        ("ArrowUp", first),
    ):
        keyboard.press(key)
        assert budget.page.evaluate(FOCUSED) == name
    keyboard.press("Tab")
    assert budget.page.evaluate(FOCUSED) == first.replace("adjusted", "executed")


def test_enter_at_the_end_of_a_column_posts_nothing(budget):
    name = f"budget_lines-{budget.keys('budget_lines')[-1]}-initial_amount"
    budget.control(name).focus()
    budget.page.keyboard.press("Enter")
    assert budget.page.evaluate(FOCUSED) == name
    assert not budget.says("已保存")


def test_what_is_being_composed_is_left_alone(desk_of, returned):
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/profile/")
    first = f"divisions-{desk.keys('divisions')[0]}-name"
    desk.control(first).focus()
    cdp = desk.page.context.new_cdp_session(desk.page)
    cdp.send("Input.imeSetComposition", {"text": "jixiao", "selectionStart": 6, "selectionEnd": 6})
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.press("ArrowDown")
    assert desk.page.evaluate(FOCUSED) == first
    cdp.send("Input.insertText", {"text": "绩效"})
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate(FOCUSED) == f"divisions-{desk.keys('divisions')[1]}-name"


def test_lists_keep_their_arrows(desk_of, returned):
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    select = desk.page.locator('select[name$="-direction"]').first
    select.focus()
    before = select.input_value()
    desk.page.keyboard.press("ArrowDown")
    assert desk.page.evaluate(FOCUSED) == select.get_attribute("name")
    assert select.input_value() != before


def test_the_drawer_of_a_row(desk_of, returned):
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    key = str(load_facts(returned).evidence[0].indicators[0])
    name = desk.control(f"indicators-{key}-name")
    name.focus()
    desk.page.keyboard.press("Control+Enter")
    drawer = desk.page.locator(".row-drawer")
    drawer.get_by_role("heading", name="评分规则").wait_for()
    words = drawer.inner_text()
    assert "建议" in words
    assert load_facts(returned).evidence[0].title in words
    assert drawer.locator("h2").evaluate("part => part === document.activeElement")
    desk.page.keyboard.press("Escape")
    assert drawer.count() == 0
    assert desk.page.evaluate(FOCUSED) == f"indicators-{key}-name"
    new = desk.add("indicators", desk.keys("indicators")[1])
    desk.page.keyboard.press("Control+Enter")
    assert "这一行还没有保存" in drawer.inner_text()
    assert new in desk.keys("indicators")


def test_the_page_of_a_row_without_scripts(desk_of, returned):
    desk = desk_of("canlian", java_script_enabled=False)
    desk.go(f"/evaluations/{returned.pk}/sections/budget/")
    desk.open(desk.page.locator("a[data-row-details]").first)
    assert "修改记录" in desk.text()
    desk.follow("部门整体收支", desk.page.locator(".page-back"))
    assert desk.keys("budget_lines")


def test_yuan_typed_for_wan_is_mended_with_one_click(budget):
    first = f"budget_lines-{budget.keys('budget_lines')[0]}-"
    budget.type(first, last_year_amount="1000", initial_amount="10576300")
    budget.page.keyboard.press("Tab")
    offer = budget.page.get_by_role("button", name="换算为 1,057.63 万元")
    offer.click()
    assert budget.value(f"{first}initial_amount") == "1,057.63"
    assert offer.count() == 0
    budget.click(budget.page.get_by_role("button", name="撤销", exact=True))
    assert budget.value(f"{first}initial_amount") == "10576300"


@pytest.mark.parametrize("typed", ["1,057.63", "10576300元", "999", "0", "约一千", "999999.99"])
def test_nothing_is_offered_for_what_may_be_meant(budget, typed):
    first = f"budget_lines-{budget.keys('budget_lines')[0]}-"
    budget.type(
        first, last_year_amount="1000", adjusted_amount="1000", executed_amount="1000", initial_amount=typed
    )
    budget.page.keyboard.press("Tab")
    assert budget.page.get_by_text("是否误按").count() == 0


def test_a_pasted_block_in_yuan_is_noticed(budget):
    first = f"budget_lines-{budget.keys('budget_lines')[0]}-"
    budget.type(first, last_year_amount="1000")
    paste(budget, f"{first}initial_amount", block([["10,576,300", "11000000"]]))
    assert budget.page.get_by_text("是否误按").count() == 2
    assert told(budget) == "已粘贴 2 格。"


def test_200_indicators(desk_of, people, draft, say):
    evaluation = make_evaluation(Campaign.objects.get(), "999200", large_facts(200))
    people["large"] = make_person("large", Role.PREPARER, department=evaluation.department)
    person = desk_of("large")
    start = time.perf_counter()
    person.go(f"/evaluations/{evaluation.pk}/sections/indicators/")
    opened = time.perf_counter() - start
    leaves = person.keys("indicators")[-200:]
    busy = person.control(f"indicators-{leaves[100]}-points").evaluate(KEYSTROKE)
    person.type(f"indicators-{leaves[199]}-", actual_value="49")
    start = time.perf_counter()
    paste(person, f"indicators-{leaves[0]}-self_score", block([["0.4"]] * 200))
    pasted = time.perf_counter() - start
    assert told(person) == "已粘贴 200 格。"
    adding = person.page.locator('button[name="add-indicators"]').nth(1).evaluate(PRESS)
    person.page.keyboard.press("Alt+Delete")
    person.save()
    assert person.says("已保存")
    assert load_facts(evaluation).indicators[-1].self_score is not None
    say(
        f"200 个指标：打开 {opened:.1f} 秒，每次键入 {busy:.1f} 毫秒，粘贴 200 格 {pasted:.2f} 秒，加一行 {adding:.0f} 毫秒",
    )
    assert busy < 50
    assert adding < 1000


def test_from_a_finding_to_its_mended_field_in_two_clicks(desk_of, draft, count):
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/check/")
    link = desk.page.locator('#findings a[href*="budget_lines-"]').first
    anchor = (link.get_attribute("href") or "").partition("#")[2]
    desk.open(link)
    assert desk.page.evaluate("document.activeElement.id") == anchor, "ready for typing"
    desk.page.keyboard.insert_text("12.34")
    desk.save()
    assert desk.says("已保存")
    assert "12.34" in desk.page.locator(f'[id="{anchor}"]').input_value()
    count("从校验问题到改好的字段", desk.clicks[desk.job], 2)
