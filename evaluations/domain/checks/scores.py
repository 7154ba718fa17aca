"""Points and scores: bounds, sums, reasons (catalogue A of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from evaluations.domain.checks.registry import at, quoted
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.scoring import Scorecard
from evaluations.enums import Direction, IndicatorKind
from huadu_perf.lib.findings import Finding, Severity
from huadu_perf.lib.money import plain_number, points
from huadu_perf.lib.values import number

ERROR, WARNING = Severity.ERROR, Severity.WARNING
HUNDRED = Decimal(100)
#: Words that name a type of indicator, not an indicator (seed finding 3).
TYPE_NAMES = {kind.label.split("·")[-1] + "指标" for kind in IndicatorKind} | {
    "产出指标", "效益指标", "满意度指标", "服务对象满意度指标", "社会公众或服务对象满意度指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "管理效率指标",
}  # fmt: skip


def _measured(facts: EvaluationFacts) -> Iterator[tuple[str, Measured]]:
    for indicator in facts.scored_indicators():
        yield "indicators", indicator
    for project_indicator in facts.project_indicators:
        yield "project_indicators", project_indicator


def score_within_points(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A1: 0 ≤ 得分 ≤ 分值 (PMKPI)."""
    for rowset, row in _measured(facts):
        score, full = number(row.self_score), number(row.points)
        if score is not None and full is not None and score > full:
            yield Finding(
                "A1", ERROR, at(rowset, row.key, "self_score"),
                f"{quoted(row.name)}自评得分 {points(score)} 大于分值 {points(full)}", "把得分改到分值以内，或核对分值",
            )  # fmt: skip
    for project in facts.projects:
        score = number(project.self_score)
        if score is not None and score > HUNDRED:
            yield Finding(
                "A1", ERROR, at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}自评得分 {points(score)} 大于 100", "项目满分为 100 分",
            )  # fmt: skip


def points_add_up(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A2: all points add up to the total of the index system; those of a project to 100 (PMKPI weightCheckNew)."""
    total = facts.campaign.rules.total_points
    if facts.scored_indicators() and scorecard.points != total:
        yield Finding(
            "A2", ERROR, at("indicators"), f"三级指标分值合计 {points(scorecard.points)}，应为 {points(total)}，"
            f"{_gap(total - scorecard.points)}", "调整各指标分值",
        )  # fmt: skip
    for project in facts.projects:
        rows = facts.indicators_of(project.key)
        added = sum((number(row.points) or Decimal(0) for row in rows), Decimal(0))
        if rows and added != HUNDRED:
            yield Finding(
                "A2", ERROR, at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}的指标分值合计 {points(added)}，应为 100，{_gap(HUNDRED - added)}",
                "调整项目指标的分值",
            )  # fmt: skip


def _gap(difference: Decimal) -> str:
    return f"还差 {points(difference)}" if difference > 0 else f"多出 {points(-difference)}"


def points_above_zero(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A3: an indicator has points (PMKPI)."""
    for rowset, row in _measured(facts):
        if number(row.points) == 0:
            yield Finding(
                "A3",
                ERROR,
                at(rowset, row.key, "points"),
                f"{quoted(row.name)}的分值为 0",
                "给出分值，或删去这个指标",
            )


def lost_points_have_reasons(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A4: 得分 < 分值 needs 扣分原因 and 改进措施 (PMKPI)."""
    for rowset, row in _measured(facts):
        score, full = number(row.self_score), number(row.points)
        if score is None or full is None or score >= full:
            continue
        empty = [
            (name, label)
            for name, label in (("deduction_reason", "扣分原因"), ("corrective_measures", "改进措施"))
            if not getattr(row, name)
        ]
        if empty:
            yield Finding(
                "A4", ERROR, at(rowset, row.key, empty[0][0]),
                f"{quoted(row.name)}得 {points(score)} 分，比分值少 {points(full - score)} 分，未写"
                + "和".join(label for _, label in empty),
                "写明为什么扣分、怎样改进",
            )  # fmt: skip
    for project in facts.projects:
        score = number(project.self_score)
        if score is not None and score < HUNDRED and not project.deduction_reason:
            yield Finding(
                "A4", ERROR, at("projects", project.key, "deduction_reason"),
                f"项目{quoted(project.name)}自评 {points(score)} 分，未写扣分原因", "写明为什么扣分",
            )  # fmt: skip


def far_above_target(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A6: an actual far above its target needs an explanation (PMKPI, DESK33: 130 %)."""
    threshold = facts.campaign.rules.over_achievement
    for rowset, row in _measured(facts):
        target, actual = number(row.target_value), number(row.actual_value)
        if row.direction != Direction.AT_LEAST or target is None or actual is None or target <= 0:
            continue
        if actual >= target * threshold:
            yield Finding(
                "A6", WARNING, at(rowset, row.key, "actual_value"),
                f"{quoted(row.name)}实际完成 {plain_number(actual)}，达到目标值 {plain_number(target)} 的 "
                f"{plain_number((actual / target * 100).quantize(Decimal(1)))}%",
                "说明目标值是否偏低", "财预〔2020〕10号；阈值随指标体系",
            )  # fmt: skip


def self_score_follows_formula(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A9: a self score above the computed one needs an explanation (PMKPI)."""
    for rowset, row in _measured(facts):
        computed, score = scorecard.computed.get(row.key), number(row.self_score)
        if computed is None or score is None or score <= computed:
            continue
        yield Finding(
            "A9", WARNING, at(rowset, row.key, "self_score"),
            f"{quoted(row.name)}自评得分 {points(score)}，按目标值和完成值计算为 {points(computed)}",
            "改为计算得分，或说明理由",
        )  # fmt: skip


def names_are_indicators(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """G3: a third-level indicator is not named by its type (domain.md §0 row 3)."""
    for rowset, row in _measured(facts):
        if row.name in TYPE_NAMES:
            yield Finding(
                "G3", ERROR, at(rowset, row.key, "name"), f"“{row.name}”是指标类型，不是指标",
                "写明衡量什么，例如“开设课程期数”，类型在“类型”栏选择",
            )  # fmt: skip


def project_score_is_sum(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """A2b: a project's score is the sum of its indicators' scores."""
    for project in facts.projects:
        scores = [number(row.self_score) for row in facts.indicators_of(project.key)]
        stated = number(project.self_score)
        given = [score for score in scores if score is not None]
        if not scores or len(given) < len(scores) or stated is None:
            continue
        if sum(given, Decimal(0)) != stated:
            yield Finding(
                "A2", ERROR, at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}自评得分 {points(stated)}，其指标得分合计 {points(sum(given, Decimal(0)))}",
                "使项目得分与指标得分合计一致",
            )  # fmt: skip


CHECKS = (
    score_within_points, points_add_up, points_above_zero, lost_points_have_reasons, far_above_target,
    self_score_follows_formula, names_are_indicators, project_score_is_sum,
)  # fmt: skip
