"""An index system 指标体系 as data: tree of indicators with points, grade bands, scoring rules."""

from typing import Literal, Self

from pydantic import model_validator

from evaluations.domain.grading import GradeBand
from evaluations.domain.rules import ScoringRules
from evaluations.enums import IndicatorKind
from huadu_perf.lib.values import Facts, Key, Points


class IndexNode(Facts):
    """A node of the tree; `method_text` is the scoring standard 评分标准 as printed."""

    key: Key
    level: Literal[1, 2, 3]
    parent: Key | None = None
    name: str
    points: Points = None
    kind: IndicatorKind | None = None
    method_text: str = ""


class IndexSystemFacts(Facts):
    """One version of an index system, with its source and whether that source was verified."""

    code: str
    name: str
    year: int
    region: str
    version: int = 1
    verified: bool = False
    source: str = ""
    bands: tuple[GradeBand, ...]
    rules: ScoringRules = ScoringRules()
    nodes: tuple[IndexNode, ...] = ()

    @model_validator(mode="after")
    def tree_holds(self) -> Self:
        """Parents exist, one level above their children, and keys are unique."""
        level = {node.key: node.level for node in self.nodes}
        if len(level) != len(self.nodes):
            raise ValueError("nodes: 有重复的 key")
        for number, node in enumerate(self.nodes):
            if (level.get(node.parent) if node.parent else 0) != node.level - 1:
                raise ValueError(f"nodes[{number}].parent: “{node.name}”的上级应为第 {node.level - 1} 级")
        return self
