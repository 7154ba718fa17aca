"""Words: years that are not the evaluated one, fillers instead of content, limits of the form."""

import re
from collections.abc import Iterator

from evaluations.domain.checks.registry import WARNING, Hit, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS, Kind, section_data, values_of
from huadu_perf.lib.findings import Place

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
_PROSE = {
    (section.key, rowset, field.name)
    for section in FORM_SECTIONS
    for rowset, fields in (("", section.fields), *((each.name, each.fields) for each in section.rowsets))
    for field in fields
    if field.kind == Kind.PROSE
}


def prose(facts: EvaluationFacts) -> Iterator[tuple[Place, str]]:
    """Every narrative of the document, with its place."""
    for section in FORM_SECTIONS:
        for rowset, key, name, value in values_of(section_data(section, facts)):
            if value and (section.key, rowset, name) in _PROSE:
                yield Place(section.key, rowset, key, name), value


@rule(
    "D4", WARNING, "年份是评价年度",
    help="文中的年份应是评价年度；引用其他年份的，说明原因。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def years_are_the_evaluated_one(facts: EvaluationFacts) -> Iterator[Hit]:
    """Another year left over in the text (seen in published reports)."""
    for place, text in prose(facts):
        others = sorted({year for year in YEAR.findall(text) if int(year) != facts.campaign.year})
        if others:
            yield Hit(
                place,
                f"文中出现 {'、'.join(others)} 年，评价年度是 {facts.campaign.year} 年",
                "核对年份，或说明引用原因",
            )


@rule(
    "D7", WARNING, "不写“无”“略”",
    help="应写具体内容，不用“无”“略”“同上”代替。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def no_fillers(facts: EvaluationFacts) -> Iterator[Hit]:
    """无, 略 and the like instead of content (seen in published reports)."""
    for place, text in prose(facts):
        if text in FILLERS and not {place.rowset, place.field} & FREE:
            yield Hit(place, f"只写了“{text}”", "写明具体内容，或说明原因")


@rule(
    "D8", WARNING, "不超过字数",
    help="表格规定字数的栏目不超过规定字数。",
    source="部门预算项目支出绩效自评表填报要求；字数随指标体系",
)  # fmt: skip
def within_word_limits(facts: EvaluationFacts) -> Iterator[Hit]:
    """Narratives stay within the limits the form sets (SC-TABLE: 200 and 100 characters)."""
    limits = {(each.rowset, each.field): each.limit for each in facts.campaign.rules.word_limits}
    for place, text in prose(facts) if limits else ():
        limit = limits.get((place.rowset, place.field))
        length = len("".join(text.split()))
        if limit is not None and length > limit:
            yield Hit(place, f"{length} 字，超过规定的 {limit} 字", f"删减 {length - limit} 字，或说明原因")


CHECKS = (years_are_the_evaluated_one, no_fillers, within_word_limits)
