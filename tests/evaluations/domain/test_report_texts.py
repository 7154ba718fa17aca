"""Fifteen published reports, typed in as far as they are known: what is not entered is asked for, and nothing else alarms.

Figures are those of the reports, sentences are ours. Most are the opening of a report only, so every M is right; of the
other findings each one is listed here with its reason, and a finding that is not listed is a false alarm.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from evaluations.domain.checks import check
from evaluations.domain.scoring import score
from huadu_perf.lib.findings import Finding, Severity
from tests.evaluations.domain.entered import REPORTS, entered

#: 必须修改 that the sources deserve: report, code, and words of the message.
ERRORS: dict[str, tuple[tuple[str, str], ...]] = {
    # The tables break off where the excerpts end.
    "05-yueyang-gonglu-zhibiao-pingfen": (("A2", "合计 36，应为 100"),),
    "09-anon-2018-jichushuju-zhibiao": (
        ("A2", "合计 32，应为 100"),
        ("A4", "得 0 分，比分值少 8 分，未写改进措施"),  # the source gives the computation and no measure
    ),
    "12-sichuan-anon-2017-zhengti": (
        ("A2", "合计 25，应为 100"),
        ("A4", "得 2 分，比分值少 3 分"),  # lost points without a reason, in the source too
        ("A4", "得 4 分，比分值少 1 分"),
        ("D1", "自评得分90分"),  # 90 in the text, 21 in the rows that are known
    ),
}
#: 需要说明 that the sources deserve, and hints: report, code, how often.
OTHERS: dict[str, dict[str, int]] = {
    "01-maoming-fgj-2021": {"G2": 7},  # nine tasks, one goal known
    "02-huadu-zhengxie-2021-zipingbiao": {"D3": 1},  # a shortfall with its cause and no measure
    "05-yueyang-gonglu-zhibiao-pingfen": {"E1": 1},
    "06-nanxian-zhengxie-2021": {"B8": 1, "G6": 1},  # 792.22 earned, 799.12 spent; five projects of many
    "09-anon-2018-jichushuju-zhibiao": {
        "A9": 1,
        "B6": 1,
        "E1": 1,
    },  # 8 for 99.27 % by bands; 44.29 after 29.08
    "12-sichuan-anon-2017-zhengti": {"E1": 1},
    "14-qujing-canlian-2022": {"B7": 1},  # 22 of 19
    "17-tanghu-zhen-2020-zhengtibiao": {"D7": 2, "E1": 1, "E2": 1},  # problems and measures: 无
    "20-yueyangxian-xinkai-zhen-2021": {"B7": 1},  # 185 of 128
}


def found(path: Path) -> list[Finding]:
    """What the checker finds, but for what is not entered."""
    facts = entered(path)
    return [finding for finding in check(facts, score(facts)) if finding.code not in ("M1", "M2", "M3")]


def test_all_fifteen_reports_are_entered():
    sources = [json.loads(path.read_text("utf-8"))["source"] for path in REPORTS]
    assert [Path(source).stem for source in sources] == [path.stem for path in REPORTS]
    assert len(REPORTS) == 15
    assert {*ERRORS, *OTHERS} <= {path.stem for path in REPORTS}


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_report_is_stopped_without_a_reason(path: Path):
    errors = [each for each in found(path) if each.severity == Severity.ERROR]
    expected = ERRORS.get(path.stem, ())
    assert [error.code for error in errors] == [code for code, _ in expected]
    for error, (_, words) in zip(errors, expected, strict=True):
        assert words in error.message


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_blank_line_counts_as_zero(path: Path):
    assert [finding.message for finding in found(path) if finding.code == "B5"] == []


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_no_report_is_asked_without_a_reason(path: Path):
    asked = Counter(finding.code for finding in found(path) if finding.severity < Severity.ERROR)
    assert asked == OTHERS.get(path.stem, {})


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_what_is_not_entered_is_asked_for(path: Path):
    facts = entered(path)
    assert {finding.code for finding in check(facts, score(facts))} >= {"M1", "M2"}
