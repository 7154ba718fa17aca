"""How far each section is, for the task list: a state in words, how much is missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.domain.sections import SECTIONS
from huadu_perf.lib.findings import Finding, Severity


@dataclass(frozen=True)
class SectionProgress:
    """State words and tone of a section; how many things are missing, wrong, or wait for an explanation."""

    key: str
    state: str
    tone: str
    missing: int = 0
    errors: int = 0
    warnings: int = 0


def progress_of(
    findings: Iterable[Finding], *, started: set[str], complete: set[str], returned: set[str], is_locked: bool
) -> dict[str, SectionProgress]:
    """The progress of every section. `returned`: sections with an unanswered remark."""
    by_section: dict[str, list[Finding]] = {section.key: [] for section in SECTIONS}
    for finding in findings:
        by_section[finding.place.section].append(finding)
    return {
        key: _progress(key, found, key in started, key in complete, key in returned, is_locked)
        for key, found in by_section.items()
    }


def _progress(
    key: str, findings: list[Finding], is_started: bool, is_complete: bool, is_returned: bool, is_locked: bool
) -> SectionProgress:
    errors = [finding for finding in findings if finding.severity == Severity.ERROR]
    missing = sum(finding.code.startswith("M") for finding in errors)
    warnings = sum(finding.severity == Severity.WARNING for finding in findings)
    wrong = len(errors) - missing
    if is_locked:
        state, tone = "已锁定", "locked"
    elif is_returned:
        state, tone = "待答复", "danger"
    elif key == "check":
        state, tone = "待提交", "neutral"
    elif not is_started:
        state, tone = "未开始", "neutral"
    elif wrong:
        state, tone = "有问题", "danger"
    elif missing or not (is_complete or key == "evidence"):
        state, tone = "填写中", "info"
    else:
        state, tone = "已完成", "plain"
    return SectionProgress(key, state, tone, missing, len(errors), warnings)
