"""Points and scores: bounds, sums, reasons (catalogue A of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from evaluations.domain.checks.registry import ERROR, HINT, WARNING, Hit, at, measured, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.figures import figure
from evaluations.domain.formulas import over_achieved, qualitative_range
from evaluations.domain.index_system import TYPE_NAMES, IndexNode
from evaluations.domain.scoring import Loss, Scorecard
from evaluations.enums import IndicatorKind
from huadu_perf.lib.money import percent, plain_number, points, round_half_up
from huadu_perf.lib.values import number

ZERO, HUNDRED = Decimal(0), Decimal(100)
SCORES = ("indicators.self_score", "project_indicators.self_score")
POINTS = ("indicators.points", "project_indicators.points")
REASONS = (
    "indicators.deduction_reason", "project_indicators.deduction_reason",
    "indicators.corrective_measures", "project_indicators.corrective_measures",
)  # fmt: skip


@rule(
    "A1", ERROR, "得分不超过分值", help="自评得分在 0 与分值之间；项目得分不超过 100。",
    source="预算管理一体化系统绩效模块校验规则", beside=(*SCORES, "projects.self_score"),
)  # fmt: skip
def score_within_points(facts: EvaluationFacts) -> Iterator[Hit]:
    """0 ≤ 得分 ≤ 分值 (PMKPI); below zero cannot be stored."""
    for rowset, row in measured(facts):
        score, full = number(row.self_score), number(row.points)
        if score is not None and full is not None and score > full:
            yield Hit(
                at(rowset, row.key, "self_score"),
                f"{quoted(row.name)}自评得分 {points(score)} 大于分值 {points(full)}",
                "把得分改到分值以内，或核对分值",
            )
    for project in facts.projects:
        score = number(project.self_score)
        if score is not None and score > HUNDRED:
            yield Hit(
                at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}自评得分 {points(score)} 大于 100",
                "项目满分为 100 分",
            )


def _gap(difference: Decimal) -> str:
    return f"还差 {points(difference)}" if difference > 0 else f"多出 {points(-difference)}"


@rule(
    "A2", ERROR, "分值合计等于总分", help="三级指标分值合计等于指标体系的总分（一般为 100）。",
    source="预算管理一体化系统绩效模块校验规则", beside=("indicators.points",),
)  # fmt: skip
def points_add_up(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """All points add up to the total of the index system (PMKPI weightCheckNew)."""
    total = facts.campaign.rules.total_points
    if facts.counted_indicators() and scorecard.points != total:
        yield Hit(
            at("indicators"),
            f"三级指标分值合计 {points(scorecard.points)}，应为 {points(total)}，{_gap(total - scorecard.points)}",
            "调整各指标分值",
        )


@rule(
    "A2a", ERROR, "各组分值符合指标体系", help="指标体系给一级、二级指标定了分值的，其下级指标分值合计应与之相等。",
    source="预算管理一体化系统绩效模块校验规则", beside=("indicators.points",),
)  # fmt: skip
def groups_add_up(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """A group whose points the index system fixes gets exactly these from its indicators (PMKPI weightCheckNew).

    A first level of 0 points holds what only feeds completion rates: as many points as the department likes.
    """
    fixed = {node.key: number(node.points) for node in facts.campaign.nodes if node.level < 3}
    is_whole = sum(group.level == 1 for group in scorecard.groups) == 1
    for group in scorecard.groups:
        due = fixed.get(group.key)
        if not due or group.points == due or (is_whole and group.level == 1):
            continue
        yield Hit(
            at("indicators", group.key, "name"),
            f"{quoted(group.name)}下的分值合计 {points(group.points)}，指标体系规定为 {points(due)}，"
            f"{_gap(due - group.points)}",
            "调整这一组指标的分值",
        )


@rule(
    "A2b", ERROR, "项目指标分值合计 100", help="一个项目的指标分值合计 100。",
    source="财预〔2020〕10号", beside=("project_indicators.points",),
)  # fmt: skip
def project_points_add_up(facts: EvaluationFacts) -> Iterator[Hit]:
    """The points of a project's indicators add up to 100."""
    for project in facts.projects:
        rows = facts.indicators_of(project.key)
        added = sum((number(row.points) or ZERO for row in rows), ZERO)
        if rows and added != HUNDRED:
            yield Hit(
                at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}的指标分值合计 {points(added)}，应为 100，{_gap(HUNDRED - added)}",
                "调整项目指标的分值",
            )


