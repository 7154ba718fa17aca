"""Every check by a case that triggers it and one beside it that does not; what it says, and where."""

from collections.abc import Callable
from typing import Any

import pytest

from budgets.enums import BudgetItem
from evaluations.domain.checks import CHECKS, check, settled, unsettled
from evaluations.domain.checks.completeness import label_of, needed_fields, rows_with_gaps
from evaluations.domain.checks.money import projects_within_line
from evaluations.domain.facts import EvaluationFacts, Evidence, Explanation, Project, ProjectIndicator
from evaluations.domain.scoring import score
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS
from evaluations.enums import Direction, IndicatorKind
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.factories import indicator, indicators, key, union_facts

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT
UNION = union_facts()
PROJECT = UNION.projects[0]


def with_line(item: BudgetItem, **amounts: Any) -> EvaluationFacts:
    """The demo's facts with other amounts in one line."""
    lines = tuple(
        type(line)(**line.model_dump() | amounts) if line.item == item else line
        for line in UNION.budget_lines
    )
    return union_facts(budget_lines=lines)


def unexplained(executed: str) -> EvaluationFacts:
    """The demo's facts with other spending and no reason for its rate; of 10,576,300."""
    changed = with_line(BudgetItem.SPEND_GENERAL, executed_amount=executed)
    finance = changed.finance.model_copy(update={"execution_reason": ""})
    return changed.model_copy(update={"finance": finance})


def with_project(**values: Any) -> EvaluationFacts:
    """The demo's facts with its project changed."""
    return union_facts(projects=(Project(**PROJECT.model_dump() | values),))


def with_leaf(**values: Any) -> EvaluationFacts:
    """The demo's facts with one indicator of 100 points instead of its own."""
    leaf = indicator(**{"points": "100", "self_score": "100", "goal": UNION.goals[0].key} | values)
    return union_facts(indicators=indicators([leaf]), goals=UNION.goals[:1], evidence=proof())


def proof() -> tuple[Evidence, ...]:
    return (Evidence(key=key("证"), title="证", indicators=(key("开设课程期数"),)),)


def with_part(name: str, /, **values: Any) -> EvaluationFacts:
    """The demo's facts with single fields changed."""
    part = getattr(UNION, name)
    return union_facts(**{name: type(part)(**part.model_dump() | values)})


def with_row(name: str, number: int = 0, /, **values: Any) -> EvaluationFacts:
    """The demo's facts with one row changed."""
    rows = list(getattr(UNION, name))
    rows[number] = type(rows[number])(**rows[number].model_dump() | values)
    return union_facts(**{name: tuple(rows)})


def project_rows(*scores: str | None, points: str = "50") -> tuple[ProjectIndicator, ...]:
    return tuple(
        ProjectIndicator(**indicator(f"项目指标{n}", points=points, self_score=given).model_dump(exclude={"level", "parent", "goal"}),
                         project=PROJECT.key)
        for n, given in enumerate(scores)
    )  # fmt: skip


def with_project_rows(*scores: str | None, points: str = "50", **project: Any) -> EvaluationFacts:
    changed = Project(**PROJECT.model_dump() | project)
    return union_facts(project_indicators=project_rows(*scores, points=points), projects=(changed,))


SPEND, FUND, STAFF = BudgetItem.SPEND_GENERAL, BudgetItem.SPEND_FUND, BudgetItem.BASIC_STAFF
LINE = {line.item: line for line in UNION.budget_lines}
LOST = {"self_score": "99", "actual_value": 48}

