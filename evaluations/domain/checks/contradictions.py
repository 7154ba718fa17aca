"""What the text claims of results against what the indicators show: completion, satisfaction, points.

A claim counts only as a whole and as done: parts (个别项目, 上半年), hedges (基本, 多数), plans (力争, 确保) and denials
(未能, 不存在) are none. Every rule asks for a note and stops nothing: words can be meant otherwise.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from evaluations.domain.checks.claims import OPEN, claimants, is_missed, rows_of, said, verdicts
from evaluations.domain.checks.registry import WARNING, Hit, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.places import at
from evaluations.domain.scoring import Scorecard
from evaluations.enums import Direction, IndicatorKind
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import plain_number, points
from huadu_perf.lib.values import number

HUNDRED = Decimal(100)
SOURCE = "部门对自评内容的真实性、准确性负责：文字与表格一致"

#: 均 and 都 as words: not 人均, 平均, nor the 都 of a place (花都区).
_ALL = "(?:全部|一致|(?<![人平户年日月])均|(?<![花成首大])都)"
_DONE = re.compile(
    rf"(?:全面|圆满|{_ALL}).{{0,14}}?(?:完成|实现|达标|达成|达到)|"
    r"(?:完成|实现|达到|达成)了?.{0,10}?(?:全部|所有|各项).{0,8}?(?:指标|目标|任务)"
)
#: The year's work as a whole (各项工作任务, 四项目标), not one task of many (改造任务).
_WHOLE = re.compile(
    r"(?:各项|全部|所有|年度|全年|既定|预[定期]|整体|绩效|[一二三四五六七八九十\d]+[项个])"
    r"(?:各项|工作|重点|绩效|总体|整体|主要|预期|业务|既定|产出|效益)*(?:指标|目标|任务)"
)
#: Work on the evaluation itself may be done in full where results are not.
_BESIDES = re.compile("监控|自评|评价|填报|编报|公开|整改|支付|支出")
_PLEASED = re.compile(
    rf"{_ALL}(?:对.{{0,8}}?)?(?:表示|感到|评价为)?(?:非常|很|十分)?满意(?![度率])|无一(?:人)?不满意|"
    r"满意[度率].{0,6}?(?:100%|百分之百)|(?:100%|百分之百)(?:的.{0,6}?)?(?:表示|感到)?满意(?![度率])"
)
_UNLOST = re.compile(
    rf"(?:无|未|没有|不存在|零)(?:任何)?(?:被)?(?:扣分|失分|扣减分)|{_ALL}.{{0,6}}?[得获为是]了?满分|自评(?:得分)?为?满分(?![\d值为是])"
)


@rule(
    "D12", WARNING, "未完成指标的不写全部完成",
    help="有指标未达到目标的，结论和完成情况不应写“全部完成”“圆满完成各项任务”。",
    source=SOURCE, beside=("narrative", "goals.achieved", "projects.work_done"),
)  # fmt: skip
def all_done_beside_missed(facts: EvaluationFacts) -> Iterator[Hit]:
    """全部完成 where an indicator the text speaks of is short of its target."""
    for place, text, rows in claimants(facts):
        missed = [row for row in rows if is_missed(row)]
        claim = said(text, _DONE, OPEN, _BESIDES) if missed else None
        if claim and _WHOLE.search(claim.clause):
            listed = "、".join(_short_of(row) for row in missed[:3])
            more = f"等 {len(missed)} 个指标" if len(missed) > 3 else ""
            yield Hit(
                place,
                f"文中写“{claim.words}”，绩效指标{listed}{more}",
                "改正不符的一处，如实写明未完成的指标",
            )


def _short_of(row: Measured) -> str:
    if row.direction == Direction.QUALITATIVE and row.attainment is not None:
        return f"{quoted(row.name)}为“{row.attainment.label}”"
    return (
        f"{quoted(row.name)}目标值 {plain_number(row.target_value)}、完成值 {plain_number(row.actual_value)}"
    )


@rule(
    "D13", WARNING, "满意度与文字一致",
    help="满意度低于 100% 的，文中不应写“均表示满意”“满意度 100%”。",
    source=SOURCE,
    beside=("indicators.actual_text", "project_indicators.actual_text", "goals.achieved", "narrative"),
)  # fmt: skip
def all_pleased_beside_less(facts: EvaluationFacts) -> Iterator[Hit]:
    """均表示满意 where every 满意度 the text can mean is below 100 %."""
    for place, text, rows in claimants(facts):
        yield from _displeased(place, text, [row for row in rows if row.kind == IndicatorKind.SATISFACTION])
    for rowset, row in rows_of(facts):
        if row.kind == IndicatorKind.SATISFACTION:
            yield from _displeased(at(rowset, row.key, "actual_text"), row.actual_text, [row])


def _displeased(place: Place, text: str, rows: list[Measured]) -> Iterator[Hit]:
    rated = [
        (row, rate)
        for row in rows
        if row.unit in ("%", "％") and (rate := number(row.actual_value)) is not None
    ]
    claim = said(text, _PLEASED, OPEN) if rated and all(rate < HUNDRED for _, rate in rated) else None
    if claim:
        row, rate = rated[0]
        yield Hit(
            place,
            f"文中写“{claim.words}”，满意度指标{quoted(row.name)}完成值 {plain_number(rate)}%",
            "改正不符的一处，或说明所指的调查",
        )


@rule(
    "D14", WARNING, "有扣分的不写无扣分",
    help="得分低于分值的，文中不应写“无扣分”“均得满分”。",
    source=SOURCE,
    beside=(
        "narrative", "indicators.deduction_reason", "project_indicators.deduction_reason",
        "projects.deduction_reason",
    ),
)  # fmt: skip
def no_loss_beside_lost(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """无扣分 where points are lost: of the whole, of a project, of the indicator that says so."""
    for place, text in verdicts(facts):
        yield from _lost(place, text, "自评总分", scorecard.total, scorecard.points)
    for project in facts.projects:
        for name in ("work_done", "deduction_reason"):
            place = at("projects", project.key, name)
            called = f"项目{quoted(project.name)}"
            yield from _lost(place, getattr(project, name), called, number(project.self_score), HUNDRED)
    for rowset, row in rows_of(facts):
        place, score, full = (
            at(rowset, row.key, "deduction_reason"),
            number(row.self_score),
            number(row.points),
        )
        yield from _lost(place, row.deduction_reason, quoted(row.name), score, full)


def _lost(place: Place, text: str, name: str, score: Decimal | None, full: Decimal | None) -> Iterator[Hit]:
    claim = said(text, _UNLOST)
    if claim and score is not None and full is not None and score < full:
        yield Hit(
            place,
            f"文中写“{claim.words}”，{name} {points(score)} 分，比满分少 {points(full - score)} 分",
            "改正不符的一处，写明扣分原因",
        )


CHECKS = (all_done_beside_missed, all_pleased_beside_less, no_loss_beside_lost)
