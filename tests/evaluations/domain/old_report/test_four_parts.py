"""A report of the four-part form, read wholly: what the seed says by number, and an own-words report of its shape."""

from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from evaluations.domain.old_report import Confidence, OldReport, read_old_report
from tests.evaluations.domain.old_report.texts import OWN, SEED, printed, read

FOUR_PARTS = OWN / "four-parts.txt"


class Expected(NamedTuple):
    """What a report of this form states."""

    year: int
    department: str
    money: str
    divisions: list[str]
    subunit: str
    tasks: list[str]
    results: list[int]
    level2: list[str]
    project: str
    amounts: list[str]
    people: int
    scores: tuple[str, str]
    duties: int = 10


OURS = Expected(
    2023, "青江市白石区文化联合会", "8624000", ["综合室", "活动部", "维护部"], "服务中心",
    ["文化惠民工程", "人才培育工程", "权益维护工程", "阵地提升工程", "党的建设工程"], [1, 2, 2],
    ["推进文艺人才队伍建设", "丰富群众文化生活", "弘扬艺人风尚"], "民间艺人春节慰问经费", ["84000", "80000", "80000"], 80,
    ("95.5", "98"),
)  # fmt: skip
SEEDS = Expected(
    2022, "广州市花都区总工会", "10576300", ["办公室", "组织宣教部", "维权工作部"], "帮扶中心",
    ["职工思想政治引领工程", "职工建功立业工程", "职工维权服务工程", "深化工会改革创新工程", "工会系统党的建设工程"], [1, 2, 1],
    ["推进产业工人队伍建设改革", "引领和加强职工思想政治工作", "主动引领时代风尚"], "劳动模范春节慰问经费",
    ["109000", "106000", "106000"], 106, ("96", "99"),
)  # fmt: skip


def reports() -> list[Any]:
    ours = FOUR_PARTS.read_text("utf-8")
    found = [
        pytest.param(read(FOUR_PARTS), OURS, id="paragraphs"),
        pytest.param(read_old_report(printed(ours)), OURS, id="printed"),
        pytest.param(read_old_report(printed(ours, 28)), OURS, id="printed wider"),
    ]
    if SEED.exists():
        found.append(pytest.param(read(SEED), SEEDS, id="seed"))
    return found


each_report = pytest.mark.parametrize(("report", "expected"), reports())


def values(report: OldReport, rowset: str, field: str) -> list[Any]:
    return [item.value for item in report.of(rowset, field)]


def stated(report: OldReport, section: str, field: str) -> list[Any]:
    return [
        item.value for item in report.items
        if (item.target.section, item.target.field, item.target.stated) == (section, field, True)
    ]  # fmt: skip


@each_report
def test_title_year_and_department(report, expected):
    assert (report.year, report.department) == (expected.year, expected.department)


@each_report
def test_all_four_chapters_and_their_parts(report, expected):
    topics = [heading.topic.value for heading in report.headings]
    chapters = [
        "title",
        "profile",
        "work",
        "finance",
        "management",
        "conclusion",
        "goal_results",
        "project_results",
    ]
    assert [topic for topic in chapters if topic in topics] == chapters
    assert topics[-2:] == ["problems", "measures"]


@each_report
def test_organisation_and_duties(report, expected):
    assert values(report, "divisions", "name") == expected.divisions
    assert values(report, "subunits", "name") == [expected.subunit]
    assert len(values(report, "duties", "text")) == expected.duties


@each_report
def test_five_tasks_by_name(report, expected):
    assert values(report, "tasks", "title") == expected.tasks
    assert len(values(report, "tasks", "text")) == 5


@each_report
def test_four_goals_and_three_completion_texts(report, expected):
    assert len(values(report, "goals", "expected")) == 4
    results = report.of("goals", "achieved")
    assert len(results) == 3
    by_line = sorted(results, key=lambda item: (item.source.line, item.source.start))
    assert [item.target.row + 1 for item in by_line] == expected.results
    assert [item.confidence == Confidence.LOW for item in by_line] == [False, False, True]
    assert "暂归" in by_line[2].reason


@each_report
def test_amounts_of_the_department(report, expected):
    money = Decimal(expected.money)
    found = {
        (item.target.row, item.target.field): item.value
        for item in report.items
        if item.target.rowset == "budget_lines"
    }
    assert found == {
        (0, "executed_amount"): money, (0, "adjusted_amount"): money,
        (5, "executed_amount"): money, (5, "adjusted_amount"): money,
        (6, "executed_amount"): Decimal(0),
    }  # fmt: skip
    assert (
        stated(report, "budget", "income.executed_amount")
        == stated(report, "budget", "spending.executed_amount")
        == [money]
    )
    assert stated(report, "budget", "execution_rate") == [Decimal(1)]


@each_report
def test_names_of_indicators_and_no_rows_for_names_without_a_place(report, expected):
    assert values(report, "indicators", "name") == ["履职效能", *expected.level2]
    assert [shape.level for shape in report.rows["indicators"]] == [1, 2, 2, 2]
    assert len(stated(report, "indicators", "third_level")) in (4, 6)


@each_report
def test_the_project_with_its_three_amounts_its_score_and_reasons(report, expected):
    def one(field: str) -> Any:
        (value,) = values(report, "projects", field)
        return value

    amounts = [one(field) for field in ("initial_amount", "adjusted_amount", "executed_amount")]
    assert one("name") == expected.project
    assert amounts == [Decimal(amount) for amount in expected.amounts]
    assert (one("quantity"), one("quantity_unit")) == (expected.people, "名")
    assert (one("self_score"), one("grade")) == (Decimal(expected.scores[1]), "优")
    assert one("adjustment_reason").startswith("因有")
    assert one("deduction_reason").startswith("因有")
    assert one("work_done").startswith("已为")


@each_report
def test_the_conclusion_with_its_score_and_grade(report, expected):
    assert stated(report, "conclusion", "score") == [Decimal(expected.scores[0])]
    assert stated(report, "conclusion", "grade") == ["优"]
    assert len([item for item in report.items if item.target.field in ("narrative", "management")]) == 2


@each_report
def test_four_problems_one_cause_two_measures(report, expected):
    assert [item.target.row for item in report.of("problems", "text")] == [0, 1, 2, 3]
    assert [item.target.row for item in report.of("problems", "cause")] == [0]
    assert len(values(report, "measures", "text")) == 2


@each_report
def test_little_is_missed_and_nothing_is_doubled(report, expected):
    places = [item.target for item in report.items if not item.joins]
    assert len(places) == len(set(places))
    assert sum(missed.reason != "页码" for missed in report.missed) <= 3
