"""Scores: reasons, targets, formulas, what the index system prescribes (catalogue A of domain.md §3.1)."""

from collections.abc import Iterator

from evaluations.domain.checks.points import HUNDRED, SCORES, ZERO
from evaluations.domain.checks.registry import ERROR, HINT, WARNING, Hit, measured, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.figures import figure
from evaluations.domain.formulas import over_achieved, qualitative_range
from evaluations.domain.index_system import TYPE_NAMES
from evaluations.domain.places import at
from evaluations.domain.scoring import Loss, Scorecard
from huadu_perf.lib.money import percent, plain_number, points, round_half_up
from huadu_perf.lib.values import number

REASONS = (
    "indicators.deduction_reason", "project_indicators.deduction_reason",
    "indicators.corrective_measures", "project_indicators.corrective_measures",
)  # fmt: skip


@rule(
    "A4", ERROR, "扣分有原因和措施", help="得分低于分值，或指标不适用，要写扣分原因；扣分的还要写改进措施。",
    source="财预〔2020〕10号 附表“偏差原因分析及改进措施”", beside=(*REASONS, "projects.deduction_reason"),
)  # fmt: skip
def lost_points_have_reasons(facts: EvaluationFacts) -> Iterator[Hit]:
    """得分 < 分值 needs 扣分原因 and 改进措施 (PMKPI)."""
    if not facts.campaign.rules.reasons:
        return
    for rowset, row in measured(facts):
        score, full = number(row.self_score), number(row.points)
        if row.is_left_out and not row.deduction_reason:
            yield Hit(
                at(rowset, row.key, "deduction_reason"),
                f"{quoted(row.name)}得分写“不适用”，未写原因",
                "写明为什么不适用",
            )
        if score is None or full is None or score >= full:
            continue
        empty = [
            (name, label)
            for name, label in (("deduction_reason", "扣分原因"), ("corrective_measures", "改进措施"))
            if not getattr(row, name)
        ]
        if empty:
            yield Hit(
                at(rowset, row.key, empty[0][0]),
                f"{quoted(row.name)}得 {points(score)} 分，比分值少 {points(full - score)} 分，未写"
                + "和".join(label for _, label in empty),
                "写明为什么扣分、怎样改进",
            )
    for project in facts.projects:
        score = number(project.self_score)
        if score is not None and score < HUNDRED and not project.deduction_reason:
            yield Hit(
                at("projects", project.key, "deduction_reason"),
                f"项目{quoted(project.name)}自评 {points(score)} 分，未写扣分原因",
                "写明为什么扣分",
            )


@rule(
    "A6", WARNING, "远超目标要说明", help="实际完成值达到目标值的 130%（比例随指标体系）及以上，要说明目标值是否偏低。",
    source="财预〔2020〕10号；阈值随指标体系",
    beside=("indicators.actual_value", "project_indicators.actual_value"),
)  # fmt: skip
def far_above_target(facts: EvaluationFacts) -> Iterator[Hit]:
    """An actual far above its target needs an explanation (PMKPI, DESK33: 130 %)."""
    rules = facts.campaign.rules
    for rowset, row in measured(facts):
        if not over_achieved(row, rules):
            continue
        lost = f"，按规定减 {points(rules.over_deduction)} 分" if rules.over_deduction else ""
        yield Hit(
            at(rowset, row.key, "actual_value"),
            f"{quoted(row.name)}{_how_far(row)}{lost}",
            "说明目标值是否偏低",
        )


def _how_far(row: Measured) -> str:
    """How far the actual is above its target; of a target of 0 there is no share."""
    target, actual = number(row.target_value) or ZERO, number(row.actual_value) or ZERO
    if not target:
        return f"目标值为 0，实际完成 {plain_number(actual)}"
    share = plain_number(round_half_up(actual / target * 100, 0))
    return f"实际完成 {plain_number(actual)}，达到目标值 {plain_number(target)} 的 {share}%"


