"""Scores: what an indicator's actual value is worth, what the department gives itself, sums and grade.

Formulas are those of domain.md §1.6 (PMKPI, HB-TABLE; 财预〔2020〕10号). Points and scores are Decimal, two decimals.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Indicator, Measured
from evaluations.domain.grading import grade
from evaluations.domain.rules import ScoringRules
from evaluations.enums import Direction
from huadu_perf.lib.money import round_half_up
from huadu_perf.lib.values import number

ZERO = Decimal(0)
Scorer = Callable[[Decimal, Decimal, Decimal, ScoringRules], Decimal]


def _at_least(target: Decimal, actual: Decimal, points: Decimal, rules: ScoringRules) -> Decimal:
    """正向: met, full points; else actual ÷ target × points (PMKPI; HB-TABLE). Divided last: a half stays a half."""
    if actual >= target:
        return points
    return actual * points / target


def _at_most(target: Decimal, actual: Decimal, points: Decimal, rules: ScoringRules) -> Decimal:
    """反向: met, full points; else by deviation, 0 from twice the target on (PMKPI), or target ÷ actual (HB-TABLE).

    By deviation is (1 − (actual − target) ÷ target) × points. A target below zero that is missed gives nothing.
    """
    if actual <= target:
        return points
    if target <= 0 or (rules.reverse == "deviation" and actual >= 2 * target):
        return ZERO
    if rules.reverse == "quotient":
        return target * points / actual
    return (2 * target - actual) * points / target


def _equal(target: Decimal, actual: Decimal, points: Decimal, rules: ScoringRules) -> Decimal:
    """等于: target 0 is met by an actual of at most 0; a positive target is scored as 正向 (PMKPI)."""
    if target == 0:
        return points if actual <= 0 else ZERO
    return _at_least(target, actual, points, rules)


SCORERS: dict[Direction, Scorer] = {
    Direction.AT_LEAST: _at_least,
    Direction.AT_MOST: _at_most,
    Direction.EQUAL: _equal,
}


def score_indicator(indicator: Measured, rules: ScoringRules) -> Decimal | None:
    """The computed score, or None where nothing can be computed (qualitative, or a value missing).

    A negative actual counts as 0 (PMKPI). Rounded half up to hundredths, never above the points.
    """
    scorer = SCORERS.get(indicator.direction) if indicator.direction else None
    target, actual, points = (
        number(indicator.target_value),
        number(indicator.actual_value),
        number(indicator.points),
    )
    if scorer is None or target is None or actual is None or points is None:
        return None
    return min(points, round_half_up(scorer(target, max(actual, ZERO), points, rules)))


@dataclass(frozen=True)
class GroupScore:
    """A node of level 1 or 2 with the sums of the indicators below it."""

    key: UUID
    level: int
    name: str
    points: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class Scorecard:
    """All scores of one evaluation. `total` is the sum of the self scores, None while none is given."""

    total: Decimal | None
    points: Decimal
    grade: str
    groups: tuple[GroupScore, ...] = ()
    computed: dict[UUID, Decimal | None] = field(default_factory=dict)
    self_scores: dict[UUID, Decimal | None] = field(default_factory=dict)
    project_grades: dict[UUID, str] = field(default_factory=dict)

    def self_score_of(self, key: UUID) -> Decimal | None:
        """The department's own score of one indicator."""
        return self.self_scores.get(key)

    def project_grade(self, key: UUID) -> str:
        """The grade of one project's own score."""
        return self.project_grades.get(key, "")


def score(facts: EvaluationFacts) -> Scorecard:
    """Scores of every indicator and project, sums of every group, total and grade."""
    scored = facts.scored_indicators()
    rules, bands = facts.campaign.rules, facts.campaign.bands
    total = _sum(scored, "self_score")
    return Scorecard(
        total=total,
        points=_sum(scored, "points") or ZERO,
        grade=grade(total, bands),
        groups=tuple(_group(facts, node) for node in facts.indicators if node.level < 3),
        computed={row.key: score_indicator(row, rules) for row in (*scored, *facts.project_indicators)},
        self_scores={row.key: number(row.self_score) for row in (*scored, *facts.project_indicators)},
        project_grades={project.key: grade(number(project.self_score), bands) for project in facts.projects},
    )


def _group(facts: EvaluationFacts, node: Indicator) -> GroupScore:
    below = _below(facts, node)
    return GroupScore(
        node.key, node.level, node.name, _sum(below, "points") or ZERO, _sum(below, "self_score")
    )


def _below(facts: EvaluationFacts, node: Indicator) -> tuple[Indicator, ...]:
    if node.level == 3:
        return (node,)
    return tuple(leaf for child in facts.children(node.key) for leaf in _below(facts, child))


def _sum(rows: tuple[Indicator, ...], name: str) -> Decimal | None:
    stated = [value for row in rows if (value := number(getattr(row, name))) is not None]
    return sum(stated, ZERO) if stated else None
