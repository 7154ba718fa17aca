"""The rule by which an indicator gets its points, in words, beside what it comes to with the values as they stand."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.formulas import qualitative_range
from evaluations.domain.index_system import IndexNode
from evaluations.domain.method_words import REVERSE, SELF_SCORE, MethodWords, method_words
from evaluations.domain.rules import ScoringRules
from evaluations.domain.scoring import Scorecard
from evaluations.enums import Direction
from huadu_perf.lib.money import percent, points, ratio
from huadu_perf.lib.values import number


@dataclass(frozen=True)
class RowRule:
    """`sentence` and `lines`: the rule; `said`: what is suggested, and why; `locked`: whether scores may differ."""

    sentence: str
    lines: tuple[str, ...]
    said: str
    own: str


def row_rule(facts: EvaluationFacts, card: Scorecard, row: Any) -> RowRule | None:
    """The rule of a third-level indicator or an indicator of a project; None for anything else."""
    if not hasattr(row, "target_value") or getattr(row, "level", 3) != 3:
        return None
    rules = facts.campaign.rules
    node = next((each for each in facts.campaign.nodes if each.key == row.key), None)
    words = method_words(node, rules) if node else MethodWords(_formula(row, rules))
    return RowRule(
        words.sentence, (*words.lines, *((words.note,) if words.note else ())),
        _said(row, card.computed.get(row.key), rules, node), SELF_SCORE[rules.self_score],
    )  # fmt: skip


def _formula(row: Any, rules: ScoringRules) -> str:
    if row.direction == Direction.QUALITATIVE:
        return "按达成等级，在该等级的区间内给分"
    if row.direction == Direction.AT_MOST:
        return f"不超过目标值得满分；超过的，{REVERSE[rules.reverse]}"
    if row.direction is None:
        return "选择符号、填写目标值和完成值后，按完成值与目标值的比例给分"
    return "达到目标值得满分；未达到的，得分＝完成值÷目标值×分值"


def _said(row: Any, computed: Decimal | None, rules: ScoringRules, node: IndexNode | None) -> str:
    """按完成率 99.1% 建议 9.9 分; of a qualitative result the range of its grade."""
    if computed is not None:
        rate = (
            ratio(number(row.actual_value), number(row.target_value))
            if node is None or not node.bands
            else None
        )
        by = f"按完成率 {percent(rate)} " if rate is not None and row.direction != Direction.AT_MOST else ""
        return f"{by}建议 {points(computed)} 分（满分 {points(row.points)}）"
    spread = qualitative_range(row, rules)
    if spread is not None:
        return f"“{row.attainment.label}”可给 {points(spread[0])}–{points(spread[1])} 分（满分 {points(row.points)}）"
    return "填好分值、目标和完成情况并保存后，这里给出建议得分"
