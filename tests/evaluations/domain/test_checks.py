"""Every check by a case that triggers it and one beside it that does not; what it says, and where."""

from collections.abc import Callable
from typing import Any

import pytest

from budgets.enums import BudgetItem
from evaluations.domain.asked import asked_sections
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.checks import CHECKS, RULE_BY_CODE, check, settled, unsettled
from evaluations.domain.checks.completeness import label_of, needed_fields, rows_with_gaps
from evaluations.domain.checks.money import projects_within_line
from evaluations.domain.facts import EvaluationFacts, Explanation
from evaluations.domain.scoring import score
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS
from evaluations.domain.surroundings import ALONE, Surroundings
from evaluations.enums import Direction, IndicatorKind
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.evaluations.domain.check_cases import (
    CASES,
    PROJECT,
    UNION,
    Case,
    node,
    with_campaign,
    with_leaf,
    with_line,
    with_nodes,
)
from tests.factories import indicator, indicators, key, union_facts

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


def findings_of(facts: EvaluationFacts, around: Surroundings = ALONE) -> tuple[Finding, ...]:
    return check(facts, score(facts), around)


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.code}-{case.rowset or case.section}-{case.field}" for case in CASES]
)
def test_a_check_finds_what_it_is_for_and_nothing_beside_it(case: Case):
    def found(facts: EvaluationFacts, around: Surroundings) -> list[Finding]:
        where = (case.section, case.rowset, case.field)
        return [
            f
            for f in RULE_BY_CODE[case.code].findings(facts, score(facts), around)
            if (f.place.section, f.place.rowset, f.place.field) == where
        ]

    (finding, *_) = found(case.wrong, case.around)
    assert finding.severity == case.severity
    assert all(word in finding.message for word in case.words), finding.message
    assert (finding.place.key is not None) == bool(case.rowset and case.field)
    assert finding.fix or case.code.startswith("M")
    assert found(case.right, case.around if case.around_right is None else case.around_right) == []


def test_key_projects_may_be_all_of_the_projects():
    same = {name: getattr(PROJECT, name) for name in ("initial_amount", "adjusted_amount", "executed_amount")}
    facts = with_line(BudgetItem.PROJECT, **same)
    assert list(projects_within_line.findings(facts, score(facts))) == []
    facts = with_line(BudgetItem.PROJECT, **same | {"executed_amount": PROJECT.executed_amount - 1})
    found = projects_within_line.findings(facts, score(facts))
    assert [finding.place.field for finding in found] == ["executed_amount"]


def test_every_check_has_a_case():
    assert {case.code for case in CASES} == {rule.code for rule in CHECKS}
    assert len(RULE_BY_CODE) == len(CHECKS), "codes are used once"


def test_every_check_tells_what_it_asks_and_where():
    fields = {field.name for section in FORM_SECTIONS for field in section.fields}
    fields |= {f"{name}.{field.name}" for name, rowset in ROWSETS.items() for field in rowset.fields}
    fields |= {"evidence.sample_size", "evidence.dated"}
    for rule in CHECKS:
        assert rule.title and rule.help.endswith("。") and rule.source, rule.code
        assert set(rule.beside) <= fields, rule.code


def test_the_demo_stands_every_check():
    assert {finding.code for finding in findings_of(UNION)} == {"G6"}


def test_nothing_is_found_twice():
    for case in CASES:
        findings = findings_of(case.wrong, case.around)
        assert len(set(findings)) == len(findings), case.code


def test_what_is_to_be_explained_is_filed_under_a_name_of_its_own():
    for case in CASES:
        asked = [f.identity for f in findings_of(case.wrong, case.around) if f.severity == WARNING]
        assert len(set(asked)) == len(asked), case.code


def test_an_error_that_a_campaign_lowers_can_be_explained_too():
    lowered = with_campaign(
        with_nodes(node("管理效率", 1), node("运行成本", 1)), checks=CheckSettings(levels={"A11": "warning"})
    )
    asked = [finding.identity for finding in findings_of(lowered) if finding.code == "A11"]
    assert len(asked) >= 1
    assert len(set(asked)) == len(asked)


def test_empty_facts_are_only_asked_for_what_is_missing():
    empty = EvaluationFacts(department=UNION.department, campaign=UNION.campaign)
    findings = findings_of(empty)
    assert {finding.code for finding in findings} == {"M1", "M2"}
    fields = [field for section in asked_sections(empty) for field in section.fields if field.needed]
    rowsets = [rowset for rowset in ROWSETS.values() if rowset.needed or rowset.is_fixed]
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
                for f in rows_with_gaps.findings(facts, score(facts))
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
        "words": [*always, "target_text", "actual_text", "attainment"],
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
    said = [Explanation(finding=finding.identity, message="…", text="原因") for finding in (error, warning)]
    assert unsettled((error, warning, hint), ()) == (error, warning)
    assert unsettled((error, warning, hint), said) == (error,)


def test_words_said_to_other_figures_settle_nothing():
    finding = Finding("B7", WARNING, Place("profile", field="serving_count"), "在职 22 人")
    said: Callable[[str], list[Explanation]] = lambda message: [  # noqa: E731
        Explanation(finding=finding.identity, message=message, text="历年划转")
    ]
    assert settled(finding, said("在职 22 人")) == settled(finding, said("")) == "历年划转"
    assert settled(finding, said("在职 21 人")) == ""
    assert unsettled((finding,), said("在职 21 人")) == (finding,)


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
