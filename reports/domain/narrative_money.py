"""Sentences about income, spending and the money of projects; all figures come from the budget lines."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from budgets.domain.execution import Totals, execution_rate, summarise
from budgets.domain.facts import BudgetLine, ProjectFacts
from budgets.enums import GROUP_ITEMS, BudgetGroup
from huadu_perf.lib.values import Figure, number
from reports.domain.document import GAP, Prose, enumerated, say
from reports.domain.wording import clause, money, rate, sentence

#: How the sentence about each group of spending begins.
_GROUP_LEADS: dict[Any, str] = {
    BudgetGroup.SPENDING: "支出按资金来源分：",
    BudgetGroup.NATURE: "支出按性质分：",
    BudgetGroup.THREE_PUBLIC: "“三公”经费支出：",
}


def execution_sentence(year: int, lines: Iterable[BudgetLine]) -> Prose:
    """收支 of the whole department and the execution rate."""
    summary = summarise(lines)
    spending = summary.spending
    return sentence(
        f"{year}年度部门整体收入全年预算数", money(summary.income.adjusted_amount),
        "，执行数", money(summary.income.executed_amount),
        "；整体支出年初预算数", money(spending.initial_amount),
        "，全年预算数", money(spending.adjusted_amount), "，执行数", money(spending.executed_amount),
        "，", rate_clause(spending.adjusted_amount, spending.executed_amount),
    )  # fmt: skip


def rate_clause(adjusted: Figure, executed: Figure) -> Prose:
    """执行率 as part of a sentence, or why there is none."""
    value = execution_rate(adjusted, executed)
    if value is not None:
        return say("执行率", rate(value))
    if None in (adjusted, executed):
        return say("执行率", GAP)
    return say("预算为零，不计算执行率" if number(adjusted) == 0 else "执行率不适用")


def group_sentences(lines: Sequence[BudgetLine]) -> tuple[Prose, ...]:
    """The executed amounts of spending by source, by nature and of 三公经费."""
    return tuple(_group_sentence(lead, group, lines) for group, lead in _GROUP_LEADS.items())


def _group_sentence(lead: str, group: BudgetGroup, lines: Sequence[BudgetLine]) -> Prose:
    """Figures first, then what is not applicable, then what is missing."""
    by_item = {line.item: line.executed_amount for line in lines}
    rows = [(item.label, by_item.get(item)) for item in GROUP_ITEMS[group]]
    figures = [say(label, money(amount)) for label, amount in rows if number(amount) is not None]
    absent = [label for label, amount in rows if amount is not None and number(amount) is None]
    missing = [label for label, amount in rows if amount is None]
    parts = [
        enumerated(figures, "，"),
        say("、".join(absent), "不适用") if absent else say(),
        say("、".join(missing), GAP) if missing else say(),
    ]
    return sentence(lead, enumerated((part for part in parts if part.runs), "；"))


def change_sentence(totals: Totals) -> Prose | None:
    """Spending against last year's, when both are known."""
    now, before = totals.executed_amount, totals.last_year_amount
    if now is None or before is None:
        return None
    if now == before:
        return sentence("支出执行数与上年持平，均为", money(now))
    words = ("增加", "增长") if now > before else ("减少", "下降")
    share = say("，", words[1], rate(abs(now - before) / before)) if before else say()
    return sentence(
        "上年支出执行数", money(before), "，本年比上年", words[0], money(abs(now - before)), share
    )


def adjustment_sentence(totals: Totals, reason: str) -> Prose | None:
    """Why the budget was changed; None when it was not."""
    if reason:
        return sentence("预算调整原因：", clause(reason))
    changed = None not in (totals.initial_amount, totals.adjusted_amount)
    return (
        sentence("预算调整原因：", GAP)
        if changed and totals.initial_amount != totals.adjusted_amount
        else None
    )


def low_execution_sentence(value: Decimal | None, lowest: Decimal, reason: str) -> Prose | None:
    """Why little was spent; None when enough was."""
    if reason:
        return sentence("执行情况说明：", clause(reason))
    return sentence("执行率偏低原因：", GAP) if value is not None and value < lowest else None


def project_money_sentence(project: ProjectFacts) -> Prose:
    """年初预算 … 调整 … 执行 … 执行率."""
    initial, adjusted = project.initial_amount, project.adjusted_amount
    is_changed = None not in (number(initial), number(adjusted)) and initial != adjusted
    reason = say("（调整原因：", clause(project.adjustment_reason), "）") if is_changed else say()
    return sentence(
        "年初预算", money(initial),
        "，全年预算调整为" if is_changed else "，全年预算", money(adjusted), reason,
        "，执行", money(project.executed_amount), "，", rate_clause(adjusted, project.executed_amount),
    )  # fmt: skip
