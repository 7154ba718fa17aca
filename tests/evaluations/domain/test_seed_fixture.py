"""The published report of 2022 as it is, gaps and all: each weak point a reviewer would name is found where it is.

The file holds its facts in our own words (docs/demo-data.md tells what is from the report). Rows: domain.md §0.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from evaluations.domain.checks import check
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import score
from evaluations.domain.snapshot import thaw
from huadu_perf.lib.findings import Finding, Place, Severity

PATH = Path(__file__).parents[1] / "fixtures" / "seed_faithful.json"


@cache
def seed() -> EvaluationFacts:
    return thaw(PATH.read_text("utf-8"))


@cache
def findings() -> tuple[Finding, ...]:
    return check(seed(), score(seed()))


def found(code: str, rowset: str = "", field: str = "") -> list[int | None]:
    """Numbers (from 1) of the rows in which the rule found something; None where it is no row's."""
    rows = [row.key for row in getattr(seed(), rowset)] if rowset else []
    return [
        rows.index(finding.place.key) + 1 if finding.place.key else None
        for finding in findings()
        if finding.code == code and finding.place.rowset == rowset and field in ("", finding.place.field)
    ]


def messages(code: str) -> list[str]:
    return [finding.message for finding in findings() if finding.code == code]


def test_row_1_goals_without_completion_and_a_completion_without_goal():
    assert found("M3", "goals", "achieved") == [3, 4]
    assert found("G7", "goals", "achieved") == [1]
    assert "主动引领时代风尚" in messages("G7")[0]


def test_row_2_tasks_goals_and_indicators_do_not_connect():
    assert found("G2", "tasks") == [1, 2, 3, 4, 5]
    assert found("G2a", "goals") == [1, 2, 3, 4]


def test_row_3_names_of_types_instead_of_indicators():
    names = [seed().indicators[number - 1].name for number in found("G3", "indicators", "name") if number]
    assert names == ["产出指标", "数量指标", "社会效益指标", "服务对象满意度指标", "可持续影响指标"]


def test_row_4_a_total_without_breakdown():
    assert [(place.field, severity) for place, severity in at("A15")] == [("narrative", Severity.WARNING)]
    assert "96 分" in messages("A15")[0] and "6 个绩效指标" in messages("A15")[0]
    assert found("A2", "indicators") == [None]
    asked = [message for message in messages("M3") if "分值、自评得分" in message]
    assert len(asked) == 6


def test_row_5_a_satisfaction_indicator_without_value():
    (asked,) = [message for message in messages("M3") if "劳模满意度指标" in message]
    assert "目标值、实际完成值" in asked
    assert len(found("E2", "indicators", "actual_value")) == 2


def test_row_6_slow_spending_beside_all_spent():
    assert found("D10", "problems", "cause") == [1]
    (message,) = messages("D10")
    assert "资金使用进度慢" in message and "100.0%" in message and "1,057.63 万元" in message


def test_row_7_problems_without_measures():
    assert found("D3", "problems") == [2, 3]


def test_row_8_what_ties_out_raises_nothing():
    (project,) = seed().projects
    assert project.quantity * project.unit_price == project.executed_amount == Decimal(106000)
    assert "1.62万元" in seed().goals[0].achieved
    codes = {finding.code for finding in findings()}
    assert not codes & {"G8", "B1", "B3", "B5", "B5a", "D1", "D2"}
    dearer = seed().model_copy(
        update={"projects": (project.model_copy(update={"unit_price": Decimal(1100)}),)}
    )
    assert "G8" in {finding.code for finding in check(dearer, score(dearer))}


def test_row_9_a_project_score_that_follows_from_nothing():
    assert found("A16", "projects", "self_score") == [1]
    assert "99 分" in messages("A16")[0] and "执行率 100.0%" in messages("A16")[0]


def test_nothing_else_is_found():
    codes = {finding.code for finding in findings()}
    named = {"M3", "G7", "G2", "G2a", "G3", "A15", "A2", "E2", "D10", "D3", "A16"}
    assert codes - named == {"M1", "E1", "G5"}
    assert {place.field for place, _ in at("M1")} == {"established_count", "serving_count", "retired_count"}


@pytest.mark.parametrize("rowset", ["goals", "indicators", "projects", "budget_lines"])
def test_what_the_report_leaves_out_is_asked_for(rowset: str):
    assert found("M3", rowset)


def at(code: str) -> list[tuple[Place, Severity]]:
    return [(finding.place, finding.severity) for finding in findings() if finding.code == code]
