"""Words: years that are not the evaluated one, fillers instead of content."""

import re
from collections.abc import Iterator

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import FORM_SECTIONS, Kind, section_data, values_of
from huadu_perf.lib.findings import Finding, Place, Severity

YEAR = re.compile(r"(?<![\d〔\[(（.])(20\d{2})\s*年")
FILLERS = {"无", "略", "暂无", "没有", "同上", "不详", "待定", "待补充", "无。", "略。", "暂无。"}
#: Fields in which 无 is a real answer.
FREE = {
    "subunits",
    "execution_reason",
    "adjustment_reason",
    "deduction_reason",
    "corrective_measures",
    "overview",
}


def _prose(facts: EvaluationFacts) -> Iterator[tuple[Place, str]]:
    for section in FORM_SECTIONS:
        kinds = {("", field.name): field for field in section.fields}
        kinds |= {(rowset.name, field.name): field for rowset in section.rowsets for field in rowset.fields}
        for rowset, key, name, value in values_of(section_data(section, facts)):
            if kinds[rowset, name].kind == Kind.PROSE and isinstance(value, str) and value:
                yield Place(section.key, rowset, key, name), value


def years_are_the_evaluated_one(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """D4: another year left over in the text (seen in published reports)."""
    for place, text in _prose(facts):
        others = sorted({year for year in YEAR.findall(text) if int(year) != facts.campaign.year})
        if others:
            yield Finding(
                "D4", Severity.WARNING, place,
                f"文中出现 {'、'.join(others)} 年，评价年度是 {facts.campaign.year} 年", "核对年份，或说明引用原因",
            )  # fmt: skip


def no_fillers(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """D7: 无, 略 and the like instead of content (seen in published reports)."""
    for place, text in _prose(facts):
        if text in FILLERS and not {place.rowset, place.field} & FREE:
            yield Finding("D7", Severity.WARNING, place, f"只写了“{text}”", "写明具体内容，或说明原因")


CHECKS = (years_are_the_evaluated_one, no_fillers)
