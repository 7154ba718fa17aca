"""Figures the system works out itself and indicators may ask for: rates in percent, two decimals."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from budgets.domain.execution import Totals, execution_rate, summarise
from evaluations.domain.facts import EvaluationFacts, Indicator
from evaluations.enums import FigureSource, IndicatorKind
from huadu_perf.lib.money import ratio, round_half_up
from huadu_perf.lib.values import number

OUTPUT = {IndicatorKind.QUANTITY, IndicatorKind.QUALITY, IndicatorKind.TIMELINESS, IndicatorKind.COST}
BENEFIT = {
    IndicatorKind.ECONOMIC, IndicatorKind.SOCIAL, IndicatorKind.ECOLOGICAL, IndicatorKind.SUSTAINABLE,
    IndicatorKind.SATISFACTION,
}  # fmt: skip


def figure(source: FigureSource, facts: EvaluationFacts) -> Decimal | None:
    """The figure in percent, rounded half up to two decimals; None where the tables do not give it."""
    rate = _SOURCES[source](facts)
    return None if rate is None else round_half_up(rate * 100)


def _change(new: Decimal | None, old: Decimal | None) -> Decimal | None:
    """(new − old) ÷ old; no change without an old amount above zero."""
    return ratio(new - old, old) if new is not None and old is not None else None


def _spending(facts: EvaluationFacts) -> Totals:
    return summarise(facts.budget_lines).spending


def _three_public(facts: EvaluationFacts) -> Totals:
    return summarise(facts.budget_lines).three_public


def _adjustment(facts: EvaluationFacts) -> Decimal | None:
    """预算调整率 = |全年预算数 − 年初预算数| ÷ 年初预算数 (HN-INDEX; HN-2018)."""
    rate = _change(_spending(facts).adjusted_amount, _spending(facts).initial_amount)
    return None if rate is None else abs(rate)


def _carry_over(facts: EvaluationFacts) -> Decimal | None:
    """结转结余率 = (全年预算数 − 全年执行数) ÷ 全年执行数 (t13)."""
    spending = _spending(facts)
    adjusted, executed = spending.adjusted_amount, spending.executed_amount
    return ratio(adjusted - executed, executed) if adjusted is not None and executed is not None else None


def _completion(facts: EvaluationFacts, kinds: set[IndicatorKind]) -> Decimal | None:
    """Σ 得分 ÷ Σ 分值 of the department's own indicators of these kinds (Guangdong draft)."""
    common = {node.key for node in facts.campaign.nodes}
    own = [row for row in facts.scored_indicators() if row.key not in common and row.kind in kinds]
    return ratio(_sum(own, "self_score"), _sum(own, "points"))


def _sum(rows: Iterable[Indicator], name: str) -> Decimal:
    kept = (number(getattr(row, name)) for row in rows if not row.is_left_out)
    return sum((value for value in kept if value is not None), Decimal(0))


_SOURCES: dict[FigureSource, Callable[[EvaluationFacts], Decimal | None]] = {
    FigureSource.EXECUTION_RATE: lambda facts: _spending(facts).execution_rate,
    FigureSource.ADJUSTMENT_RATE: _adjustment,
    FigureSource.STAFF_CONTROL_RATE: lambda facts: execution_rate(
        facts.profile.established_count, facts.profile.serving_count
    ),
    FigureSource.THREE_PUBLIC_CHANGE: lambda facts: _change(
        _three_public(facts).executed_amount, _three_public(facts).last_year_amount
    ),
    FigureSource.THREE_PUBLIC_CONTROL: lambda facts: _three_public(facts).execution_rate,
    FigureSource.CARRY_OVER_RATE: _carry_over,
    FigureSource.OUTPUT_COMPLETION: lambda facts: _completion(facts, OUTPUT),
    FigureSource.BENEFIT_COMPLETION: lambda facts: _completion(facts, BENEFIT),
}
