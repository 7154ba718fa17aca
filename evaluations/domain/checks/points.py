"""Points and what they add up to: bounds of scores, totals of groups and projects (catalogue A of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from evaluations.domain.checks.registry import ERROR, WARNING, Hit, measured, quoted, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.index_system import IndexNode
from evaluations.domain.places import at
from evaluations.domain.scoring import Scorecard
from evaluations.enums import IndicatorKind
from huadu_perf.lib.money import points, round_half_up
from huadu_perf.lib.values import number

ZERO, HUNDRED = Decimal(0), Decimal(100)
#: The fields of scores and of points, for rules that speak of them.
SCORES = ("indicators.self_score", "project_indicators.self_score")
POINTS = ("indicators.points", "project_indicators.points")


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


CHECKS = (
    score_within_points, points_add_up, groups_add_up, project_points_add_up, project_score_is_sum, project_weights,
    points_above_zero,
)  # fmt: skip
