"""Three scores: computed, self, reviewed; sums of every group, total, deductions and grade.

Parents are sums of their children. The total is the sum, rescaled where indicators do not apply, and capped by the
execution rate where the index system says so; full points less the total always equals the listed deductions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from budgets.domain.execution import summarise
from evaluations.domain.facts import EvaluationFacts, Indicator, Measured, Project
from evaluations.domain.formulas import ZERO, score_indicator
from evaluations.domain.grading import grade
from evaluations.domain.review import NO_REVIEW, Review
from huadu_perf.lib.money import round_half_up
from huadu_perf.lib.values import number

Scores = Mapping[UUID, Decimal | None]
FULL_MARK = Decimal(100)


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
    computed: Decimal | None = None


@dataclass(frozen=True)
class Scorecard:
    """All scores of one evaluation; a total is None while no score is given.

    `points`: the sum of all points. `deductions`: what makes full points the total. `reviewed_…`: with the reviewer's
    scores in place of the department's, None or empty without any.
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
    reviewed_projects: Scores = field(default_factory=dict)
    reviewed_project_grades: Mapping[UUID, str] = field(default_factory=dict)
    deductions: tuple[Deduction, ...] = ()
    reviewed_deductions: tuple[Deduction, ...] = ()
    review: Review = NO_REVIEW

    @property
    def is_reviewed(self) -> bool:
        """Whether the reviewer gave any score of his own."""
        return bool(self.reviewed)

    def final_score_of(self, key: UUID) -> Decimal | None:
        """The score that counts of one indicator: the reviewer's where he gave one, else the department's."""
        return self.reviewed.get(key, self.self_scores.get(key))

    def project_grade(self, key: UUID) -> str:
        """The grade of one project's own score."""
        return self.project_grades.get(key, "")


def score(facts: EvaluationFacts, review: Review = NO_REVIEW) -> Scorecard:
    """Scores of every indicator and project, sums of every group, totals, deductions and grade."""
    leaves, rules, bands = facts.counted_indicators(), facts.campaign.rules, facts.campaign.bands
    nodes = {node.key: node for node in facts.campaign.nodes}
    rows: tuple[Measured, ...] = (*facts.scored_indicators(), *facts.project_indicators)
    computed = {row.key: score_indicator(row, rules, nodes.get(row.key)) for row in rows}
    own = {row.key: number(row.self_score) for row in rows}
    made = {key: _either(computed[key], value) for key, value in own.items()}
    total = _total(facts, leaves, own)
    card = Scorecard(
        total=total.final if total else None,
        points=_sum([row.points for row in leaves]) or ZERO,
        grade=grade(total.final if total else None, bands),
        groups=_groups(facts, own, made, {}),
        computed=computed,
        self_scores=own,
        project_grades={project.key: grade(number(project.self_score), bands) for project in facts.projects},
        computed_projects={row.key: _project(facts, row.key, made) for row in facts.projects},
        computed_total=_computed_total(facts, leaves, made),
        deductions=_deductions(facts, leaves, own, total) if total else (),
    )
    return _with_review(card, facts, made, review) if review.scores else card


def _with_review(card: Scorecard, facts: EvaluationFacts, made: Scores, review: Review) -> Scorecard:
    """The same with the reviewer's scores: sums, total, cap, grade and deductions follow them."""
    leaves, bands = facts.counted_indicators(), facts.campaign.bands
    reviewed = {each.key: number(each.score) for each in review.scores}
    final = {key: reviewed.get(key, value) for key, value in card.self_scores.items()}
    total = _total(facts, leaves, final)
    projects = {
        row.key: _reviewed_project(facts, row, reviewed, card.self_scores, final) for row in facts.projects
    }
    said = {
        each.key: f"{each.reason}（{each.basis}）" if each.basis else each.reason for each in review.scores
    }
    return replace(
        card,
        groups=_groups(facts, card.self_scores, made, final),
        reviewed=reviewed,
        reviewed_total=total.final if total else None,
        reviewed_grade=grade(total.final if total else None, bands),
        reviewed_projects=projects,
        reviewed_project_grades={key: grade(value, bands) for key, value in projects.items()},
        reviewed_deductions=_deductions(facts, leaves, final, total, said) if total else (),
        review=review,
    )


