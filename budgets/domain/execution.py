"""Execution rate 执行率 and totals by group; all figures 元, rates 0–1."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budgets.domain.facts import BudgetLine
from budgets.enums import GROUP_ITEMS, BudgetGroup
from huadu_perf.lib.money import ratio
from huadu_perf.lib.values import Figure, number

AMOUNT_FIELDS = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")


@dataclass(frozen=True)
class Totals:
    """Sums of one group of lines, in 元; None where no line of the group has a figure in that column."""

    initial_amount: Decimal | None = None
    adjusted_amount: Decimal | None = None
    executed_amount: Decimal | None = None
    last_year_amount: Decimal | None = None

    @property
    def execution_rate(self) -> Decimal | None:
        """执行数 ÷ 全年预算数 (0–1); None without a budget."""
        return execution_rate(self.adjusted_amount, self.executed_amount)


@dataclass(frozen=True)
class ExecutionSummary:
    """Totals of the groups of the table."""

    income: Totals
    spending: Totals
    nature: Totals
    three_public: Totals
    project_parts: Totals
    operating_parts: Totals
    procurement: Totals


def execution_rate(adjusted: Figure, executed: Figure) -> Decimal | None:
    """执行率 = 全年执行数 ÷ 全年（调整后）预算数, 0–1. No budget, no rate. (财预〔2020〕10号 附表; SC-TABLE)"""
    return ratio(executed, adjusted)


def total(lines: Iterable[BudgetLine]) -> Totals:
    """Column sums; a column in which nothing is stated stays None, which is not zero."""
    rows = tuple(lines)
    sums: dict[str, Decimal | None] = {}
    for field in AMOUNT_FIELDS:
        stated = [value for row in rows if (value := number(getattr(row, field))) is not None]
        sums[field] = sum(stated, Decimal("0.00")) if stated else None
    return Totals(**sums)


def summarise(lines: Iterable[BudgetLine]) -> ExecutionSummary:
    """Totals of income, of spending by source and by nature, of 三公经费, and of what 基础数据表 adds."""
    rows = tuple(lines)
    return ExecutionSummary(
        **{group.value: total(row for row in rows if row.item in GROUP_ITEMS[group]) for group in BudgetGroup}
    )