#: code, severity, facts that trigger it, section, row set, field, words of the message; facts beside that do not
Case = tuple[str, Severity, EvaluationFacts, str, str, str, tuple[str, ...], EvaluationFacts]
CASES: tuple[Case, ...] = (
    ("A1", ERROR, with_leaf(self_score="100.01"), "indicators", "indicators", "self_score", ("100.01", "100", "开设课程期数"), with_leaf()),
    ("A1", ERROR, with_project(self_score="100.5"), "projects", "projects", "self_score", ("100.5", "大于 100"), with_project(self_score="100")),
    ("A2", ERROR, with_leaf(points="99", self_score="99"), "indicators", "indicators", "", ("合计 99", "应为 100", "还差 1"), with_leaf()),
    ("A2", ERROR, with_leaf(points="101", self_score="101"), "indicators", "indicators", "", ("合计 101", "应为 100", "多出 1"), with_leaf()),
    ("A2b", ERROR, with_project_rows("50", "50", points="49.5", self_score="100"), "projects", "projects", "self_score",
     ("合计 99", "应为 100", "还差 1"), with_project_rows("50", "50", self_score="100")),
    ("A2c", ERROR, with_project_rows("50", "49", self_score="98"), "projects", "projects", "self_score", ("得分 98", "合计 99"),
     with_project_rows("50", None, self_score="98")),
    ("A3", ERROR, with_leaf(points="0", self_score="0"), "indicators", "indicators", "points", ("分值为 0",), with_leaf()),
    ("A4", ERROR, with_leaf(**LOST), "indicators", "indicators", "deduction_reason",
     ("得 99 分", "少 1 分", "扣分原因和改进措施"), with_leaf(**LOST, deduction_reason="原因", corrective_measures="措施")),
    ("A4", ERROR, with_leaf(**LOST, deduction_reason="原因"), "indicators", "indicators", "corrective_measures",
     ("得 99 分", "未写改进措施"), with_leaf()),
    ("A4", ERROR, with_project(deduction_reason=""), "projects", "projects", "deduction_reason", ("99 分", "扣分原因"),
     with_project(deduction_reason="三名劳模去世")),
    ("A6", WARNING, with_leaf(actual_value="62.4"), "indicators", "indicators", "actual_value", ("62.4", "48", "130%"),
     with_leaf(actual_value="62.399999")),
    ("A6", WARNING, with_leaf(actual_value="480"), "indicators", "indicators", "actual_value", ("480", "48", "1,000%"),
     with_leaf(direction=Direction.AT_MOST, actual_value="48")),
    ("A9", WARNING, with_leaf(actual_value="24", self_score="60", deduction_reason="缺", corrective_measures="补"),
     "indicators", "indicators", "self_score", ("60", "50"),
     with_leaf(actual_value="24", self_score="50", deduction_reason="缺", corrective_measures="补")),
    ("G3", ERROR, with_leaf(name="数量指标", key=key("开设课程期数")), "indicators", "indicators", "name", ("数量指标", "类型"),
     with_leaf(name="数量指标完成率", key=key("开设课程期数"))),
    ("B1", ERROR, with_line(SPEND, executed_amount=LINE[SPEND].adjusted_amount + 1), "budget", "budget_lines", "executed_amount",
     ("一般公共预算支出", "多 0.0001 万元"), with_line(SPEND, executed_amount=LINE[SPEND].adjusted_amount)),
    ("B1", ERROR, with_project(executed_amount="106000.01", quantity=None), "projects", "projects", "executed_amount",
     ("10.600001", "10.60 万元", "多 0.000001"), with_project(executed_amount="106000")),
    ("B2", ERROR, unexplained("9000000"), "budget", "", "execution_reason", ("85.10%", "90%"), unexplained("9518670")),
    ("B2", ERROR, unexplained("0"), "budget", "", "execution_reason", ("0.00%", "90%"), with_line(SPEND, executed_amount="0")),
    ("B3", ERROR, union_facts(finance=type(UNION.finance)()), "budget", "", "adjustment_reason", ("年初预算数", "全年预算数"), UNION),
    ("B3", ERROR, with_project(adjustment_reason=""), "projects", "projects", "adjustment_reason", ("10.90", "10.60"),
     with_project(adjustment_reason="", initial_amount="106000")),
    ("B5", ERROR, with_line(STAFF, initial_amount="0"), "budget", "budget_lines", "initial_amount", ("按资金来源合计", "按性质", "相差"), UNION),
    ("B5a", ERROR, with_project(adjusted_amount="99999999", initial_amount="99999999", executed_amount="99999999", quantity=None),
     "budget", "budget_lines", "initial_amount", ("重点任务项目合计 9,999.9999", "大于项目支出"), UNION),
    ("B7", WARNING, with_part("profile", established_count=10, serving_count=11), "profile", "", "serving_count",
     ("11 人", "10 人", "110.0%"), with_part("profile", established_count=11, serving_count=11)),
    ("B8", WARNING, with_line(BudgetItem.INCOME_GENERAL, executed_amount="0"), "budget", "budget_lines", "", ("收入合计", "支出合计", "相差"), UNION),
    ("G8", WARNING, with_project(quantity=105), "projects", "projects", "executed_amount", ("105", "10.50 万元", "10.60 万元"),
     with_project(quantity=None)),
    ("G2", WARNING, with_row("goals", 0, tasks=()), "tasks", "tasks", "title", ("没有对应的绩效目标",), UNION),
    ("G2a", WARNING, with_leaf(goal=None), "goals", "goals", "title", ("没有对应的绩效指标",), with_leaf()),
    ("D3", WARNING, union_facts(measures=()), "problems", "problems", "text", ("第 1 个问题",), UNION),
    ("G4", ERROR, union_facts(indicators=UNION.indicators[:1], evidence=()), "indicators", "indicators", "name", ("下面没有指标", "履职效能"), UNION),
    ("E1", HINT, union_facts(evidence=()), "evidence", "evidence", "", ("没有佐证材料",), UNION),
    ("D4", WARNING, with_part("work", overview="落实2021年和2020 年部署"), "tasks", "", "overview", ("2020、2021", "2022"),
     with_part("work", overview="落实2022年部署（2021年为基数），穗财绩〔2021〕5号")),
    ("D4", WARNING, with_row("duties", 0, text="沿用2019年职责"), "profile", "duties", "text", ("2019",), UNION),
    ("D7", WARNING, with_row("problems", 0, text="暂无。"), "problems", "problems", "text", ("暂无。",), with_row("problems", 0, text="暂无困难")),
    ("D7", WARNING, with_part("conclusion", management="略"), "conclusion", "", "management", ("略",), with_part("work", overview="无")),
    ("M1", ERROR, with_part("profile", retired_count=None), "profile", "", "retired_count", ("离退休人数",),
     with_part("profile", retired_count="不适用")),
    ("M1", ERROR, with_part("profile", nature=" \n"), "profile", "", "nature", ("部门性质",), with_part("profile", retired_count=0)),
    ("M2", ERROR, union_facts(duties=()), "profile", "duties", "", ("主要职责", "至少 1 项"), union_facts(subunits=())),
    ("M3", ERROR, with_row("goals", 2, achieved="", expected=""), "goals", "goals", "expected", ("预期目标、完成情况",), UNION),
    ("M3", ERROR, with_leaf(target_value=None, actual_value=None), "indicators", "indicators", "target_value", ("目标值、实际完成值",),
     with_leaf(target_value="不适用", actual_value="不适用")),
    ("M3", ERROR, with_leaf(direction=Direction.QUALITATIVE), "indicators", "indicators", "target_text", ("目标（定性）、完成情况（定性）",),
     with_leaf(direction=Direction.QUALITATIVE, target_text="优", actual_text="优")),
    ("M3", ERROR, with_row("indicators", 0, name=""), "indicators", "indicators", "name", ("绩效指标第 1 个", "指标名称"), UNION),
    ("M3", ERROR, with_line(FUND, executed_amount=None), "budget", "budget_lines", "executed_amount", ("政府性基金预算支出", "全年执行数"), UNION),
)  # fmt: skip


