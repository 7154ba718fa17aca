"""What an indicator's actual value is worth: every formula of domain.md §1.6, looked up by method and direction.

Points and scores are Decimal, rounded half up to hundredths once, at the end (PMKPI; HB-TABLE; HN-INDEX; DESK33).
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from evaluations.domain.facts import Measured
from evaluations.domain.index_system import IndexNode
from evaluations.domain.rules import Reverse, ScoringRules
from evaluations.enums import Direction, ScoringMethod
from huadu_perf.lib.money import round_half_up
from huadu_perf.lib.values import number

ZERO = Decimal(0)
Scorer = Callable[[Decimal, Decimal, Decimal, Reverse], Decimal]


def _at_least(target: Decimal, actual: Decimal, points: Decimal, reverse: Reverse) -> Decimal:
    """正向: met, full points; else actual ÷ target × points (PMKPI; HB-TABLE). Divided last: a half stays a half.

    A target below zero that is missed gives nothing: there is no share of it.
    """
    if actual >= target:
        return points
    return actual * points / target if target > 0 else ZERO


def _at_most(target: Decimal, actual: Decimal, points: Decimal, reverse: Reverse) -> Decimal:
    """反向: met, full points; else by deviation, 0 from twice the target on (PMKPI), or target ÷ actual (HB-TABLE).

    By deviation is (1 − (actual − target) ÷ target) × points. A target below zero that is missed gives nothing.
    """
    if actual <= target:
        return points
    if target <= 0 or (reverse == "deviation" and actual >= 2 * target):
        return ZERO
    if reverse == "quotient":
        return target * points / actual
    return (2 * target - actual) * points / target


def _equal(target: Decimal, actual: Decimal, points: Decimal, reverse: Reverse) -> Decimal:
    """等于: target 0 is met by an actual of at most 0; a positive target is scored as 正向 (PMKPI)."""
    if target == 0:
        return points if actual <= 0 else ZERO
    return _at_least(target, actual, points, reverse)


SCORERS: dict[Direction, Scorer] = {
    Direction.AT_LEAST: _at_least,
    Direction.AT_MOST: _at_most,
    Direction.EQUAL: _equal,
}


def _by_bands(node: IndexNode, actual: Decimal, points: Decimal) -> Decimal:
    """The first band that holds; a value in none gets nothing (HN-INDEX; 财预〔2021〕101号 满意度赋分)."""
    found = next((band for band in node.bands if band.holds(actual)), None)
    return (number(found.score) or ZERO) if found else ZERO


def _per_point(node: IndexNode, actual: Decimal, points: Decimal) -> Decimal:
    """Full up to the standard; each point beyond it takes `step`, down to 0 (HN-INDEX 在职人员控制率)."""
    standard, step = number(node.target_value) or ZERO, number(node.step) or ZERO
    missed = standard - actual if node.direction == Direction.AT_LEAST else actual - standard
    if missed <= 0:
        return points
    if node.counting != "exact":
        missed = missed.to_integral_value(ROUND_CEILING if node.counting == "begun" else ROUND_FLOOR)
    return points - step * missed


def _by_checklist(node: IndexNode, actual: Decimal, points: Decimal) -> Decimal:
    """Each element met gives `step`, or each breach takes it (HN-INDEX)."""
    step = number(node.step) or ZERO
    return step * actual if node.item_counts == "met" else points - step * actual


METHODS: dict[ScoringMethod, Callable[[IndexNode, Decimal, Decimal], Decimal]] = {
    ScoringMethod.BANDS: _by_bands,
    ScoringMethod.PER_POINT: _per_point,
    ScoringMethod.CHECKLIST: _by_checklist,
}


def score_indicator(row: Measured, rules: ScoringRules, node: IndexNode | None = None) -> Decimal | None:
    """The computed score, or None where nothing can be computed (qualitative, left out, or a value missing).

    `node`: the node of the index system this indicator is, which may have a method of its own. By formula a negative
    actual counts as 0 (PMKPI), but beside a target below zero. Never above the points, never below 0.
    """
    actual, points = number(row.actual_value), number(row.points)
    if row.is_left_out or actual is None or points is None:
        return None
    if node is not None and node.method in METHODS:
        worth: Decimal | None = METHODS[node.method](node, actual, points)
    else:
        worth = _by_formula(row, actual, points, (node.reverse if node else None) or rules.reverse)
    if worth is None:
        return None
    if over_achieved(row, rules):
        worth = min(worth, points) - rules.over_deduction
    return max(ZERO, min(points, round_half_up(worth)))


def _by_formula(row: Measured, actual: Decimal, points: Decimal, reverse: Reverse) -> Decimal | None:
    scorer = SCORERS.get(row.direction) if row.direction else None
    target = number(row.target_value)
    if scorer is None or target is None:
        return None
    return scorer(target, max(actual, ZERO) if target >= 0 else actual, points, reverse)


def over_achieved(row: Measured, rules: ScoringRules) -> bool:
    """Whether the actual value is so far above its target that it has to be explained (PMKPI: 130 %, from 30 at 0)."""
    target, actual = number(row.target_value), number(row.actual_value)
    if row.direction not in (Direction.AT_LEAST, Direction.EQUAL) or target is None or actual is None:
        return False
    if target == 0:
        floor = number(rules.over_at_zero)
        return floor is not None and actual >= floor
    return target > 0 and actual >= target * rules.over_achievement


def qualitative_range(row: Measured, rules: ScoringRules) -> tuple[Decimal, Decimal] | None:
    """Lowest and highest score that the declared grade of a qualitative result allows; None where none is declared."""
    points = number(row.points)
    if row.direction != Direction.QUALITATIVE or row.attainment is None or points is None:
        return None
    share = rules.range_of(row.attainment)
    return round_half_up(share.lowest * points), round_half_up(share.highest * points)
