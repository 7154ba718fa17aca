"""项目支出绩效自评表, one sheet for each project, laid out as in 财预〔2020〕10号 as far as facts go."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from budgets.domain.execution import execution_rate
from evaluations.domain.facts import EvaluationFacts, Project, ProjectIndicator
from evaluations.domain.scoring import Scorecard
from evaluations.enums import IndicatorKind
from huadu_perf.lib.money import plain_number
from huadu_perf.lib.values import number
from reports.domain.annexes.cells import cell, empty_row, measured_cells, reason_cell, text_cell
from reports.domain.document import GAP, NOTHING, Row, Sheet, Table, Words, say
from reports.domain.wording import bare_money, given, rate, score, sentence

HEAD_WIDTHS = (22, 30, 18, 30)
MONEY_HEAD = ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
MONEY_WIDTHS = (22, 15, 15, 15, 9, 12, 12)
GOAL_HEAD = ("年度总体目标", "预期目标", "实际完成情况")
GOAL_WIDTHS = (22, 39, 39)
HEAD = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施",
)  # fmt: skip
WIDTHS = (10, 12, 18, 11, 13, 7, 7, 22)
TOTAL_WIDTHS = (50, 7, 7, 14, 22)
FULL_MARK = Decimal(100)

#: 一级、二级指标 of the form, by kind.
KIND_NAMES: dict[Any, tuple[str, str]] = {
    IndicatorKind.QUANTITY: ("产出指标", "数量指标"),
    IndicatorKind.QUALITY: ("产出指标", "质量指标"),
    IndicatorKind.TIMELINESS: ("产出指标", "时效指标"),
    IndicatorKind.COST: ("产出指标", "成本指标"),
    IndicatorKind.ECONOMIC: ("效益指标", "经济效益指标"),
    IndicatorKind.SOCIAL: ("效益指标", "社会效益指标"),
    IndicatorKind.ECOLOGICAL: ("效益指标", "生态效益指标"),
    IndicatorKind.SUSTAINABLE: ("效益指标", "可持续影响指标"),
    IndicatorKind.SATISFACTION: ("满意度指标", "服务对象满意度指标"),
    IndicatorKind.MANAGEMENT: ("管理效率指标", "管理效率指标"),
}


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """One sheet for each project."""
    count = len(facts.projects)
    made = tuple(
        _sheet(facts, card, project, f"，第{order}项，共{count}项" if count > 1 else "")
        for order, project in enumerate(facts.projects, start=1)
    )
    return made or (Sheet("", (), (sentence("本年度未列重点任务项目"),)),)


def _sheet(facts: EvaluationFacts, card: Scorecard, project: Project, order: str) -> Sheet:
    rows = facts.indicators_of(project.key)
    tables = (
        _head(facts, project),
        _money(project, rows),
        _goal(facts, project),
        _indicators(rows),
        _total(project, card.project_grade(project.key)),
    )
    return Sheet(f"（{facts.campaign.year}年度{order}）", tables)


def _head(facts: EvaluationFacts, project: Project) -> Table:
    task = next((row.title for row in facts.tasks if row.key == project.task), "")
    department = (cell("主管部门", "head"), cell(facts.department.name))
    rows = (
        Row((cell("项目名称", "head"), cell(given(project.name), span=3))),
        Row((*department, cell("对应工作任务", "head"), cell(given(task)))),
    )
    return Table("项目基本信息", HEAD_WIDTHS, (), rows)


def _money(project: Project, indicators: tuple[ProjectIndicator, ...]) -> Table:
    weight, own = _execution_points(project, indicators)
    row = (
        cell("年度资金总额", "head"),
        cell(bare_money(project.initial_amount), "figure"),
        cell(bare_money(project.adjusted_amount), "figure"),
        cell(bare_money(project.executed_amount), "figure"),
        cell(weight, "figure"),
        cell(rate(execution_rate(project.adjusted_amount, project.executed_amount)), "figure"),
        cell(own, "figure"),
    )
    return Table("项目资金", MONEY_WIDTHS, MONEY_HEAD, (Row(row),), is_joined=True)


def _execution_points(project: Project, indicators: tuple[ProjectIndicator, ...]) -> tuple[str, str]:
    """分值 and 得分 of the execution rate: what the indicators leave of 100 and of the project's.

    A dash for both where that cannot be said.
    """
    weights, scores = _sum(row.points for row in indicators), _sum(row.self_score for row in indicators)
    total = number(project.self_score)
    if weights is None or scores is None or total is None:
        return NOTHING, NOTHING
    weight, own = FULL_MARK - weights, total - scores
    if weight <= 0 or not 0 <= own <= weight:
        return NOTHING, NOTHING
    return plain_number(weight), plain_number(own)


def _sum(values: Iterable[object]) -> Decimal | None:
    figures = [number(value) for value in values]
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if figures and len(known) == len(figures) else None


def _goal(facts: EvaluationFacts, project: Project) -> Table:
    goals = [goal for goal in facts.goals if project.task and project.task in goal.tasks]
    row = (
        cell(f"{facts.campaign.year}年", "head"),
        text_cell("\n".join(goal.expected for goal in goals), "未对应绩效目标"),
        text_cell(project.work_done, GAP),
    )
    return Table("年度总体目标", GOAL_WIDTHS, GOAL_HEAD, (Row(row),), is_joined=True)


def _indicators(rows: tuple[ProjectIndicator, ...]) -> Table:
    body = tuple(_row(row) for row in rows) or (empty_row(len(WIDTHS)),)
    return Table("绩效指标", WIDTHS, HEAD, body, is_joined=True)


def _row(row: ProjectIndicator) -> Row:
    kinds: tuple[Words, Words] = KIND_NAMES[row.kind] if row.kind else (GAP, GAP)
    return Row((cell(kinds[0]), cell(kinds[1]), *measured_cells(row), reason_cell(row)))


def _total(project: Project, grade: str) -> Table:
    own = number(project.self_score)
    loses = own is not None and own < FULL_MARK
    cells = (
        cell("总分", "head"),
        cell(plain_number(FULL_MARK), "figure"),
        cell(score(project.self_score), "figure"),
        cell(say("等级：", grade or (GAP if project.self_score is None else NOTHING))),
        text_cell(project.deduction_reason, say("扣分原因：", GAP) if loses else NOTHING),
    )
    return Table("总分", TOTAL_WIDTHS, (), (Row(cells, "total"),), is_joined=True)
