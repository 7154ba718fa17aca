"""Three scores: computed, self, reviewed; sums of every group, total, deductions and grade.

Parents are sums of their children. The total is the sum, rescaled where indicators do not apply, and capped by the
execution rate where the index system says so; full points less the total always equals the listed deductions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from budgets.domain.execution import summarise
from evaluations.domain.facts import EvaluationFacts, Indicator, Measured
from evaluations.domain.formulas import ZERO, score_indicator
from evaluations.domain.grading import grade
from evaluations.domain.review import NO_REVIEW, Review
from huadu_perf.lib.money import round_half_up
from huadu_perf.lib.values import number

Scores = Mapping[UUID, Decimal | None]


class Loss(StrEnum):
    """Why points are missing from the total."""

    INDICATOR = "indicator"
    RESCALED = "rescaled"
    CAPPED = "capped"


@dataclass(frozen=True)
class Deduction:
    """One item of the list of deductions. `points` is below zero only where rescaling gives points back."""

    loss: Loss
    name: str
    points: Decimal
    reason: str = ""
    key: UUID | None = None


@dataclass(frozen=True)
class Total:
    """How the sum of the scores becomes the total."""

    raw: Decimal
    rescaled: Decimal
    final: Decimal

    @property
    def capped(self) -> Decimal:
        """What the cap by execution rate took."""
        return self.rescaled - self.final


@dataclass(frozen=True)
class GroupScore:
    """A node of level 1 or 2 with the sums of the indicators below it."""

    key: UUID
    level: int
    name: str
    points: Decimal
    score: Decimal | None
    reviewed: Decimal | None = None


@dataclass(frozen=True)
class Scorecard:
    """All scores of one evaluation; a total is None while no score is given.

    `points`: the sum of all points. `deductions`: what makes full points the total. `reviewed_…`: with the reviewer's
    scores in place of the department's, None without any.
    """

    total: Decimal | None
    points: Decimal
    grade: str
    groups: tuple[GroupScore, ...] = ()
    computed: Scores = field(default_factory=dict)
    self_scores: Scores = field(default_factory=dict)
    reviewed: Scores = field(default_factory=dict)
    project_grades: Mapping[UUID, str] = field(default_factory=dict)
    computed_projects: Scores = field(default_factory=dict)
    computed_total: Decimal | None = None
    reviewed_total: Decimal | None = None
    reviewed_grade: str = ""
    deductions: tuple[Deduction, ...] = ()

    def self_score_of(self, key: UUID) -> Decimal | None:
        """The department's own score of one indicator."""
        return self.self_scores.get(key)

    def project_grade(self, key: UUID) -> str:
        """The grade of one project's own score."""
        return self.project_grades.get(key, "")


def score(facts: EvaluationFacts, review: Review = NO_REVIEW) -> Scorecard:
    """Scores of every indicator and project, sums of every group, totals, deductions and grade."""
    leaves, rules, bands = facts.scored_indicators(), facts.campaign.rules, facts.campaign.bands
    nodes = {node.key: node for node in facts.campaign.nodes}
    rows: tuple[Measured, ...] = (*leaves, *facts.project_indicators)
    computed = {row.key: score_indicator(row, rules, nodes.get(row.key)) for row in rows}
    own = {row.key: number(row.self_score) for row in rows}
    reviewed = {each.key: number(each.score) for each in review.scores}
    final = {key: reviewed.get(key, value) for key, value in own.items()}
    total = _total(facts, leaves, own)
    reviewed_total = _total(facts, leaves, final) if reviewed else None
    return Scorecard(
        total=total.final if total else None,
        points=_sum([row.points for row in leaves]) or ZERO,
        grade=grade(total.final if total else None, bands),
        groups=_groups(facts, own, final if reviewed else {}),
        computed=computed,
        self_scores=own,
        reviewed=reviewed,
        project_grades={project.key: grade(number(project.self_score), bands) for project in facts.projects},
        computed_projects={project.key: _project(facts, project.key, computed) for project in facts.projects},
        computed_total=_computed_total(facts, leaves, computed, own),
        reviewed_total=reviewed_total.final if reviewed_total else None,
        reviewed_grade=grade(reviewed_total.final, bands) if reviewed_total else "",
        deductions=_deductions(facts, leaves, own, total) if total else (),
    )