def findings_of(facts: EvaluationFacts) -> tuple[Finding, ...]:
    return check(facts, score(facts))


@pytest.mark.parametrize(
    ("code", "severity", "wrong", "section", "rowset", "field", "words", "right"), CASES,
    ids=[f"{case[0]}-{case[4] or case[3]}-{case[5]}" for case in CASES],
)  # fmt: skip
def test_a_check_finds_what_it_is_for_and_nothing_beside_it(
    code, severity, wrong, section, rowset, field, words, right
):
    def found(facts: EvaluationFacts) -> list[Finding]:
        where = (section, rowset, field)
        return [
            f
            for f in findings_of(facts)
            if f.code == code and (f.place.section, f.place.rowset, f.place.field) == where
        ]

    (finding, *_) = found(wrong)
    assert finding.severity == severity
    assert all(word in finding.message for word in words), finding.message
    assert (finding.place.key is not None) == bool(rowset and field)
    assert finding.fix or code.startswith("M")
    assert found(right) == []


def test_key_projects_may_be_all_of_the_projects():
    same = {name: getattr(PROJECT, name) for name in ("initial_amount", "adjusted_amount", "executed_amount")}
    facts = with_line(BudgetItem.PROJECT, **same)
    assert list(projects_within_line(facts, score(facts))) == []
    facts = with_line(BudgetItem.PROJECT, **same | {"executed_amount": PROJECT.executed_amount - 1})
    assert [finding.place.field for finding in projects_within_line(facts, score(facts))] == [
        "executed_amount"
    ]


def test_every_check_has_a_case():
    triggered = {
        rule.__name__ for rule in CHECKS for case in CASES if any(True for _ in rule(case[2], score(case[2])))
    }
    assert triggered == {rule.__name__ for rule in CHECKS}


