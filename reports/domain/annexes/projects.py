"""项目支出绩效自评表, one sheet for each project, laid out as in 财预〔2020〕10号 (domain.md §1.2)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from budgets.domain.execution import execution_rate
from budgets.enums import AMOUNTS, FundingSource
from evaluations.domain.facts import EvaluationFacts, Project, ProjectIndicator
from evaluations.domain.scoring import Scorecard
from evaluations.enums import IndicatorKind
from huadu_perf.lib.values import number
from reports.domain.annexes.cells import (
    cell,
    empty_row,
    measured_cells,
    money_cell,
    nothing_cell,
    points_cell,
    rate_cell,
    reason_cell,
    score_cell,
    text_cell,
)
from reports.domain.document import GAP, NOTHING, Cell, Row, Sheet, Table, Words, say
from reports.domain.wording import given, paragraphs, sentence

HEAD_WIDTHS = (22, 30, 18, 30)
MONEY_HEAD = ("项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
MONEY_WIDTHS = (22, 15, 15, 15, 9, 12, 12)
GOAL_HEAD = ("年度总体目标", "预期目标", "实际完成情况")
GOAL_WIDTHS = (22, 39, 39)
HEAD = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施",
)  # fmt: skip
WIDTHS = (9, 11, 15, 13, 16, 7, 7, 22)
#: Columns in front of the figures of an indicator.
WORDS = 5
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
#: The order in which the form lists its indicators; those without a kind come last.
FORM_ORDER = {kind: place for place, kind in enumerate(KIND_NAMES)}


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
    rows = (
        Row((cell("项目名称", "head"), cell(given(project.name)), cell("对应工作任务", "head"), cell(given(task)))),
        Row((
            cell("主管部门", "head"), cell(facts.department.name),
            cell("实施单位", "head"), cell(project.implementing_unit or NOTHING),
        )),
    )  # fmt: skip
    return Table("项目基本信息", HEAD_WIDTHS, (), rows)


def _money(project: Project, indicators: tuple[ProjectIndicator, ...]) -> Table:
    weight, own = _execution_points(project, indicators)
    whole = Row((
        cell("年度资金总额", "item"),
        *(money_cell(getattr(project, name)) for name in AMOUNTS),
        points_cell(weight),
        rate_cell(execution_rate(project.adjusted_amount, project.executed_amount)),
        points_cell(own),
    ))  # fmt: skip
    sources = (_source(project, source) for source in FundingSource)
    return Table("项目资金", MONEY_WIDTHS, MONEY_HEAD, (whole, *sources), is_joined=True)


def _source(project: Project, source: FundingSource) -> Row:
    initial, adjusted, executed = (getattr(project, f"{source.value}_{name}") for name in AMOUNTS)
    first = "　其中：" if source == FundingSource.APPROPRIATION else "　　　　"
    return Row((
        cell(f"{first}{source.label}", "item"),
        *(money_cell(amount, NOTHING) for amount in (initial, adjusted, executed)),
        nothing_cell(),
        rate_cell(execution_rate(adjusted, executed)),
        nothing_cell(),
    ))  # fmt: skip


def _execution_points(
    project: Project, indicators: tuple[ProjectIndicator, ...]
) -> tuple[Decimal | None, Decimal | None]:
    """分值 and 得分 of the execution rate: what the indicators leave of 100 and of the project's.

    None for both where that cannot be said.
    """
    weights, scores = _sum(row.points for row in indicators), _sum(row.self_score for row in indicators)
    total = number(project.self_score)
    if weights is None or scores is None or total is None:
        return None, None
    weight, own = FULL_MARK - weights, total - scores
    if weight <= 0 or not 0 <= own <= weight:
        return None, None
    return weight, own


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
    """The indicators in the order of the form; each row says its first and second level, which no page break parts."""
    ordered = sorted(rows, key=lambda row: FORM_ORDER.get(row.kind, len(FORM_ORDER)))
    body = tuple(_row(row) for row in ordered) or (empty_row(len(WIDTHS), "未设项目绩效指标"),)
    return Table("绩效指标", WIDTHS, HEAD, body, is_joined=True)


def _row(row: ProjectIndicator) -> Row:
    kinds: tuple[Words, Words] = KIND_NAMES[row.kind] if row.kind else (GAP, GAP)
    return Row((cell(kinds[0]), cell(kinds[1]), *measured_cells(row), reason_cell(row)))


def _total(project: Project, grade: str) -> Table:
    own = number(project.self_score)
    loses = own is not None and own < FULL_MARK
    level = say("等级：", grade or (GAP if project.self_score is None else NOTHING))
    lines = tuple(say(line) for line in paragraphs(project.deduction_reason))
    due = (say("扣分原因：", GAP),) if loses and not lines else ()
    cells = (
        cell("总分", "head", WORDS),
        points_cell(FULL_MARK),
        score_cell(project.self_score),
        Cell((level, *lines, *due)),
    )
    return Table("总分", WIDTHS, (), (Row(cells, "total"),), is_joined=True)
