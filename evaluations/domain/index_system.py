"""An index system 指标体系 as data: tree of indicators with points and methods, grade bands, scoring rules."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import Field, model_validator

from evaluations.domain.grading import GradeBand
from evaluations.domain.rules import Reverse, ScoringRules
from evaluations.enums import Direction, FigureSource, IndicatorKind, Scope, ScoringMethod
from huadu_perf.lib.money import points as points_text
from huadu_perf.lib.values import Facts, Key, Points, Quantity, number

#: Words that name a type of indicator, not an indicator (domain.md §0 row 3).
TYPE_NAMES = {kind.label.split("·")[-1] + "指标" for kind in IndicatorKind} | {
    "产出指标", "效益指标", "满意度指标", "服务对象满意度指标", "社会公众或服务对象满意度指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "管理效率指标",
}  # fmt: skip


def node_key(code: str, *path: str) -> UUID:
    """The key of a node that was given none: the same for the same code and names down to the node."""
    return uuid5(NAMESPACE_URL, "index-system/" + "/".join((code, *path)))


class ScoreBand(Facts):
    """Actual values from `at_least` and up to `at_most` (both included, either may be open) get `score` points."""

    at_least: Quantity = None
    at_most: Quantity = None
    score: Points

    def holds(self, actual: Decimal) -> bool:
        """Whether the actual value lies in it."""
        floor, ceiling = number(self.at_least), number(self.at_most)
        return (floor is None or actual >= floor) and (ceiling is None or actual <= ceiling)


class IndexNode(Facts):
    """A node of the tree; `method_text` is the scoring standard 评分标准 as printed.

    Level 3: `direction`, `target_value`, `unit` are what departments find filled in. Method BANDS takes the first of
    `bands` that holds; PER_POINT takes `step` points for each point (or 1) the actual value misses the target by,
    counted as `counting` says; CHECKLIST gives `step` for each of `items` met, or takes it for each breach.
    `source`: the figure of the tables the actual value is.
    A node without nodes below it and above level 3 is the department's to fill with indicators of its own;
    groups of one parent that state no points leave the split of its points to the department. A first level of 0 points
    stands beside the total: its indicators only feed completion rates.
    """

    key: Key
    level: Literal[1, 2, 3]
    parent: Key | None = None
    name: str = Field(min_length=1, max_length=200)
    points: Points = None
    kind: IndicatorKind | None = None
    method_text: str = ""
    method: ScoringMethod = ScoringMethod.FORMULA
    direction: Direction | None = None
    target_value: Quantity = None
    unit: str = Field(default="", max_length=20)
    reverse: Reverse | None = None
    bands: tuple[ScoreBand, ...] = ()
    step: Points = None
    counting: Literal["exact", "full", "begun"] = "exact"
    items: tuple[str, ...] = ()
    item_counts: Literal["met", "breach"] = "met"
    source: FigureSource | None = None


class IndexSystemFacts(Facts):
    """One version of an index system, with its source and whether that source was verified."""

    code: str = Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1, max_length=100)
    year: int = Field(ge=2000, le=2100)
    region: str
    version: int = Field(default=1, ge=1, le=32767)
    scope: Scope = Scope.DEPARTMENT
    verified: bool = False
    source: str = ""
    bands: tuple[GradeBand, ...] = Field(min_length=1)
    rules: ScoringRules = ScoringRules()
    nodes: tuple[IndexNode, ...] = Field(default=(), max_length=500)

    @model_validator(mode="after")
    def tree_holds(self) -> Self:
        """Parents exist, one level above their children, and keys are unique."""
        problems = list(self._tree_faults())
        if problems:
            raise ValueError("；".join(problems))
        return self

    def faults(self) -> list[str]:
        """What stands in the way of publishing: points that do not add up, type names, methods without data."""
        return [*self._points_faults(), *self._node_faults(), *self._band_faults()]

    def stated(self) -> dict[str, Any]:
        """What a campaign that uses this system states of it: fields of CampaignFacts."""
        return {
            "index_system": self.name,
            "index_system_verified": self.verified,
            "index_system_source": self.source,
            "bands": self.bands,
            "rules": self.rules,
            "nodes": self.nodes,
        }

    def below(self, parent: UUID | None) -> tuple[IndexNode, ...]:
        """The nodes right below (None: the first level), in order."""
        return tuple(node for node in self.nodes if node.parent == parent)

    def _tree_faults(self) -> Iterator[str]:
        level = {node.key: node.level for node in self.nodes}
        if len(level) != len(self.nodes):
            yield "nodes: 有重复的 key"
        for row, node in enumerate(self.nodes):
            if (level.get(node.parent) if node.parent else 0) != node.level - 1:
                yield f"nodes[{row}].parent: “{node.name}”的上级应为第 {node.level - 1} 级"

    def _points_faults(self) -> Iterator[str]:
        """Points of a level add up to those above it (57725432417 refuses to publish a system whose do not)."""
        if not self.nodes:
            yield "nodes: 还没有指标"
            return
        yield from _sum_fault("一级指标分值", self.below(None), self.rules.total_points)
        for node in self.nodes:
            children, whole = self.below(node.key), number(node.points)
            if whole is not None and children and not _is_open(children):
                yield from _sum_fault(f"“{node.name}”下级分值", children, whole)

    def _node_faults(self) -> Iterator[str]:
        for row, node in enumerate(self.nodes):
            for field, sentence in _faults_of(node):
                yield f"nodes[{row}].{field}: “{node.name}”{sentence}"

    def _band_faults(self) -> Iterator[str]:
        floors = [number(band.lowest) for band in self.bands]
        if None in floors:
            yield "bands: 每个等级都要写最低分"
        elif Decimal(0) not in floors:
            yield "bands: 最低一个等级应从 0 分起"
        if len(set(floors)) != len(floors):
            yield "bands: 有两个等级的起点分相同"


def _is_open(nodes: tuple[IndexNode, ...]) -> bool:
    """Whether the split of the points among these groups is left open (财预〔2020〕10号: 产出 50)."""
    return all(node.level < 3 and number(node.points) is None for node in nodes)


def _faults_of(node: IndexNode) -> Iterator[tuple[str, str]]:
    """What a node still lacks, as (field, rest of the sentence that begins with its name)."""
    if node.level < 3:
        return
    if node.name in TYPE_NAMES:
        yield "name", "是指标类型，不是指标，请写明衡量什么"
    points = number(node.points)
    if not points:
        yield "points", "还没有写分值"
        return
    if node.method in _METHOD_FAULTS:
        yield from _METHOD_FAULTS[node.method](node, points)
    elif node.source is not None and (node.direction is None or number(node.target_value) is None):
        yield "target_value", "的完成值由系统计算，还要写比较符号和目标值"


def _faults_of_bands(node: IndexNode, points: Decimal) -> Iterator[tuple[str, str]]:
    scores = [number(band.score) for band in node.bands]
    if not scores:
        yield "bands", "按分档给分，还没有写分档"
    elif None in scores:
        yield "bands", "有一档没有写得分"
    elif (best := max(score or Decimal(0) for score in scores)) != points:
        yield "bands", f"最高一档 {points_text(best)} 分，应等于分值 {points_text(points)}"


def _faults_of_per_point(node: IndexNode, points: Decimal) -> Iterator[tuple[str, str]]:
    if not number(node.step):
        yield "step", "还没有写每点（每项）的分数"
    if number(node.target_value) is None:
        yield "target_value", "按偏离扣分，还没有写标准值"


def _faults_of_checklist(node: IndexNode, points: Decimal) -> Iterator[tuple[str, str]]:
    step, items = number(node.step), len(node.items)
    if not step:
        yield "step", "还没有写每点（每项）的分数"
    elif not items:
        yield "items", "按要素给分，还没有写要素"
    elif node.item_counts == "met" and step * items != points:
        yield (
            "items",
            (
                f"有 {items} 个要素，每项 {points_text(step)} 分，"
                f"全部具备得 {points_text(step * items)} 分，应等于分值 {points_text(points)}"
            ),
        )


_METHOD_FAULTS = {
    ScoringMethod.BANDS: _faults_of_bands,
    ScoringMethod.PER_POINT: _faults_of_per_point,
    ScoringMethod.CHECKLIST: _faults_of_checklist,
}


def _sum_fault(label: str, nodes: tuple[IndexNode, ...], whole: Decimal) -> Iterator[str]:
    stated = [value for node in nodes if (value := number(node.points)) is not None]
    added = sum(stated, Decimal(0))
    if added != whole:
        gap = f"还差 {points_text(whole - added)}" if added < whole else f"多出 {points_text(added - whole)}"
        yield f"nodes: {label}合计 {points_text(added)}，应为 {points_text(whole)}，{gap}"