def _computed_total(
    facts: EvaluationFacts, leaves: Sequence[Indicator], computed: Scores, own: Scores
) -> Decimal | None:
    """The total with every computed score in place; what cannot be computed stands as the department scored it."""
    made = {row.key: _either(computed[row.key], own[row.key]) for row in leaves}
    if any(made[row.key] is None and not row.is_left_out for row in leaves):
        return None
    total = _total(facts, leaves, made)
    return total.final if total else None


def _either(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return second if first is None else first


def _total(facts: EvaluationFacts, leaves: Sequence[Indicator], scores: Scores) -> Total | None:
    raw = _sum([scores[row.key] for row in leaves])
    if raw is None:
        return None
    rules = facts.campaign.rules
    left_out = _sum([row.points for row in leaves if row.is_left_out]) or ZERO
    applicable = (_sum([row.points for row in leaves]) or ZERO) - left_out
    rescaled = raw
    if left_out and applicable and rules.not_applicable == "rescale":
        rescaled = round_half_up(raw * (applicable + left_out) / applicable)
    return Total(raw, rescaled, min(rescaled, execution_cap(facts, rescaled)))


def execution_cap(facts: EvaluationFacts, otherwise: Decimal) -> Decimal:
    """The most the total can be at this execution rate (DESK33), or `otherwise` where no cap applies."""
    rate = summarise(facts.budget_lines).spending.execution_rate
    caps = [cap.most for cap in facts.campaign.rules.execution_caps if rate is not None and rate < cap.below]
    return min((value for cap in caps if (value := number(cap)) is not None), default=otherwise)


def _deductions(
    facts: EvaluationFacts, leaves: Sequence[Indicator], scores: Scores, total: Total
) -> tuple[Deduction, ...]:
    """Every item by which full points (the sum of all) exceed the total; they add up to it exactly."""
    found = [
        Deduction(Loss.INDICATOR, row.name, points - (scores[row.key] or ZERO), row.deduction_reason, row.key)
        for row in leaves
        if (points := number(row.points)) is not None and not row.is_left_out and points != scores[row.key]
    ]
    left_out = [row for row in leaves if row.is_left_out]
    if left_out:
        given_back = total.rescaled - total.raw
        names = "、".join(row.name for row in left_out)
        missing = (_sum([row.points for row in left_out]) or ZERO) - given_back
        found.append(Deduction(Loss.RESCALED, "不适用指标折算", missing, f"不适用：{names}"))
    if total.capped:
        found.append(Deduction(Loss.CAPPED, "支出执行率封顶", total.capped, facts.finance.execution_reason))
    return tuple(found)


def _groups(facts: EvaluationFacts, own: Scores, final: Scores) -> tuple[GroupScore, ...]:
    """Sums of every node above level 3, each indicator added once to every node above it."""
    above = {row.key: row.parent for row in facts.indicators}
    below: dict[UUID, list[Indicator]] = {row.key: [] for row in facts.indicators if row.level < 3}
    for leaf in facts.scored_indicators():
        parent = leaf.parent
        while parent is not None and parent in below:
            below[parent].append(leaf)
            parent = above[parent]
    return tuple(
        GroupScore(
            node.key, node.level, node.name,
            _sum([leaf.points for leaf in below[node.key]]) or ZERO,
            _sum([own[leaf.key] for leaf in below[node.key]]),
            _sum([final.get(leaf.key) for leaf in below[node.key]]),
        )
        for node in facts.indicators
        if node.level < 3
    )  # fmt: skip


def _project(facts: EvaluationFacts, key: UUID, computed: Scores) -> Decimal | None:
    """A project's computed score: the sum over its indicators, self scores where nothing can be computed."""
    rows = facts.indicators_of(key)
    made = [_either(computed[row.key], number(row.self_score)) for row in rows if not row.is_left_out]
    return None if not made or None in made else _sum(made)


def _sum(values: Sequence[object]) -> Decimal | None:
    stated = [value for value in map(number, values) if value is not None]
    return sum(stated, ZERO) if stated else None