@rule(
    "A8", ERROR, "定性得分在区间内", help="定性指标先选达成等级，得分要在该等级对应的区间内。",
    source="财预〔2020〕10号；区间随指标体系", beside=(*SCORES, "indicators.attainment", "project_indicators.attainment"),
)  # fmt: skip
def qualitative_score_in_range(facts: EvaluationFacts) -> Iterator[Hit]:
    """The score of a qualitative indicator lies in the range of its grade (PMKPI 54848695388)."""
    for rowset, row in measured(facts):
        score, allowed = number(row.self_score), qualitative_range(row, facts.campaign.rules)
        if score is None or allowed is None or row.attainment is None or allowed[0] <= score <= allowed[1]:
            continue
        yield Hit(
            at(rowset, row.key, "self_score"),
            f"{quoted(row.name)}为“{row.attainment.label}”，得分应在 {points(allowed[0])}–{points(allowed[1])} 之间，"
            f"现为 {points(score)}",
            "改得分，或改达成等级",
        )


@rule(
    "A9", WARNING, "自评得分与计算得分一致", help="定量指标按目标值、完成值和评分标准算出得分；自评得分与它不同，要说明理由。",
    source="预算管理一体化系统绩效模块校验规则", beside=SCORES,
)  # fmt: skip
def self_score_follows_formula(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """A self score above the computed one needs an explanation, one below it its reason (PMKPI modes 1 and 2).

    Where scores are locked (mode 3) A9a speaks.
    """
    if facts.campaign.rules.self_score == "locked":
        return
    for rowset, row in measured(facts):
        computed, score = scorecard.computed.get(row.key), number(row.self_score)
        if computed is None or score is None or score == computed:
            continue
        if score < computed and row.deduction_reason:
            continue
        yield Hit(
            at(rowset, row.key, "self_score"),
            f"{quoted(row.name)}自评得分 {points(score)}，按目标值和完成值计算为 {points(computed)}",
            "改为计算得分，或说明理由",
        )


@rule(
    "A9a", ERROR, "得分按公式锁定", help="指标体系规定得分锁定的，定量指标得分由系统计算，不能改动。",
    source="预算管理一体化系统绩效模块校验规则（锁定模式）", beside=SCORES,
)  # fmt: skip
def self_score_is_locked(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """Where the index system locks scores, a self score is the computed one (PMKPI mode 3)."""
    if facts.campaign.rules.self_score != "locked":
        return
    for rowset, row in measured(facts):
        computed, score = scorecard.computed.get(row.key), number(row.self_score)
        if computed is not None and score is not None and score != computed:
            yield Hit(
                at(rowset, row.key, "self_score"),
                f"{quoted(row.name)}自评得分 {points(score)}，应为计算得分 {points(computed)}",
                f"改为 {points(computed)}",
            )


@rule(
    "A10", WARNING, "执行率封顶", help="支出执行率低于规定比例时，总分不超过规定的上限，超出部分列为扣分。",
    source="预算管理一体化系统绩效自评操作手册；上限随指标体系", beside=("indicators.self_score",),
)  # fmt: skip
def total_is_capped(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """The total is capped by the execution rate (DESK33)."""
    for deduction in scorecard.deductions:
        if deduction.loss == Loss.CAPPED:
            yield Hit(
                at("indicators"),
                f"各项得分合计高于支出执行率对应的上限：总分按 {points(scorecard.total)} 分计，"
                f"扣 {points(deduction.points)} 分",
                "在“执行率偏低原因”里写明原因，并说明已知悉封顶",
            )


@rule(
    "A11", ERROR, "共性指标完整", help="指标体系规定的共性指标不能删除、改名或改分值；不适用的，得分填“不适用”并写原因。",
    source="本年度指标体系", beside=("indicators.name", "indicators.points"),
)  # fmt: skip
def common_part_is_kept(facts: EvaluationFacts) -> Iterator[Hit]:
    """The indicators the index system prescribes are all there, with their names and points."""
    rows = {row.key: row for row in facts.indicators}
    for node in facts.campaign.nodes if facts.indicators else ():
        row = rows.get(node.key)
        if row is None:
            yield Hit(at("indicators"), f"缺少指标体系规定的指标{quoted(node.name)}", "从指标体系恢复这一项")
        elif row.name != node.name:
            yield Hit(
                at("indicators", row.key, "name"),
                f"指标体系规定的名称是{quoted(node.name)}，现为{quoted(row.name)}",
                "改回规定的名称",
            )
        elif node.level == 3 and number(node.points) is not None and row.points != node.points:
            yield Hit(
                at("indicators", row.key, "points"),
                f"{quoted(row.name)}规定分值 {points(node.points)}，现为 {points(row.points) or '空'}",
                "改回规定的分值",
            )


@rule(
    "A12", ERROR, "完成值与收支、人员表一致", help="执行率、控制率、变动率等指标的完成值由系统按本表数字算出，应与之相等。",
    source="部门整体支出绩效评价指标计算口径", beside=("indicators.actual_value",),
)  # fmt: skip
def actual_is_the_figure(facts: EvaluationFacts) -> Iterator[Hit]:
    """An indicator that is a figure of the tables has its value, in percent to two decimals."""
    sources = {node.key: node.source for node in facts.campaign.nodes if node.source is not None}
    for row in facts.scored_indicators():
        source, actual = sources.get(row.key), number(row.actual_value)
        due = figure(source, facts) if source is not None else None
        if source is None or actual is None or due is None or actual == due or row.is_left_out:
            continue
        yield Hit(
            at("indicators", row.key, "actual_value"),
            f"{quoted(row.name)}完成值 {plain_number(actual)}%，按本表计算的{source.label}为 {plain_number(due)}%",
            f"改为 {plain_number(due)}，或核对表中的数",
        )


@rule(
    "A13", ERROR, "不适用须经允许", help="指标体系不允许填“不适用”时，每个指标都要评分。",
    source="本年度指标体系", beside=SCORES,
)  # fmt: skip
def not_applicable_is_allowed(facts: EvaluationFacts) -> Iterator[Hit]:
    """Where the index system refuses it, no indicator is left out."""
    if facts.campaign.rules.not_applicable != "refuse":
        return
    for rowset, row in measured(facts):
        if row.is_left_out:
            yield Hit(
                at(rowset, row.key, "self_score"),
                f"{quoted(row.name)}得分写“不适用”，本年度指标体系不允许",
                "给出得分",
            )


@rule(
    "E3", WARNING, "分值不集中于一个指标", help="一个三级指标的分值不宜占总分一半以上（比例由任务设定）。",
    source="已公开自评报告常见问题", beside=("indicators.points",),
)  # fmt: skip
def points_are_spread(facts: EvaluationFacts) -> Iterator[Hit]:
    """One indicator that carries most of the points measures little (seen in published reports)."""
    share, total = facts.campaign.checks.thresholds.one_indicator, facts.campaign.rules.total_points
    for row in facts.counted_indicators():
        given = number(row.points)
        if given is not None and total > 0 and given / total > share:
            yield Hit(
                at("indicators", row.key, "points"),
                f"{quoted(row.name)}占 {points(given)} 分，为总分的 {percent(given / total, 0)}",
                "拆分为几个指标，或说明原因",
            )


@rule(
    "G3", ERROR, "指标名称不是类型名", help="三级指标写明衡量什么；“数量指标”“社会效益指标”这类是类型，在“类型”栏选择。",
    source="财预〔2021〕101号 指标设置要求",
    beside=("indicators.name", "project_indicators.name"),
)  # fmt: skip
def names_are_indicators(facts: EvaluationFacts) -> Iterator[Hit]:
    """A third-level indicator is not named by its type (domain.md §0 row 3)."""
    for rowset, row in measured(facts):
        if row.name in TYPE_NAMES:
            yield Hit(
                at(rowset, row.key, "name"),
                f"“{row.name}”是指标类型，不是指标",
                "写明衡量什么，例如“开设课程期数”，类型在“类型”栏选择",
            )


@rule(
    "A14", HINT, "计算得分与自评总分", help="把全部定量指标换成计算得分后的总分，供核对。",
    source="三项得分对照", beside=(),
)  # fmt: skip
def computed_total_differs(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """The total by computed scores, where it differs from the department's own."""
    if scorecard.total is None or scorecard.computed_total is None:
        return
    if scorecard.total != scorecard.computed_total:
        yield Hit(
            at("indicators"),
            f"自评总分 {points(scorecard.total)}，按计算得分汇总为 {points(scorecard.computed_total)}",
            "逐项核对与计算得分不同的指标",
        )


CHECKS = (
    lost_points_have_reasons, far_above_target, qualitative_score_in_range, self_score_follows_formula,
    self_score_is_locked, total_is_capped, common_part_is_kept, actual_is_the_figure, not_applicable_is_allowed,
    computed_total_differs, points_are_spread, names_are_indicators,
)  # fmt: skip
