"""核查分数: the score a finance reviewer gives beside the department's own, with its reason and its basis."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import fingerprint
from huadu_perf.lib.money import points
from huadu_perf.lib.values import Facts, Key, Points, Text, number

Scored = Literal["indicators", "projects", "project_indicators"]
REASON_LIMIT, BASIS_LIMIT = 1000, 300
#: What a project is scored out of.
FULL_MARK = Decimal(100)


class ReviewedScore(Facts):
    """One indicator (or project) as the reviewer sees it; `basis` is the rule or document it rests on."""

    rowset: Scored
    key: Key
    score: Points
    reason: Annotated[Text, Field(max_length=REASON_LIMIT)] = ""
    basis: Annotated[Text, Field(max_length=BASIS_LIMIT)] = ""


class Review(Facts):
    """The reviewer's scores of one round; what is not in it stands as the department scored it."""

    scores: tuple[ReviewedScore, ...] = ()

    @property
    def by_key(self) -> dict[UUID, ReviewedScore]:
        """What the reviewer says of each row."""
        return {each.key: each for each in self.scores}


NO_REVIEW = Review()


@dataclass(frozen=True)
class Subject:
    """A row the reviewer may score: out of how many points, and how the department scores it."""

    rowset: Scored
    key: UUID
    name: str
    full: Decimal
    own: Decimal | None


@dataclass(frozen=True)
class Fault:
    """Why a reviewed score cannot stand: at which field of which row, in Chinese."""

    key: UUID
    field: str
    message: str


def subjects(facts: EvaluationFacts) -> dict[UUID, Subject]:
    """What may be scored: every indicator with points, and every project that has no indicators of its own."""
    found: list[Subject] = []
    for row in facts.scored_indicators():
        if (full := number(row.points)) is not None:
            found.append(Subject("indicators", row.key, row.name, full, number(row.self_score)))
    for project in facts.projects:
        rows = facts.indicators_of(project.key)
        if not rows:
            own = number(project.self_score)
            found.append(Subject("projects", project.key, project.name, FULL_MARK, own))
        for below in rows:
            if (full := number(below.points)) is not None:
                own = number(below.self_score)
                found.append(Subject("project_indicators", below.key, below.name, full, own))
    return {subject.key: subject for subject in found}


def kept(facts: EvaluationFacts, review: Review) -> Review:
    """Without what says nothing: a score equal to the department's own, without a word."""
    known = subjects(facts)
    return Review(
        scores=tuple(
            each
            for each in review.scores
            if each.reason or each.basis or each.key not in known or each.score != known[each.key].own
        )
    )


def faults(facts: EvaluationFacts, review: Review) -> tuple[Fault, ...]:
    """All reviewed scores that cannot stand: out of bounds, or without their reason or their basis."""
    known = subjects(facts)
    return tuple(
        fault for each in kept(facts, review).scores for fault in _faults_of(each, known.get(each.key))
    )


def _faults_of(given: ReviewedScore, subject: Subject | None) -> Iterator[Fault]:
    score = number(given.score)
    if subject is None or subject.rowset != given.rowset:
        yield Fault(given.key, "score", "这一项不能单独核查")
        return
    if score is None:
        yield Fault(given.key, "score", "写了核查意见或依据，要填写核查得分；不核查就清空它们")
        return
    if score > subject.full:
        yield Fault(given.key, "score", f"核查得分 {points(score)} 超过分值 {points(subject.full)}")
    differs = f"核查得分 {points(score)} 与自评得分 {points(subject.own) or '不适用'} 不同，"
    if score == subject.own:
        differs = ""
    if not given.reason:
        yield Fault(given.key, "reason", f"{differs}要写明核查意见")
    if not given.basis:
        yield Fault(given.key, "basis", f"{differs}要写明依据（文号或评分标准条目）")


def stamp(review: Review, round: int, step: int = 0) -> str:
    """A short name of what the reviewers gave in a round: an open page tells by it what it was made from.

    A page that decides also names the `step` the evaluation had come to, which changes with everything that is done about it.
    """
    ordered = sorted(review.scores, key=lambda each: str(each.key))
    text = "\n".join(each.model_dump_json() for each in ordered)
    return "-".join((f"{round}", fingerprint(text)[:16], *([f"{step}"] if step else [])))


def round_of(stamp: str) -> str:
    """The round that a stamp names."""
    return stamp.partition("-")[0]


def step_of(stamp: str) -> str:
    """The step that the stamp of a page that decides names."""
    return stamp.rpartition("-")[2]
