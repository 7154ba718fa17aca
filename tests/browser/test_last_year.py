"""The year after: copy, confirm, answer last year's measures, type what is new; few clicks, with and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from evaluations.actions.campaigns import create_campaign, open_evaluations
from evaluations.demo.accounts import UNION
from evaluations.enums import Direction
from evaluations.judgement import judge
from evaluations.last_year import carried_places
from evaluations.models import Campaign, LastMeasure, SelfEvaluation
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.findings import Severity
from tests.browser.desk import Desk
from tests.factories import union_facts

LAST = union_facts()
#: Clicks beside typing for the whole report after 从上年复制 (expectations.md §7.2), and what it takes here.
MOST_CLICKS = 20


def next_year(people: dict[str, User]) -> SelfEvaluation:
    """The union's evaluation of the year after its approved one."""
    campaign = Campaign.objects.get()
    campaign.pk, campaign.year, campaign.name = None, campaign.year + 1, "2023年度部门整体支出绩效自评"
    create_campaign(campaign=campaign, by=people["caizheng"])
    open_evaluations(campaign=campaign, by=people["caizheng"])
    return SelfEvaluation.objects.get(campaign=campaign, department__code=UNION)


def words(text: str) -> str:
    """What was written last year, as of this year."""
    return text.replace("2022年", "2023年")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_same_report_after_copying(
    desk_of: Callable[..., Desk], people: dict[str, User], scripts: bool, count: Callable[..., None]
) -> None:
    evaluation = next_year(people)
    desk = desk_of("gonghui", java_script_enabled=scripts)
    desk.go(f"/evaluations/{evaluation.pk}/")
    desk.job = "沿用上年"
    desk.follow("从上年复制")
    desk.press("复制勾选的内容")
    copied = len(carried_places(evaluation))
    assert desk.says(f"已从 2022 年复制 {copied} 项")
    assert f"待核对 {18} 项" in desk.text()
    desk.follow("1. 部门概况")
    for fill in (checked, tasks, budget, goals, indicators, projects, conclusion, problems):
        fill(desk)
    assert carried_places(evaluation) == ()
    desk.job = ""
    desk.go(f"/evaluations/{evaluation.pk}/check/")
    found = judge(evaluation, section_states(evaluation)).findings
    assert [each.message for each in found if each.severity == Severity.ERROR] == []
    assert {each.code for each in found if each.severity == Severity.WARNING} & {"C1", "C4", "C5"} == set()
    assert [row.answer for row in LastMeasure.objects.filter(evaluation=evaluation)] == ["done", "not_done"]
    count(f"沿用上年后填完{'' if scripts else '（无脚本）'}", desk.clicks["沿用上年"], MOST_CLICKS)


def checked(desk: Desk) -> None:
    """Nothing changed: one click says so for the section, one saves and goes on."""
    assert "沿用上年，待核对" in desk.text()
    desk.tick("complete", "yes")
    desk.save("next")


def tasks(desk: Desk) -> None:
    """年度工作任务: one text is new, the rest is right."""
    first = desk.keys("tasks")[0]
    desk.type(f"tasks-{first}-", text="今年的内容另写：推进产改试点扩面，新增两个镇街。")
    checked(desk)


def budget(desk: Desk) -> None:
    """部门整体收支: every line gets this year's money; last year's column stands there."""
    kept = {str(line.item): line for line in LAST.budget_lines}
    for key in desk.keys("budget_lines"):
        name = f"budget_lines-{key}-"
        item = desk.page.locator(f'input[name="{name}item"]').get_attribute("value") or ""
        amounts = {
            column: text_of(getattr(kept[item], column))
            for column in ("initial_amount", "adjusted_amount", "executed_amount")
        }
        desk.type(name, **amounts)
    finance = LAST.finance
    desk.type(
        adjustment_reason=words(finance.adjustment_reason), execution_reason=words(finance.execution_reason)
    )
    desk.save("next")