def test_the_demo_stands_every_check():
    assert findings_of(UNION) == ()


def test_nothing_is_found_twice():
    for case in CASES:
        findings = findings_of(case[2])
        assert len(set(findings)) == len(findings), case[0]


def test_empty_facts_are_only_asked_for_what_is_missing():
    empty = EvaluationFacts(department=UNION.department, campaign=UNION.campaign)
    findings = findings_of(empty)
    assert {finding.code for finding in findings} == {"M1", "M2"}
    fields = [field for section in FORM_SECTIONS for field in section.fields if field.needed]
    rowsets = [rowset for rowset in ROWSETS.values() if rowset.needed]
    assert len(findings) == len(fields) + len(rowsets)


@pytest.mark.parametrize("section", FORM_SECTIONS, ids=lambda section: section.key)
def test_every_needed_field_is_asked_for(section):
    for rowset in section.rowsets:
        for field in rowset.fields:
            rows = list(getattr(UNION, rowset.name))
            number = next((n for n, row in enumerate(rows) if getattr(row, "level", 3) == 3), None)
            if not field.needed or number is None:
                continue
            blank = (
                ()
                if isinstance(getattr(rows[number], field.name), tuple)
                else ""
                if field.kind in ("name", "prose")
                else None
            )
            rows[number] = rows[number].model_copy(update={field.name: blank})
            facts = union_facts(**{rowset.name: tuple(rows)})
            asked = [
                f
                for f in missing_fields(facts, score(facts))
                if f.place == Place(section.key, rowset.name, rows[number].key, field.name)
            ]
            assert len(asked) == 1, field.name
            assert field.label in asked[0].message


def test_what_a_row_needs_follows_its_level_and_direction():
    names = {
        case: [field.name for field in needed_fields(ROWSETS["indicators"], row)]
        for case, row in {
            "group": indicators([])[0], "open": indicator(direction=None), "figure": indicator(),
            "words": indicator(direction=Direction.QUALITATIVE),
        }.items()
    }  # fmt: skip
    always = ["name", "kind", "direction", "points", "self_score", "goal"]
    assert names == {
        "group": ["name"], "open": always, "figure": [*always, "target_value", "actual_value"],
        "words": [*always, "target_text", "actual_text"],
    }  # fmt: skip


def test_places_are_named_in_words():
    goal = UNION.goals[0]
    labels: dict[Place, str] = {
        Place("goals", "goals", goal.key, "achieved"): f"“{goal.title[:30]}” · 完成情况",
        Place("goals", "goals", goal.key): f"“{goal.title[:30]}”",
        Place("goals", "goals", key("没有"), "achieved"): "绩效目标 · 完成情况",
        Place("profile", "duties", UNION.duties[1].key, "text"): "主要职责第 2 项 · 职责内容",
        Place(
            "budget", "budget_lines", UNION.budget_lines[0].key, "executed_amount"
        ): "“一般公共预算拨款收入” · 全年执行数",
        Place("profile", field="nature"): "",
        Place("evidence", "evidence"): "",
    }
    assert {place: label_of(place, UNION) for place in labels} == labels


def test_only_errors_and_unexplained_warnings_stand_in_the_way():
    error, warning, hint = (
        Finding(code, level, Place("goals"), "…")
        for code, level in (("A1", ERROR), ("G2", WARNING), ("E1", HINT))
    )
    assert unsettled((error, warning, hint), set()) == (error, warning)
    assert unsettled((error, warning, hint), {warning.identity, error.identity}) == (error,)


def test_thresholds_are_data_of_the_index_system():
    def facts(**rules: Any) -> EvaluationFacts:
        campaign = UNION.campaign.model_copy(update={"rules": type(UNION.campaign.rules)(**rules)})
        base = with_leaf(actual_value="60")
        return EvaluationFacts(**base.model_dump() | {"campaign": campaign.model_dump()})

    codes: Callable[..., set[str]] = lambda **rules: {finding.code for finding in findings_of(facts(**rules))}  # noqa: E731
    assert "A6" not in codes() and "A6" in codes(over_achievement="1.25")
    assert "A2" not in codes() and "A2" in codes(total_points="90")


def test_kinds_name_types_not_indicators():
    for kind in IndicatorKind:
        name = kind.label.split("·")[-1] + "指标"
        assert [
            f.code for f in findings_of(with_leaf(name=name, key=key("开设课程期数"))) if f.code == "G3"
        ] == ["G3"], name