def _computed_total(facts: EvaluationFacts, leaves: Sequence[Indicator], made: Scores) -> Decimal | None:
    """The total with every computed score in place; what cannot be computed stands as the department scored it."""
    if any(made[row.key] is None and not row.is_left_out for row in leaves):
        return None
    total = _total(facts, leaves, made)
    return total.final if total else None


def _either(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return second if first is None else first


def _left_out(rows: Sequence[Measured], scores: Scores) -> frozenset[UUID]:
    """The keys of the rows that do not apply; one that the reviewer scored all the same applies."""
    return frozenset(row.key for row in rows if row.is_left_out and scores[row.key] is None)


def _total(facts: EvaluationFacts, leaves: Sequence[Indicator], scores: Scores) -> Total | None:
    raw = _sum([scores[row.key] for row in leaves])
    if raw is None:
        return None
    rules = facts.campaign.rules
    skipped = _left_out(leaves, scores)
    left_out = _sum([row.points for row in leaves if row.key in skipped]) or ZERO
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
    facts: EvaluationFacts,
    leaves: Sequence[Indicator],
    scores: Scores,
    total: Total,
    said: Mapping[UUID, str] = MappingProxyType({}),
) -> tuple[Deduction, ...]:
    """Every item by which full points (the sum of all) exceed the total; they add up to it exactly.

    `said`: reasons that stand in place of the department's own.
    """
    skipped = _left_out(leaves, scores)
    found = [
        Deduction(Loss.INDICATOR, row.name, lost, said.get(row.key, row.deduction_reason), row.key)
        for row in leaves
        if row.key not in skipped and (lost := (number(row.points) or ZERO) - (scores[row.key] or ZERO))
    ]
    if skipped:
        left_out = [row for row in leaves if row.key in skipped]
        missing = (_sum([row.points for row in left_out]) or ZERO) - (total.rescaled - total.raw)
        names = "、".join(row.name for row in left_out)
        found.append(Deduction(Loss.RESCALED, "不适用指标折算", missing, f"不适用：{names}"))
    if total.capped:
        found.append(Deduction(Loss.CAPPED, "支出执行率封顶", total.capped, facts.finance.execution_reason))
    return tuple(found)


def _groups(facts: EvaluationFacts, own: Scores, made: Scores, final: Scores) -> tuple[GroupScore, ...]:
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
            _sum([made[leaf.key] for leaf in below[node.key]]),
        )
        for node in facts.indicators
        if node.level < 3
    )  # fmt: skip


def _project(facts: EvaluationFacts, key: UUID, scores: Scores) -> Decimal | None:
    """A project's score from its indicators: their sum, rescaled to 100 where some do not apply."""
    rows = facts.indicators_of(key)
    skipped = _left_out(rows, scores)
    counted = [row for row in rows if row.key not in skipped]
    made = [scores[row.key] for row in counted]
    if not made or None in made:
        return None
    added, whole = _sum(made) or ZERO, _sum([row.points for row in counted])
    return round_half_up(added * FULL_MARK / whole) if skipped and whole else added


def _reviewed_project(
    facts: EvaluationFacts, project: Project, reviewed: Scores, own: Scores, final: Scores
) -> Decimal | None:
    """The sum of its indicators, and the points that none of them holds; one without indicators has its own score."""
    stated = number(project.self_score)
    if all(row.key not in reviewed for row in facts.indicators_of(project.key)):
        return reviewed.get(project.key, stated)
    before, after = _project(facts, project.key, own), _project(facts, project.key, final)
    if after is None:
        return None
    beside = ZERO if stated is None or before is None else stated - before
    free = FULL_MARK - (_sum([row.points for row in facts.indicators_of(project.key)]) or ZERO)
    # A score that is neither the sum of its indicators nor explained by points they leave free gives way to the sum.
    return min(max(after + (beside if ZERO <= beside <= free else ZERO), ZERO), FULL_MARK)


def _sum(values: Sequence[object]) -> Decimal | None:
    stated = [value for value in map(number, values) if value is not None]
    return sum(stated, ZERO) if stated else None