@rule(
    "A2c", ERROR, "项目得分等于指标得分之和", help="项目自评得分等于它的各项指标得分之和。",
    source="预算管理一体化系统绩效模块校验规则", beside=("projects.self_score",),
)  # fmt: skip
def project_score_is_sum(facts: EvaluationFacts) -> Iterator[Hit]:
    """A project's score is the sum of its indicators' scores; without those that do not apply, rescaled to 100."""
    for project in facts.projects:
        rows = [row for row in facts.indicators_of(project.key) if not row.is_left_out]
        given = [score for row in rows if (score := number(row.self_score)) is not None]
        stated = number(project.self_score)
        if not rows or len(given) < len(rows) or stated is None:
            continue
        whole = sum((number(row.points) or ZERO for row in rows), ZERO)
        left_out = len(rows) < len(facts.indicators_of(project.key)) and whole > 0
        added = sum(given, ZERO)
        due = round_half_up(added * HUNDRED / whole) if left_out else added
        scaled = f"（适用的指标共 {points(whole)} 分），折算后为 {points(due)}" if left_out else ""
        if due != stated:
            yield Hit(
                at("projects", project.key, "self_score"),
                f"项目{quoted(project.name)}自评得分 {points(stated)}，其指标得分合计 {points(added)}{scaled}",
                "使项目得分与指标得分合计一致" if not left_out else "使项目得分与折算后的指标得分一致",
            )


@rule(
    "A2d", WARNING, "项目指标权重", help="项目指标按预算执行率、产出、效益、满意度分配分值，比例由项目指标体系规定。",
    source="财预〔2020〕10号", beside=("project_indicators.points",),
)  # fmt: skip
def project_weights(facts: EvaluationFacts) -> Iterator[Hit]:
    """A project's points by dimension are those of the index system for projects, where the campaign has one."""
    for project in facts.projects:
        rows = facts.indicators_of(project.key)
        for node in facts.campaign.project_nodes if rows else ():
            if node.level > 1:
                continue
            due, kinds = number(node.points), _kinds_below(facts, node)
            added = sum((number(row.points) or ZERO for row in rows if row.kind in kinds), ZERO)
            if due is not None and added != due:
                yield Hit(
                    at("projects", project.key, "self_score"),
                    f"项目{quoted(project.name)}的{node.name}分值合计 {points(added)}，"
                    f"项目指标体系规定为 {points(due)}，{_gap(due - added)}",
                    "按规定的比例分配，或说明调整权重的原因",
                )


def _kinds_below(facts: EvaluationFacts, top: IndexNode) -> set[IndicatorKind]:
    keys = {top.key}
    for node in facts.campaign.project_nodes:
        if node.parent in keys:
            keys.add(node.key)
    return {node.kind for node in facts.campaign.project_nodes if node.key in keys and node.kind is not None}


@rule(
    "A3",
    ERROR,
    "分值大于零",
    help="每个指标都有大于 0 的分值。",
    source="预算管理一体化系统绩效模块校验规则",
    beside=POINTS,
)
def points_above_zero(facts: EvaluationFacts) -> Iterator[Hit]:
    """An indicator has points (PMKPI)."""
    for rowset, row in measured(facts):
        if number(row.points) == 0:
            yield Hit(
                at(rowset, row.key, "points"), f"{quoted(row.name)}的分值为 0", "给出分值，或删去这个指标"
            )


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
    score_within_points, points_add_up, groups_add_up, project_points_add_up, project_score_is_sum, project_weights,
    points_above_zero, lost_points_have_reasons, far_above_target, qualitative_score_in_range,
    self_score_follows_formula, self_score_is_locked, total_is_capped, common_part_is_kept, actual_is_the_figure,
    not_applicable_is_allowed, computed_total_differs, points_are_spread, names_are_indicators,
)  # fmt: skip
