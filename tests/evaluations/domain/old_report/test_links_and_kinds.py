"""What tables and goals say plainly of types, of how far qualitative indicators were met, and of what belongs to what."""

from dataclasses import replace

import pytest

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.old_report import OldReport, facts_of, read_old_report
from evaluations.domain.old_report.cells import attainment_of, is_named_by_kind
from evaluations.domain.old_report.found import Confidence
from evaluations.domain.old_report.proposals import Offer
from evaluations.enums import Attainment, IndicatorKind
from evaluations.management.standing import default_campaign
from tests.evaluations.domain.old_report.test_properties import SOMEBODY

HEAD = "2021年某镇部门整体支出绩效自评报告\n一、基本情况\n"
TABLE = (
    HEAD
    + """绩效指标评分表
一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
产出指标 | 数量指标 | 修路里程 | ≥12公里 | 12.6公里 | 20 | 20
 | | 清淤渠道 | ≥5公里 | 5公里 | 20 | 20
 | 质量指标 | 验收合格率 | ≥95% | 100% | 20 | 20
效益指标 | 改善服务质量行动 | 办事效率 | 明显提高 | 部分达成年度指标并具有一定效果 | 20 | 12
 | 群众满意度指标 | 村民满意度 | ≥90% | 93% | 20 | 20
"""
)


def values(report: OldReport, field: str, rowset: str = "indicators") -> list[tuple[object, Confidence]]:
    return [(item.value, item.confidence) for item in report.of(rowset, field)]


def facts(report: OldReport) -> EvaluationFacts:
    return facts_of(report, SOMEBODY, default_campaign(2023))


def test_types_are_those_of_the_level_a_row_stands_under_and_no_word_of_a_duty():
    report = read_old_report(TABLE)
    assert values(report, "kind") == [
        (IndicatorKind.QUANTITY, Confidence.HIGH), (IndicatorKind.QUANTITY, Confidence.MEDIUM),
        (IndicatorKind.QUALITY, Confidence.HIGH), (IndicatorKind.SATISFACTION, Confidence.HIGH),
    ]  # fmt: skip
    inherited = report.of("indicators", "kind")[1]
    assert inherited.reason == "按上面的“数量指标”读"
    assert inherited.source.written == "数量"
    assert [row.kind for row in facts(report).indicators if row.level == 3] == [
        IndicatorKind.QUANTITY, IndicatorKind.QUANTITY, IndicatorKind.QUALITY, None, IndicatorKind.SATISFACTION,
    ]  # fmt: skip


def test_a_column_of_types_is_read_in_our_words_and_in_theirs():
    report = read_old_report(
        HEAD + "绩效指标评分表\n三级指标 | 一级指标 | 二级指标 | 指标类型 | 目标值 | 完成值 | 分值 | 得分\n"
        "修路里程 | 产出 | 道路 | 产出·数量 | ≥12公里 | 12公里 | 50 | 50\n"
        "游客数 | 效益 | 旅游 | 经济效益指标 | ≥3万人 | 3万人 | 50 | 50\n"
    )
    assert [value for value, _ in values(report, "kind")] == [IndicatorKind.QUANTITY, IndicatorKind.ECONOMIC]


@pytest.mark.parametrize(
    ("words", "grade", "is_all"),
    [
        ("达成年度指标", Attainment.FULL, True), ("全部达成预期目标。", Attainment.FULL, True),
        ("部分达成年度指标并具有一定效果", Attainment.PARTIAL, True), ("未达成年度指标且效果较差", Attainment.MISSED, True),
        ("制度已印发，达成年度指标", Attainment.FULL, False), ("明显提高", None, False), ("未能达成预期目标", Attainment.MISSED, True),
        ("达成年度指标、部分达成年度指标、未达成年度指标三档", None, False),
    ],
)  # fmt: skip
def test_grades_of_qualitative_indicators(words, grade, is_all):
    found = attainment_of(words)
    assert (found[0] if found else None) == grade
    assert not found or found[3] is is_all


def test_only_qualitative_indicators_have_a_grade():
    report = read_old_report(TABLE.replace("100% | 20", "达成年度指标 | 20"))
    assert values(report, "attainment") == [(Attainment.PARTIAL, Confidence.HIGH)]
    row = next(row for row in facts(report).indicators if row.name == "办事效率")
    assert (row.attainment, row.actual_text) == (Attainment.PARTIAL, "部分达成年度指标并具有一定效果")


@pytest.mark.parametrize(
    ("name", "word", "is_named"),
    [("服务对象满意度指标", "满意度", True), ("产出·数量", "数量", True), ("提升服务质量", "质量", False), ("效益（社会效益）", "社会效益", True)],
)  # fmt: skip
def test_what_is_named_by_a_type(name, word, is_named):
    assert is_named_by_kind(name, word) is is_named


GOALS = (
    HEAD
    + """（一）年度重点工作任务
1.乡村道路提升。完成四条村道硬化。
2.防灾减灾。清淤渠道并完成巡查。
3.便民服务。办事大厅延时服务。
（二）整体绩效目标
1.改善出行条件。村道通达率达到百分之百。（对应任务1）
2.守住安全底线。全年不发生责任事故。（对应重点工作任务：防灾减灾、便民服务）
3.其他。按上级要求完成临时工作。（对应任务七）
"""
)


def test_goals_name_their_tasks_by_number_or_name():
    report = read_old_report(GOALS)
    tasks = {row.key: row.title for row in facts(report).tasks}
    goals = facts(report).goals
    assert [[tasks[key] for key in goal.tasks] for goal in goals] == [
        ["乡村道路提升"],
        ["防灾减灾", "便民服务"],
        [],
    ]
    assert goals[0].expected == "村道通达率达到百分之百。"
    assert goals[2].expected.endswith("（对应任务七）"), "what is not known stays where it was"
    assert {confidence for _, confidence in values(report, "tasks", "goals")} == {Confidence.HIGH}


def test_links_are_taken_with_the_rows_they_lead_to():
    offer = Offer(read_old_report(GOALS), EvaluationFacts(department=SOMEBODY, campaign=default_campaign(2021)), whole=True)  # fmt: skip
    taken = offer.taken({each.number for each in offer.proposals})
    keys = [row["key"] for row in taken["tasks"].rows["tasks"]]
    assert [row["tasks"] for row in taken["goals"].rows["goals"]] == [(keys[0],), (keys[1], keys[2]), ()]


def test_an_indicator_names_its_goal():
    report = read_old_report(
        GOALS
        + "（三）绩效指标评分表\n一级指标 | 二级指标 | 三级指标 | 对应目标 | 目标值 | 完成值 | 分值 | 得分\n"
        "产出指标 | 数量指标 | 修路里程 | 改善出行条件 | ≥12公里 | 12公里 | 50 | 50\n"
        " | | 清淤渠道 | 目标2 | ≥5公里 | 5公里 | 30 | 30\n"
        " | | 延时服务 | 改善民生 | ≥200天 | 200天 | 20 | 20\n"
    )
    goals = {row.key: row.title for row in facts(report).goals}
    assert [goals.get(row.goal) for row in facts(report).indicators if row.level == 3] == [
        "改善出行条件", "守住安全底线", None,
    ]  # fmt: skip
    item = report.of("indicators", "goal")[0]
    assert replace(item.target, field="name") == report.of("indicators", "name")[2].target
    assert item.source.written == "改善出行条件"
