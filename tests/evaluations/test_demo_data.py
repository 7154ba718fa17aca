"""The reference data load, and the demo's facts are what docs/demo-data.md says they are."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.domain.execution import summarise
from budgets.enums import BASE_DATA_ITEMS, BudgetItem
from evaluations.actions.reference import template_in
from evaluations.demo import evidence
from evaluations.domain.checks import check, unsettled
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.formulas import score_indicator
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTION_OF_ROWSET
from evaluations.enums import Direction
from huadu_perf.lib.findings import Place, Severity
from huadu_perf.lib.values import NOT_APPLICABLE

EVALUATIONS = Path(__file__).parents[2] / "evaluations"
DEMO, REFERENCE = EVALUATIONS / "demo", EVALUATIONS / "reference"
NAMES = ("union-2022", "cppcc-2022", "disabled-federation-2022")


def load(name: str) -> EvaluationFacts:
    return EvaluationFacts.model_validate_json((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def index_system(code: str) -> IndexSystemFacts:
    path = REFERENCE / "index_systems" / f"{code}.json"
    return IndexSystemFacts.model_validate_json(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def union() -> EvaluationFacts:
    return load("union-2022")


@pytest.fixture(scope="module")
def returned() -> EvaluationFacts:
    return load("disabled-federation-2022")


@pytest.mark.parametrize(
    "path", sorted((REFERENCE / "index_systems").glob("*.json")), ids=lambda path: path.stem
)
def test_points_of_an_index_system_add_up(path):
    system = index_system(path.stem)
    assert system.code == path.stem
    assert system.faults() == []
    roots = [node for node in system.nodes if node.level == 1]
    assert sum(node.points for node in roots) == system.rules.total_points == 100
    assert [(band.name, band.lowest) for band in system.bands] == [
        ("优", 90),
        ("良", 80),
        ("中", 60),
        ("差", 0),
    ]


def test_the_guangdong_draft_says_that_it_is_not_verified():
    assert index_system("guangdong-2022-draft").verified is False


@pytest.mark.parametrize("name", NAMES)
def test_campaign_of_the_demo_is_the_reference_data(name):
    campaign = load(name).campaign
    system = index_system("huadu-2022")
    assert campaign.index_system == system.name
    assert campaign.template == template_in(REFERENCE / "report_templates" / "huadu-2022-v3.txt")
    assert (campaign.bands, campaign.rules, campaign.year) == (system.bands, system.rules, system.year)
    assert (campaign.index_system_verified, campaign.index_system_source) == (system.verified, system.source)


@pytest.mark.parametrize("name", NAMES)
def test_keys_are_unique_in_the_whole_evaluation(name):
    data = json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))
    keys = [row["key"] for rowset in SECTION_OF_ROWSET for row in data.get(rowset, [])]
    assert len(keys) == len(set(keys))


def test_union_counts(union):
    assert (len(union.divisions), len(union.subunits), len(union.duties)) == (3, 1, 10)
    assert (len(union.tasks), len(union.goals), len(union.problems), len(union.measures)) == (5, 4, 4, 2)
    assert [node.name for node in union.indicators if node.level == 1] == ["履职效能"]
    assert [node.name for node in union.indicators if node.level == 2] == [
        "推进产业工人队伍建设改革", "引领和加强职工思想政治工作", "主动引领时代风尚",
    ]  # fmt: skip


def test_union_money(union):
    whole, sums = Decimal("10576300.00"), summarise(union.budget_lines)
    for totals in (sums.income, sums.spending, sums.nature):
        assert (totals.adjusted_amount, totals.executed_amount, totals.execution_rate) == (whole, whole, 1)
    lines = {line.item: line for line in union.budget_lines}
    assert set(lines) == set(BudgetItem) - set(BASE_DATA_ITEMS)
    assert lines[BudgetItem.SPEND_FUND].executed_amount == 0
    assert lines[BudgetItem.SPEND_CAPITAL].executed_amount is NOT_APPLICABLE


def test_union_scores(union):
    scorecard = score(union)
    assert (scorecard.points, scorecard.total, scorecard.grade) == (100, 96, "优")
    assert [group.score for group in scorecard.groups if group.level == 2] == [37, 35, 24]


@pytest.mark.parametrize("name", ["union-2022", "disabled-federation-2022"])
def test_self_scores_follow_the_formula(name):
    facts = load(name)
    for row in (*facts.scored_indicators(), *facts.project_indicators):
        if row.direction != Direction.QUALITATIVE:
            assert row.self_score == score_indicator(row, facts.campaign.rules), row.name


def test_union_lost_points_have_reason_and_measures(union):
    rows: list[Measured] = [*union.scored_indicators(), *union.project_indicators]
    lost = [row for row in rows if row.self_score < row.points]
    assert len(lost) == 6
    assert all(row.deduction_reason and row.corrective_measures for row in lost)


def test_union_project(union):
    (project,) = union.projects
    money = (project.initial_amount, project.adjusted_amount, project.executed_amount)
    assert money == (109000, 106000, 106000)
    assert project.quantity * project.unit_price == project.executed_amount
    rows = union.indicators_of(project.key)
    assert (sum(row.points for row in rows), sum(row.self_score for row in rows)) == (100, 99)
    assert project.self_score == 99
    assert [(row.target_value, row.actual_value) for row in rows if row.name == "慰问劳动模范人数"] == [
        (109, 106)
    ]


def test_union_stands_the_check_but_for_a_hint(union):
    findings = check(union, score(union))
    assert {finding.code for finding in findings} == {"G6"}
    assert unsettled(findings, union.explanations) == ()


def test_returned_passes_the_gate_with_its_explanations(returned):
    findings = check(returned, score(returned))
    asked = {finding.identity for finding in findings if finding.severity == Severity.WARNING}
    assert asked == {explanation.finding for explanation in returned.explanations}
    assert {finding.code for finding in findings} == {"B7", "D3", "G8", "E1", "G6"}
    assert unsettled(findings, returned.explanations) == ()


def test_remarks_point_at_values_of_the_returned_evaluation(returned):
    remarks = json.loads((DEMO / "disabled-federation-2022.remarks.json").read_text(encoding="utf-8"))
    assert len(remarks) == 3
    for remark in remarks:
        place = Place.parse(remark["place"])
        row = next(row for row in getattr(returned, place.rowset) if row.key == place.key)
        assert getattr(row, place.field)
        assert SECTION_OF_ROWSET[place.rowset] == place.section
        assert remark["text"]


def test_the_draft_is_unfinished():
    facts = load("cppcc-2022")
    assert not (facts.problems or facts.measures or facts.evidence or facts.conclusion.narrative)
    assert summarise(facts.budget_lines).spending.executed_amount is None
    assert unsettled(check(facts, score(facts)), facts.explanations)


def test_evidence_files_are_those_of_the_facts():
    files = evidence.files()
    pieces = [piece for name in NAMES for piece in load(name).evidence]
    assert {piece.file_name for piece in pieces} == set(files)
    for piece in pieces:
        content = files[piece.file_name]
        assert (piece.size, piece.sha256) == (len(content), hashlib.sha256(content).hexdigest()), piece.title


def test_evidence_supports_the_figures(union):
    courses = evidence.TABLES["职工大学堂花都校区开课与签到统计.pdf"][1]
    numbers = [[int(cell.replace(",", "")) for cell in row[1:]] for row in courses[1:]]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1] == [48, 6000]
    actual = {row.name: row.actual_value for row in union.scored_indicators()}
    assert actual["职工大学堂花都校区开课期数"] == 48
    assert actual["普惠课程服务职工人数"] == 6000
    assert actual["一线职工学历补助发放人数"] == 487
