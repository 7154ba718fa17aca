"""The checker 勾稽校验: every rule a small pure function, all run over the facts and their scores."""

from collections.abc import Iterable

from evaluations.domain.checks import (
    annex_figures,
    basis,
    completeness,
    continuity,
    contradictions,
    links,
    money,
    numbers,
    pace,
    points,
    prose,
    rounds,
    scores,
    strangers,
    years,
)
from evaluations.domain.checks.registry import Rule
from evaluations.domain.facts import EvaluationFacts, Explanation
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTIONS
from evaluations.domain.surroundings import ALONE, Surroundings
from huadu_perf.lib.findings import Finding, Severity

CHECKS: tuple[Rule, ...] = (
    *completeness.CHECKS,
    *points.CHECKS,
    *scores.CHECKS,
    *money.CHECKS,
    *annex_figures.CHECKS,
    *links.CHECKS,
    *prose.CHECKS,
    *years.CHECKS,
    *strangers.CHECKS,
    *continuity.CHECKS,
    *pace.CHECKS,
    *contradictions.CHECKS,
    *basis.CHECKS,
    *numbers.CHECKS,
    *rounds.CHECKS,
)
RULE_BY_CODE = {rule.code: rule for rule in CHECKS}

_ORDER = {section.key: section.number for section in SECTIONS}


def check(facts: EvaluationFacts, scorecard: Scorecard, around: Surroundings = ALONE) -> tuple[Finding, ...]:
    """All findings, in the order of the sections, the gravest first within a section."""
    findings = [finding for rule in CHECKS for finding in rule.findings(facts, scorecard, around)]
    return tuple(sorted(findings, key=lambda finding: (_ORDER[finding.place.section], -finding.severity)))


def settled(finding: Finding, explanations: Iterable[Explanation]) -> str:
    """The words that settle a finding, or nothing. Words said to other figures settle nothing any more, nor an error."""
    if finding.severity != Severity.WARNING:
        return ""
    for explanation in explanations:
        if explanation.finding == finding.identity and explanation.message in ("", finding.message):
            return explanation.text
    return ""


def unsettled(findings: Iterable[Finding], explanations: Iterable[Explanation]) -> tuple[Finding, ...]:
    """What stands in the way of a submission: errors, and warnings without an explanation."""
    said = tuple(explanations)
    return tuple(
        finding
        for finding in findings
        if finding.severity == Severity.ERROR
        or (finding.severity == Severity.WARNING and not settled(finding, said))
    )


def standing(
    findings: Iterable[Finding], explanations: Iterable[Explanation]
) -> tuple[tuple[Explanation, ...], tuple[Explanation, ...]]:
    """The explanations that settle a finding, and those that settle none any more."""
    found = tuple(findings)
    said = {row: any(settled(finding, (row,)) for finding in found) for row in explanations}
    return tuple(row for row, holds in said.items() if holds), tuple(row for row in said if not said[row])
