"""Sentences about income, spending and the money of projects; all figures come from the budget lines."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from budgets.domain.execution import Totals, execution_rate, summarise
from budgets.domain.facts import BudgetLine, ProjectFacts
from budgets.enums import GROUP_ITEMS, BudgetGroup
from huadu_perf.lib.values import Figure, number
from reports.domain.document import Prose, enumerated
from reports.domain.voice import Voice
from reports.domain.wording import clause, money, rate

#: The sentence about each group of spending.
_GROUPS: dict[Any, str] = {
    BudgetGroup.SPENDING: "finance.by_source",
    BudgetGroup.NATURE: "finance.by_nature",
    BudgetGroup.THREE_PUBLIC: "finance.three_public",
}


def execution_sentence(voice: Voice, year: int, lines: Iterable[BudgetLine]) -> Prose:
    """收支 of the whole department and the execution rate."""
    summary = summarise(lines)
    spending = summary.spending
    values = {
        "年度": str(year),
        "收入预算数": money(summary.income.adjusted_amount),
        "收入执行数": money(summary.income.executed_amount),
        "年初预算数": money(spending.initial_amount),
        "全年预算数": money(spending.adjusted_amount),
        "执行数": money(spending.executed_amount),
        "执行率情况": rate_clause(voice, spending.adjusted_amount, spending.executed_amount),
    }
    return voice.sentence("finance.total", values)


def rate_clause(voice: Voice, adjusted: Figure, executed: Figure) -> Prose:
    """执行率 as part of a sentence, or why there is none."""
    value = execution_rate(adjusted, executed)
    if value is not None:
        return voice.piece("finance.rate", {"执行率": rate(value)})
    if None in (adjusted, executed):
        return voice.piece("finance.rate_missing")
    return voice.piece("finance.rate_of_zero" if number(adjusted) == 0 else "finance.rate_not_applicable")


def group_sentences(voice: Voice, lines: Sequence[BudgetLine]) -> tuple[Prose, ...]:
    """The executed amounts of spending by source, by nature and of 三公经费."""
    return tuple(
        voice.sentence(id, {"各项金额": _amounts(voice, group, lines)}) for group, id in _GROUPS.items()
    )


def _amounts(voice: Voice, group: BudgetGroup, lines: Sequence[BudgetLine]) -> Prose:
    """Figures first, then what is not applicable, then what is missing."""
    by_item = {line.item: line.executed_amount for line in lines}
    rows = [(item.label, by_item.get(item)) for item in GROUP_ITEMS[group]]
    figures = [
        voice.piece("finance.item", {"科目": label, "金额": money(amount)})
        for label, amount in rows
        if number(amount) is not None
    ]
    absent = [label for label, amount in rows if amount is not None and number(amount) is None]
    missing = [label for label, amount in rows if amount is None]
    parts = [enumerated(figures, "，")] if figures else []
    for id, labels in (("finance.items_not_applicable", absent), ("finance.items_missing", missing)):
        parts += [voice.piece(id, {"科目": "、".join(labels)})] if labels else []
    return enumerated(parts, "；")


def change_sentence(voice: Voice, totals: Totals) -> Prose | None:
    """Spending against last year's, when both are known."""
    now, before = totals.executed_amount, totals.last_year_amount
    if now is None or before is None:
        return None
    if now == before:
        return voice.sentence("finance.same", {"支出": money(now)})
    change = abs(now - before)
    values = {
        "上年支出": money(before),
        "差额": money(change),
        "幅度": rate(change / before) if before else None,
    }
    return voice.sentence("finance.more" if now > before else "finance.less", values)


def adjustment_sentence(voice: Voice, totals: Totals, reason: str) -> Prose | None:
    """Why the budget was changed; None when it was not."""
    initial, adjusted = totals.initial_amount, totals.adjusted_amount
    changed = None not in (initial, adjusted) and initial != adjusted
    if not reason and not changed:
        return None
    return voice.sentence("finance.adjustment", {"调整原因": clause(reason)})


def low_execution_sentence(voice: Voice, value: Decimal | None, lowest: Decimal, reason: str) -> Prose | None:
    """Why little was spent; None when enough was."""
    if reason:
        return voice.sentence("finance.execution_note", {"执行说明": clause(reason)})
    return voice.sentence("finance.low_execution") if value is not None and value < lowest else None


def project_money_sentence(voice: Voice, project: ProjectFacts) -> Prose:
    """年初预算 … 调整 … 执行 … 执行率."""
    initial, adjusted = project.initial_amount, project.adjusted_amount
    is_changed = None not in (number(initial), number(adjusted)) and initial != adjusted
    values = {
        "年初预算数": money(initial),
        "全年预算数": money(adjusted),
        "调整原因": clause(project.adjustment_reason),
        "执行数": money(project.executed_amount),
        "执行率情况": rate_clause(voice, adjusted, project.executed_amount),
    }
    return voice.sentence("projects.money_changed" if is_changed else "projects.money", values)
