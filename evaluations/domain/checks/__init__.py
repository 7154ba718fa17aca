"""The checker 勾稽校验: every rule a small pure function, all run over the facts and their scores."""

from evaluations.domain.checks import completeness, links, money, prose, scores
from evaluations.domain.checks.registry import Check
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTIONS
from huadu_perf.lib.findings import Finding, Severity

CHECKS: tuple[Check, ...] = (
    completeness.missing_fields,
    *scores.CHECKS,
    *money.CHECKS,
    *links.CHECKS,
    *prose.CHECKS,
)

_ORDER = {section.key: section.number for section in SECTIONS}


def check(facts: EvaluationFacts, scorecard: Scorecard) -> tuple[Finding, ...]:
    """All findings, in the order of the sections, the gravest first within a section."""
    findings = [finding for rule in CHECKS for finding in rule(facts, scorecard)]
    return tuple(sorted(findings, key=lambda finding: (_ORDER[finding.place.section], -finding.severity)))


def unsettled(findings: tuple[Finding, ...], explained: set[str]) -> tuple[Finding, ...]:
    """What stands in the way of a submission: errors, and warnings without an explanation."""
    return tuple(
        finding
        for finding in findings
        if finding.severity == Severity.ERROR
        or (finding.severity == Severity.WARNING and finding.identity not in explained)
    )