def text_of(amount: Any) -> str:
    """元 as typed in 万元."""
    return str(amount / 10000) if hasattr(amount, "quantize") else str(amount)


def goals(desk: Desk) -> None:
    """整体绩效目标: what was achieved."""
    for goal in LAST.goals:
        desk.type(f"goals-{goal.key}-", achieved=words(goal.achieved))
    desk.save("next")


def indicators(desk: Desk) -> None:
    """绩效指标: results beside last year's in grey; the groups are as they were."""
    leaf = next(row for row in LAST.indicators if row.actual_value is not None)
    assert desk.page.locator(f"#indicators-{leaf.key}-actual_value_last").inner_text() == "上年 48"
    for row in LAST.scored_indicators():
        results(desk, f"indicators-{row.key}-", row)
    checked(desk)


def results(desk: Desk, prefix: str, row: Any) -> None:
    """What came of an indicator."""
    texts = {"self_score": str(row.self_score)}
    if row.actual_value is not None:
        texts["actual_value"] = f"{row.actual_value:f}"
    if row.attainment:
        texts["attainment"] = row.attainment.label
    spoken = ("actual_text",) if row.direction == Direction.QUALITATIVE else ()
    for name in (*spoken, "deduction_reason", "corrective_measures"):
        if value := getattr(row, name):
            texts[name] = words(value)
    desk.type(prefix, **texts)


def projects(desk: Desk) -> None:
    """重点任务项目: money and results."""
    for project in LAST.projects:
        prefix = f"projects-{project.key}-"
        desk.type(
            prefix, initial_amount=text_of(project.initial_amount), adjusted_amount=text_of(project.adjusted_amount),
            executed_amount=text_of(project.executed_amount), work_done=words(project.work_done),
            adjustment_reason=words(project.adjustment_reason), self_score=str(project.self_score),
            deduction_reason=words(project.deduction_reason),
        )  # fmt: skip
    for row in LAST.project_indicators:
        results(desk, f"project_indicators-{row.key}-", row)
    desk.save("next")


def conclusion(desk: Desk) -> None:
    """自评结论."""
    desk.type(management=words(LAST.conclusion.management), narrative=words(LAST.conclusion.narrative))
    desk.save("next")


def problems(desk: Desk) -> None:
    """问题与改进措施: last year's measures answered, one problem and one measure of this year."""
    first, second = (f"last_measures-{measure.key}-" for measure in LAST.measures)
    desk.type(first, answer="已完成")
    desk.type(second, answer="未完成", note="场地尚未落实，下年三季度前完成。")
    desk.add("problems", text="支出进度前低后高", cause="合同多在下半年签订")
    measure = desk.add("measures", text="一季度完成年度采购计划，按月通报进度")
    desk.click(desk.page.locator(f"#measures-{measure}").get_by_role("checkbox"))
    desk.save()


def test_one_row_is_confirmed_by_keyboard_and_the_cursor_stays_there(
    desk_of: Callable[..., Desk], people: dict[str, User]
) -> None:
    evaluation = next_year(people)
    desk = desk_of("gonghui")
    desk.go(f"/evaluations/{evaluation.pk}/last-year/")
    desk.press("复制勾选的内容")
    before = len(carried_places(evaluation))
    desk.go(f"/evaluations/{evaluation.pk}/sections/profile/")
    duty = load_facts(evaluation).duties[2]
    desk.type(nature="打到一半")
    button = desk.page.locator(f'button[name="confirm"][value="duties-{duty.key}"]')
    button.focus()
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert desk.says("已核对 1 项")
    assert desk.value("nature") == "打到一半"
    assert len(carried_places(evaluation)) == before - 1
    assert desk.page.evaluate("document.activeElement.id") == f"duties-{duty.key}-text"
    desk.press("本节全部已核对")
    assert desk.says("本节已全部核对")
    assert desk.value("nature") == "打到一半"
    assert desk.page.locator('button[name="confirm"]').count() == 0
