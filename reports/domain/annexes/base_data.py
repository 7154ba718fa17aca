"""部门整体支出绩效评价基础数据表: staff, spending under control, adjustments, 楼堂馆所, thrift (HN-BASE, domain.md §2.3)."""

from collections.abc import Sequence
from decimal import Decimal

from budgets.domain.execution import AMOUNT_FIELDS, Totals, total
from budgets.domain.facts import BudgetLine
from budgets.enums import GROUP_ITEMS, BudgetGroup, BudgetItem
from evaluations.domain.base_data import building_rates, staffing_rate
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.money import ratio
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.annexes.cells import (
    cell,
    money_cell,
    nothing_cell,
    number_cell,
    rate_cell,
    signature_line,
    text_cell,
)
from reports.domain.document import GAP, NOTHING, Cell, Row, Sheet, Table, say
from reports.domain.wording import sentence

STAFF_HEAD = ("财政供养人员情况（人）", "编制数", "年末实际在职人数", "控制率")
STAFF_WIDTHS = (31, 22, 27, 20)
MONEY_HEAD = (
    "经费控制情况（万元）", "上年决算数", "年初预算数", "全年预算数", "本年决算数", "比上年增减",
)  # fmt: skip
MONEY_WIDTHS = (30, 14, 14, 14, 14, 14)
ADJUSTMENT_HEAD = ("部门预算（万元）", "年初预算数", "全年预算数", "调整数", "调整率")
ADJUSTMENT_WIDTHS = (30, 20, 20, 16, 14)
BUILDING_HEAD = ("批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资概算控制率")
BUILDING_WIDTHS = (16, 16, 16, 16, 16, 20)
THRIFT_WIDTHS = (30, 14, 14, 14, 14, 14)
RATES = "控制率＝年末实际在职人数÷编制数；规模控制率＝实际规模÷批复规模；投资概算控制率＝实际投资÷预算投资"

VEHICLES = (BudgetItem.VEHICLE_PURCHASE, BudgetItem.VEHICLE_RUNNING)
BASIC = (BudgetItem.BASIC_STAFF, BudgetItem.BASIC_OPERATING)
#: 经费控制情况: the words of the form and the lines each row adds up; a row of one line shows what that line states.
CONTROLLED: tuple[tuple[str, tuple[BudgetItem, ...]], ...] = (
    ("“三公”经费", GROUP_ITEMS[BudgetGroup.THREE_PUBLIC]),
    ("1.公务用车购置和运行费", VEHICLES),
    ("　其中：公车购置", VEHICLES[:1]),
    ("　　　　公车运行维护", VEHICLES[1:]),
    ("2.因公出国（境）费", (BudgetItem.ABROAD,)),
    ("3.公务接待费", (BudgetItem.RECEPTION,)),
    ("项目支出", (BudgetItem.PROJECT,)),
    ("　其中：业务工作专项", (BudgetItem.PROJECT_BUSINESS,)),
    ("　　　　运行维护专项", (BudgetItem.PROJECT_UPKEEP,)),
    ("公用经费", (BudgetItem.BASIC_OPERATING,)),
    ("　其中：办公费", (BudgetItem.OFFICE,)),
    ("　　　　水电费、差旅费", (BudgetItem.UTILITIES_TRAVEL,)),
    ("　　　　会议费", (BudgetItem.MEETING,)),
    ("　　　　培训费", (BudgetItem.TRAINING,)),
    ("政府采购金额", (BudgetItem.PROCUREMENT,)),
)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    tables = (
        _staff(facts),
        _controlled(facts),
        _adjustments(facts),
        _building(facts),
        _thrift(facts),
    )
    above = (say("填报单位（盖章）：", facts.department.name),)
    below = (
        sentence(RATES),
        signature_line("填表人", "联系电话", "填报日期"),
        signature_line("单位负责人签字"),
    )
    return (Sheet(f"（{facts.campaign.year}年度）", tables, above, below),)


def _staff(facts: EvaluationFacts) -> Table:
    profile = facts.profile
    row = Row((
        cell("在职人员", "item"),
        number_cell(profile.established_count),
        number_cell(profile.serving_count),
        rate_cell(staffing_rate(profile)),
    ))  # fmt: skip
    return Table("财政供养人员情况", STAFF_WIDTHS, STAFF_HEAD, (row,))


def _controlled(facts: EvaluationFacts) -> Table:
    rows = tuple(_controlled_row(facts, label, items) for label, items in CONTROLLED)
    return Table("经费控制情况", MONEY_WIDTHS, MONEY_HEAD, rows)


def _controlled_row(facts: EvaluationFacts, label: str, items: Sequence[BudgetItem]) -> Row:
    lines = [line for line in facts.budget_lines if line.item in items]
    sums = total(lines)
    shown = lines[0] if len(items) == len(lines) == 1 else _as_said(lines, sums)
    return Row((
        cell(label, "item"),
        money_cell(shown.last_year_amount),
        money_cell(shown.initial_amount),
        money_cell(shown.adjusted_amount),
        money_cell(shown.executed_amount),
        _difference(sums.executed_amount, sums.last_year_amount),
    ))  # fmt: skip


def _as_said(lines: list[BudgetLine], sums: Totals) -> BudgetLine | Totals:
    """The sums; where every line says 不适用 throughout, one of them speaks for all."""
    stated = {getattr(line, name) for line in lines for name in AMOUNT_FIELDS}
    return lines[0] if stated == {NOT_APPLICABLE} else sums


def _adjustments(facts: EvaluationFacts) -> Table:
    nature = GROUP_ITEMS[BudgetGroup.NATURE]
    rows = (
        _adjustment(facts, "基本支出", BASIC),
        _adjustment(facts, "项目支出", (BudgetItem.PROJECT,)),
        _adjustment(facts, "部门整体支出", nature, "total"),
    )
    return Table("部门预算调整情况", ADJUSTMENT_WIDTHS, ADJUSTMENT_HEAD, rows)


def _adjustment(facts: EvaluationFacts, label: str, items: Sequence[BudgetItem], role: str = "") -> Row:
    sums = total(line for line in facts.budget_lines if line.item in items)
    initial, adjusted = sums.initial_amount, sums.adjusted_amount
    change = None if initial is None or adjusted is None else adjusted - initial
    return Row((
        cell(label, "item"),
        money_cell(initial),
        money_cell(adjusted),
        _difference(adjusted, initial),
        rate_cell(ratio(change, initial)),
    ), role)  # fmt: skip


def _difference(now: Decimal | None, before: Decimal | None) -> Cell:
    return nothing_cell() if now is None or before is None else money_cell(now - before)


def _building(facts: EvaluationFacts) -> Table:
    finance, rates = facts.finance, building_rates(facts.finance)
    row = Row((
        number_cell(finance.building_approved_area, NOTHING),
        number_cell(finance.building_actual_area, NOTHING),
        rate_cell(rates.area),
        money_cell(finance.building_approved_investment, NOTHING),
        money_cell(finance.building_actual_investment, NOTHING),
        rate_cell(rates.investment),
    ))  # fmt: skip
    label = f"楼堂馆所控制情况（{facts.campaign.year}年完工；规模单位：㎡，投资单位：万元）"
    return Table(label, BUILDING_WIDTHS, BUILDING_HEAD, (row,), caption=label)


def _thrift(facts: EvaluationFacts) -> Table:
    words = text_cell(facts.finance.thrift_measures, GAP, span=len(THRIFT_WIDTHS) - 1)
    return Table("厉行节约保障措施", THRIFT_WIDTHS, (), (Row((cell("厉行节约保障措施", "head"), words)),))
