"""Claims in a text: which texts claim, of which indicators, and which clauses mean it as done."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from evaluations.domain.checks.texts import clauses, plain, sentence_at
from evaluations.domain.facts import EvaluationFacts, Indicator, Measured, ProjectIndicator
from evaluations.enums import Attainment, Direction
from huadu_perf.lib.findings import Place
from huadu_perf.lib.values import number

#: Plans, hedges and denials: what stands in such a clause is not claimed.
OPEN = re.compile(
    "未|没有|尚|不能|难以|无法|并非|不是|力争|确保|争取|努力|计划|将|拟|要求|基本|大部分|多数|大多|总体|部分|个别|除|预计|若|如果|接近"
)


class Claimant(NamedTuple):
    """A text and the indicators it speaks of."""

    place: Place
    text: str
    rows: tuple[Measured, ...]


class Said(NamedTuple):
    """The words of a claim, and the clause and the sentence they stand in."""

    words: str
    clause: str
    sentence: str


def verdicts(facts: EvaluationFacts) -> Iterator[tuple[Place, str]]:
    """The texts that judge the year as a whole: 自评结论, problems and their causes."""
    for name in ("management", "narrative"):
        yield Place("conclusion", field=name), getattr(facts.conclusion, name)
    for problem in facts.problems:
        for name in ("text", "cause"):
            yield Place("problems", "problems", problem.key, name), getattr(problem, name)


def claimants(facts: EvaluationFacts) -> Iterator[Claimant]:
    """Every text that tells results, with the indicators it speaks of: all, the goal's, or the project's."""
    everything: tuple[Indicator, ...] = tuple(row for row in facts.scored_indicators() if not row.is_left_out)
    for place, text in verdicts(facts):
        yield Claimant(place, text, everything)
    for goal in facts.goals:
        own = tuple(row for row in everything if row.goal == goal.key)
        yield Claimant(Place("goals", "goals", goal.key, "achieved"), goal.achieved, own)
    for project in facts.projects:
        rows = tuple(row for row in facts.indicators_of(project.key) if not row.is_left_out)
        yield Claimant(Place("projects", "projects", project.key, "work_done"), project.work_done, rows)


def rows_of(facts: EvaluationFacts) -> Iterator[tuple[str, Indicator | ProjectIndicator]]:
    """Every third-level indicator that applies, with its row set."""
    yield from (("indicators", row) for row in facts.scored_indicators() if not row.is_left_out)
    yield from (("project_indicators", row) for row in facts.project_indicators if not row.is_left_out)


def said(text: str, claim: re.Pattern[str], *but: re.Pattern[str]) -> Said | None:
    """The first clause in which something is claimed and nothing of `but` stands beside it."""
    read = plain(text)
    for clause in clauses(read):
        found = claim.search(clause[0])
        if found and not any(pattern.search(clause[0]) for pattern in but):
            return Said(found[0], clause[0], sentence_at(read, clause.start()))
    return None


def is_missed(row: Measured) -> bool:
    """Whether the result is short of its target, by value or by the grade declared."""
    target, actual = number(row.target_value), number(row.actual_value)
    if row.direction == Direction.QUALITATIVE:
        return row.attainment in (Attainment.PARTIAL, Attainment.MISSED)
    if row.direction is None or target is None or actual is None:
        return False
    if row.direction == Direction.AT_MOST or (row.direction == Direction.EQUAL and target == 0):
        return actual > target
    return actual < target
