"""How far a section is, in words."""

import pytest

from evaluations.domain.progress import progress_of
from evaluations.domain.sections import SECTIONS
from huadu_perf.lib.findings import Finding, Place, Severity


def finding(code: str, severity: Severity = Severity.ERROR, section: str = "goals") -> Finding:
    return Finding(code, severity, Place(section, section), "…")


MISSING, WRONG = finding("M3"), finding("A4")
WARNING, HINT = finding("G2", Severity.WARNING), finding("E1", Severity.HINT)
#: findings, started, complete, returned, locked -> state, tone, (missing, errors, warnings)
CASES = (
    ((), False, False, False, False, "未开始", "neutral", (0, 0, 0)),
    ((MISSING,), False, False, False, False, "未开始", "neutral", (1, 1, 0)),
    ((), True, False, False, False, "填写中", "info", (0, 0, 0)),
    ((MISSING, MISSING), True, True, False, False, "填写中", "info", (2, 2, 0)),
    ((), True, True, False, False, "已完成", "plain", (0, 0, 0)),
    ((WARNING, HINT), True, True, False, False, "已完成", "plain", (0, 0, 1)),
    ((WRONG,), True, True, False, False, "有问题", "danger", (0, 1, 0)),
    ((WRONG, MISSING), False, False, False, False, "未开始", "neutral", (1, 2, 0)),
    ((WRONG, MISSING), True, False, False, False, "有问题", "danger", (1, 2, 0)),
    ((WRONG,), True, True, True, False, "待答复", "danger", (0, 1, 0)),
    ((WRONG,), True, True, True, True, "已锁定", "locked", (0, 1, 0)),
)


@pytest.mark.parametrize(
    ("findings", "started", "complete", "returned", "locked", "state", "tone", "counts"), CASES
)
def test_state_of_a_section(findings, started, complete, returned, locked, state, tone, counts):
    sets = {name: {"goals"} if given else set() for name, given in
            (("started", started), ("complete", complete), ("returned", returned))}  # fmt: skip
    part = progress_of(findings, **sets, is_locked=locked)["goals"]
    assert (part.key, part.state, part.tone) == ("goals", state, tone)
    assert (part.missing, part.errors, part.warnings) == counts


def test_each_section_has_its_own_findings():
    parts = progress_of(
        [WRONG, finding("B1", section="budget")],
        started=set(),
        complete=set(),
        returned=set(),
        is_locked=False,
    )
    assert list(parts) == [section.key for section in SECTIONS]
    assert [key for key, part in parts.items() if part.errors] == ["budget", "goals"]


@pytest.mark.parametrize(
    ("section", "findings", "started", "state"),
    [
        ("check", (), True, "待提交"), ("check", (), False, "待提交"), ("evidence", (), True, "已完成"), ("evidence", (), False, "未开始"),
        ("evidence", (finding("E1", Severity.HINT, "evidence"),), True, "已完成"),
    ],
)  # fmt: skip
def test_sections_without_a_form_need_no_declaration(section, findings, started, state):
    sections = {section} if started else set()
    parts = progress_of(findings, started=sections, complete=set(), returned=set(), is_locked=False)
    assert parts[section].state == state
