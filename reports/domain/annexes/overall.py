"""部门整体支出绩效自评表: goals, spending by source and by nature, the indicator tree with its sums, total and grade.

The form is the one that 花都区 asks for beside the report (domain.md §1.4, 附件3).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from budgets.domain.execution import Totals, total
from budgets.domain.facts import BudgetLine
from budgets.enums import GROUP_ITEMS, BudgetGroup, BudgetItem
from evaluations.domain.facts import EvaluationFacts, Goal, Indicator
from evaluations.domain.scoring import Deduction, GroupScore, Loss, Scorecard
from huadu_perf.lib.money import points
from huadu_perf.lib.values import Figure
from reports.domain.annexes.cells import (
    cell,
    empty_row,
    money_cell,
    nothing_cell,
    number_cell,
    points_cell,
    rate_cell,
    score_cell,
    signature_line,
    text_cell,
    value_cells,
)
from reports.domain.document import GAP, NOTHING, Cell, Row, Sheet, Table, say
from reports.domain.narrative import grade_words
from reports.domain.wording import given, score

UNIT_WIDTHS = (15, 27, 13, 16, 13, 16)
GOAL_HEAD = ("年度整体绩效目标", "预期目标", "完成情况")
GOAL_WIDTHS = (22, 39, 39)
MONEY_HEAD = ("年初预算数", "全年预算数", "全年执行数", "执行率", "上年决算数", "比上年增减")
MONEY_WIDTHS = (26, 13, 13, 13, 9, 13, 13)
HEAD = ("二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分")
WIDTHS = (18, 22, 20, 24, 8, 8)
#: Columns in front of the figures.
WORDS = 4
BASIC = (BudgetItem.BASIC_STAFF, BudgetItem.BASIC_OPERATING)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    groups = {group.key: group for group in card.groups}
    tables = (
        _unit(facts),
        _goals(facts),
        _reasons(card.deductions),
        _by_source(facts),
        _by_nature(facts),
        *(_indicators(facts, groups, top) for top in facts.children(None)),
        _total(facts, card),
    )
    below = (signature_line("填表人", "负责人", "填报日期", "单位（公章）"),)
    return (Sheet(f"（{facts.campaign.year}年度）", tables, below=below),)


def _unit(facts: EvaluationFacts) -> Table:
    profile = facts.profile
    rows = (
        Row((
            cell("单位名称", "head"), cell(facts.department.name),
            cell("预算代码", "head"), cell(facts.department.code),
            cell("评价年度", "head"), cell(f"{facts.campaign.year}年"),
        )),
        Row((
            cell("编制人数", "head"), number_cell(profile.established_count),
            cell("在职人数", "head"), number_cell(profile.serving_count),
            cell("离退休人数", "head"), number_cell(profile.retired_count),
        )),
    )  # fmt: skip
    return Table("单位基本情况", UNIT_WIDTHS, (), rows, caption="单位基本情况")


def _goals(facts: EvaluationFacts) -> Table:
    rows = tuple(_goal(order, goal) for order, goal in enumerate(facts.goals, start=1))
    body = rows or (empty_row(len(GOAL_WIDTHS)),)
    return Table("年度整体绩效目标和完成情况", GOAL_WIDTHS, GOAL_HEAD, body, caption="年度整体绩效目标")


def _goal(order: int, goal: Goal) -> Row:
    name = cell(say(f"{order}.", given(goal.title)))
    return Row((name, text_cell(goal.expected, GAP), text_cell(goal.achieved, GAP)))


def _reasons(deductions: Iterable[Deduction]) -> Table:
    """未能完成原因: the reason of every indicator that lost points."""
    lines = tuple(
        say(row.name, f"（扣{points(row.points)}分）：", given(row.reason))
        for row in deductions
        if row.loss == Loss.INDICATOR
    )
    row = Row((cell("未能完成原因", "head"), Cell(lines or (say(NOTHING),), span=2)))
    return Table("未能完成原因", GOAL_WIDTHS, (), (row,), is_joined=True)


# ── spending ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_source(facts: EvaluationFacts) -> Table:
    rows = [_line(facts, item) for item in GROUP_ITEMS[BudgetGroup.SPENDING]]
    rows.append(_sum("支出合计", _lines(facts, GROUP_ITEMS[BudgetGroup.SPENDING]), "total"))
    caption = "年度部门整体支出规模（万元）"
    return Table(
        "支出规模，按资金来源", MONEY_WIDTHS, ("按资金来源", *MONEY_HEAD), tuple(rows), caption=caption
    )


def _by_nature(facts: EvaluationFacts) -> Table:
    whole = GROUP_ITEMS[BudgetGroup.NATURE]
    rows = (
        _sum("基本支出", _lines(facts, BASIC)),
        _line(facts, BudgetItem.BASIC_STAFF, "　其中：人员经费"),
        _line(facts, BudgetItem.BASIC_OPERATING, "　　　　公用经费"),
        _line(facts, BudgetItem.PROJECT),
        _sum("支出合计", _lines(facts, whole), "total"),
    )
    return Table("支出规模，按支出性质", MONEY_WIDTHS, ("按支出性质", *MONEY_HEAD), rows)


def _lines(facts: EvaluationFacts, items: Iterable[BudgetItem]) -> list[BudgetLine]:
    wanted = tuple(items)
    return [line for line in facts.budget_lines if line.item in wanted]


def _line(facts: EvaluationFacts, item: BudgetItem, label: str = "") -> Row:
    line = next((line for line in facts.budget_lines if line.item == item), None)
    figures = _figures(line, total([line] if line else []))
    return Row((cell(label or item.label, "item"), *figures))


def _sum(label: str, lines: list[BudgetLine], role: str = "") -> Row:
    sums = total(lines)
    return Row((cell(label, "item"), *_figures(sums, sums)), role)


def _figures(shown: BudgetLine | Totals | None, sums: Totals) -> tuple[Cell, ...]:
    """The seven figures of a line; `shown` may say 不适用, the rates come from `sums`."""
    return (
        money_cell(_amount(shown, "initial_amount")),
        money_cell(_amount(shown, "adjusted_amount")),
        money_cell(_amount(shown, "executed_amount")),
        rate_cell(sums.execution_rate),
        money_cell(_amount(shown, "last_year_amount")),
        _change(sums),
    )


def _amount(shown: BudgetLine | Totals | None, name: str) -> Figure:
    value: Figure = getattr(shown, name) if shown else None
    return value


def _change(sums: Totals) -> Cell:
    """全年执行数 − 上年决算数; a dash where one of them is missing."""
    if sums.executed_amount is None or sums.last_year_amount is None:
        return nothing_cell()
    return money_cell(sums.executed_amount - sums.last_year_amount)


# ── indicators ───────────────────────────────────────────────────────────────────────────────────────────────────


def _indicators(facts: EvaluationFacts, groups: Mapping[UUID, GroupScore], top: Indicator) -> Table:
    rows = [_group("一级指标：", groups[top.key])]
    for second in facts.children(top.key):
        rows.append(_group("二级指标：", groups[second.key]))
        rows += [_leaf(second, leaf) for leaf in facts.children(second.key)]
    if len(rows) == 1:
        rows.append(empty_row(len(WIDTHS)))
    return Table(f"绩效指标：{top.name}", WIDTHS, HEAD, tuple(rows))


def _group(word: str, group: GroupScore) -> Row:
    name = cell(say(word, given(group.name)), "head", WORDS)
    return Row((name, points_cell(group.points), score_cell(group.score)), "group")


def _leaf(second: Indicator, leaf: Indicator) -> Row:
    return Row((cell(given(second.name)), cell(given(leaf.name)), *value_cells(leaf)))


def _total(facts: EvaluationFacts, card: Scorecard) -> Table:
    words = grade_words(card, facts.counted_indicators())
    figures = (points_cell(card.points), score_cell(card.total))
    rows = [
        Row((cell("总分", "head", WORDS), *figures), "total"),
        Row((cell("等级", "head", WORDS), cell(words, span=2))),
    ]
    if card.is_reviewed:
        grade = say("，等级", card.reviewed_grade) if card.reviewed_grade else ""
        words = say(score(card.reviewed_total), "分", grade)
        rows.append(Row((cell("财政核查", "head", WORDS), cell(words, span=2))))
    return Table("总分和等级", WIDTHS, (), tuple(rows), is_joined=True)
