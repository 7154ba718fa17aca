"""The report in a dozen lines: who, which year, how much money, what score. The first sheet of the workbook."""

from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.execution import summarise
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.money import WAN
from huadu_perf.lib.values import Figure, number
from reports.domain.document import GAP, NOTHING, Cell, Row, Words, say
from reports.domain.narrative import grade_words
from reports.domain.wording import bare_money, given, rate, score


def summary_rows(facts: EvaluationFacts, card: Scorecard, stage: str) -> tuple[Row, ...]:
    """Pairs of label and value. `stage`: 草稿 or the round."""
    department, campaign = facts.department, facts.campaign
    return tuple(
        Row((Cell((say(label),), "head"), cell))
        for label, cell in (
            ("部门名称", _text(given(department.name))),
            ("部门编码", _text(given(department.code))),
            ("评价年度", _text(f"{campaign.year}年")),
            ("自评任务", _text(given(campaign.name))),
            ("指标体系", _text(given(campaign.index_system))),
            ("报送轮次", _text(stage)),
            *_money(facts),
            *_scores(facts, card),
        )
    )


def _money(facts: EvaluationFacts) -> Iterator[tuple[str, Cell]]:
    spending = summarise(facts.budget_lines).spending
    yield "年初预算数（万元）", _amount(spending.initial_amount)
    yield "全年预算数（万元）", _amount(spending.adjusted_amount)
    yield "全年执行数（万元）", _amount(spending.executed_amount)
    yield "预算执行率", _figure(rate(spending.execution_rate), spending.execution_rate)


def _scores(facts: EvaluationFacts, card: Scorecard) -> Iterator[tuple[str, Cell]]:
    yield "自评得分", _figure(score(card.total), card.total)
    yield "自评等级", _text(grade_words(card, facts.counted_indicators()))
    if card.is_reviewed:
        yield "核查得分", _figure(score(card.reviewed_total), card.reviewed_total)
        yield "核查等级", _text(card.reviewed_grade or NOTHING)


def _text(words: Words) -> Cell:
    return Cell((say(words or GAP),))


def _amount(amount: Figure) -> Cell:
    value = number(amount)
    return _figure(bare_money(amount), None if value is None else value / WAN)


def _figure(words: Words, value: Decimal | None) -> Cell:
    return Cell((say(words),), value=value)
