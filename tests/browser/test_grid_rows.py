"""Rows are added, copied, moved and removed in place; what is posted is what the server would have made of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.browser.desk import Desk


def opened(desk_of: Callable[..., Desk], person: str, evaluation: SelfEvaluation, section: str) -> Desk:
    """A section, open at somebody's desk."""
    desk = desk_of(person)
    desk.go(f"/evaluations/{evaluation.pk}/sections/{section}/")
    return desk


def numbers(page: Page, rowset: str) -> list[str]:
    """The numbers that stand at the rows of a row set."""
    return page.locator(f'[data-rows="{rowset}"] > * h3 [data-number], [data-rows="{rowset}"] > tr > td > [data-number]').all_inner_texts()  # fmt: skip


def shown_tools(page: Page, rowset: str, key: str) -> list[str]:
    """The verbs a row offers."""
    return [
        verb
        for verb in ("up", "down", "copy", "drop")
        if page.locator(f'button[name="{verb}-{rowset}"][value="{key}"]').is_visible()
    ]


def test_rows_change_without_a_page_load(desk_of, returned):
    desk = opened(desk_of, "canlian", returned, "profile")
    loads = []
    desk.page.on("framenavigated", lambda frame: loads.append(frame.url))
    before = desk.keys("duties")
    key = desk.add("duties", text="新的一项职责")
    assert desk.keys("duties") == [*before, key]
    assert (
        desk.control(f"duties-{key}-text").get_attribute("aria-label")
        == f"第 {len(before) + 1} 项 · 职责内容"
    )
    desk.shift("up", "duties", key)
    assert desk.keys("duties")[-2] == key
    assert numbers(desk.page, "duties") == [f"{n}" for n in range(1, len(before) + 2)]
    assert shown_tools(desk.page, "duties", desk.keys("duties")[0]) == ["down", "copy", "drop"]
    assert shown_tools(desk.page, "duties", desk.keys("duties")[-1]) == ["up", "copy", "drop"]
    desk.shift("copy", "duties", key)
    copied = desk.keys("duties")[-2]
    assert desk.value(f"duties-{copied}-text") == "新的一项职责"
    first = desk.keys("duties")[0]
    text = desk.value(f"duties-{first}-text")
    desk.shift("drop", "duties", first)
    assert first not in desk.keys("duties")
    desk.click(desk.page.get_by_role("button", name="撤销", exact=True))
    assert desk.keys("duties")[0] == first
    assert desk.value(f"duties-{first}-text") == text
    order = desk.keys("duties")
    assert not loads
    desk.save()
    assert desk.says("已保存")
    assert [str(row.key) for row in load_facts(returned).duties] == order


def test_the_first_row_of_an_empty_set(desk_of, draft):
    desk = opened(desk_of, "zhengxie", draft, "profile")
    for key in desk.keys("subunits"):
        desk.shift("drop", "subunits", key)
    assert desk.page.get_by_text("还没有下属单位。").is_visible()
    key = desk.add("subunits", name="文史馆")
    assert not desk.page.get_by_text("还没有下属单位。").is_visible()
    name = desk.control(f"subunits-{key}-name")
    assert name.get_attribute("aria-label") == "文史馆 · 名称"
    desk.save()
    assert [row.name for row in load_facts(draft).subunits] == ["文史馆"]


def test_the_tree_of_indicators(desk_of, returned):
    desk = opened(desk_of, "canlian", returned, "indicators")
    before = load_facts(returned).indicators
    top = desk.add("indicators", name="新的一级")
    second = desk.add("indicators", top, name="新的二级")
    leaf = desk.add("indicators", second, name="新的三级", points="5", self_score="4.5")
    assert desk.page.locator(f'[data-total="points-{top}"]').inner_text() == "5"
    assert desk.page.locator(f'[data-total="self_score-{second}"]').inner_text() == "4.5"
    assert "105 / 100，多出 5" in " ".join(desk.page.locator(".points-state").inner_text().split())
    desk.shift("copy", "indicators", top)
    keys = desk.keys("indicators")
    assert len(keys) == len(before) + 6
    assert keys[-6:-3] == [top, second, leaf]
    values = [desk.value(f"indicators-{key}-name") for key in keys[-3:]]
    assert values == ["新的一级", "新的二级", "新的三级"]
    desk.shift("up", "indicators", keys[-3])
    assert desk.keys("indicators")[-3:] == [top, second, leaf], "a group moves with all that is below it"
    desk.shift("drop", "indicators", top)
    assert "和它下面的 2 个指标" in desk.page.locator(".grid-said").inner_text()
    desk.page.keyboard.press("Control+z")
    assert desk.keys("indicators")[-3:] == [top, second, leaf]
    desk.save()
    assert desk.says("已保存")
    stored = load_facts(returned).indicators
    assert [(row.level, row.name) for row in stored[-6:]] == [
        (1, "新的一级"),
        (2, "新的二级"),
        (3, "新的三级"),
    ] * 2
    assert stored[-1].parent == stored[-2].key
    assert stored[-2].parent == stored[-3].key


def test_measures_follow_their_problems(desk_of, draft):
    desk = opened(desk_of, "zhengxie", draft, "problems")
    problem = desk.add("problems", text="答复不及时")
    measure = desk.add("measures", text="按月通报")
    box = desk.page.locator(f"#measures-{measure} input[value='{problem}']")
    desk.click(box)
    label = box.locator("xpath=..")
    assert label.inner_text().strip() == "答复不及时"
    desk.type(f"problems-{problem}-", text="个别答复不及时")
    assert label.inner_text().strip() == "个别答复不及时"
    desk.shift("drop", "problems", problem)
    assert box.count() == 0
    desk.page.keyboard.press("Control+z")
    assert box.is_checked(), "what was ticked is ticked again"
    desk.save()
    facts = load_facts(draft)
    assert facts.measures[-1].problems == (facts.problems[-1].key,)


def test_a_project_with_its_indicators(desk_of, draft):
    desk = opened(desk_of, "zhengxie", draft, "projects")
    project = desk.add("projects", name="视察", self_score="90")
    for name in ("次数", "按期率"):
        desk.add("project_indicators", project, name=name, points="50", self_score="45")
    assert desk.page.locator(f'[data-total="score-{project}"]').inner_text() == "90"
    desk.shift("copy", "projects", project)
    other = desk.keys("projects")[-1]
    assert desk.page.locator(f'[data-total="points-{other}"]').inner_text() == "100"
    desk.shift("drop", "projects", project)
    assert "和它下面的 2 个指标" in desk.page.locator(".grid-said").inner_text()
    desk.save()
    assert desk.says("已保存")
    facts = load_facts(draft)
    assert [row.name for row in facts.indicators_of(facts.projects[-1].key)] == ["次数", "按期率"]


def test_by_keyboard(desk_of, returned):
    desk = opened(desk_of, "canlian", returned, "profile")
    keyboard, keys = desk.page.keyboard, desk.keys("divisions")
    desk.control(f"divisions-{keys[0]}-name").focus()
    keyboard.press("Control+Shift+Enter")
    (new,) = set(desk.keys("divisions")) - set(keys)
    assert desk.keys("divisions")[1] == new
    keyboard.type("联络科")
    keyboard.press("Alt+ArrowDown")
    assert desk.keys("divisions")[2] == new
    assert desk.control(f"divisions-{new}-name").evaluate("part => part === document.activeElement")
    keyboard.press("Alt+ArrowUp")
    keyboard.press("Alt+ArrowUp")
    assert desk.keys("divisions")[0] == new
    keyboard.press("Alt+Shift+ArrowDown")
    assert desk.value(f"divisions-{desk.keys('divisions')[1]}-name") == "联络科"
    keyboard.press("Alt+Delete")
    assert desk.keys("divisions") == [new, *keys]
    keyboard.press("Control+z")
    assert len(desk.keys("divisions")) == len(keys) + 2


def test_what_is_done_to_rows_is_kept_as_a_draft(desk_of, returned):
    desk = opened(desk_of, "canlian", returned, "profile")
    key = desk.keys("duties")[-1]
    desk.shift("drop", "duties", key)
    desk.page.locator('#save-state[data-state="stored"]').wait_for()
    desk.go(f"/evaluations/{returned.pk}/sections/profile/")
    desk.follow("继续编辑草稿")
    assert key not in desk.keys("duties")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_same_without_scripts(desk_of, draft, scripts):
    desk = desk_of("zhengxie", java_script_enabled=scripts)
    desk.go(f"/evaluations/{draft.pk}/sections/problems/")
    first = desk.add("problems", text="第一个")
    second = desk.add("problems", text="第二个")
    desk.shift("up", "problems", second)
    desk.shift("copy", "problems", second)
    copied = desk.keys("problems")[desk.keys("problems").index(second) + 1]
    desk.type(f"problems-{copied}-", text="第二个的副本")
    desk.shift("drop", "problems", first)
    desk.save()
    assert desk.says("已保存")
    assert [row.text for row in load_facts(draft).problems][-2:] == ["第二个", "第二个的副本"]


def test_a_new_text_has_its_counter_and_its_numbers(desk_of, returned):
    desk = opened(desk_of, "canlian", returned, "goals")
    key = desk.add("goals")
    area = desk.control(f"goals-{key}-achieved")
    area.fill("完成三项")
    card = desk.page.locator(f"#goals-{key}")
    assert "已写 4 字" in card.inner_text()
    assert card.locator(".chip-picker").count() == 2
