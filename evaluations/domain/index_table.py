"""The empty scoring table 指标评分表 of an index system: its nodes as rows with labels that span them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from evaluations.domain.index_system import IndexNode, IndexSystemFacts
from evaluations.domain.method_words import MethodWords, method_words
from huadu_perf.lib.money import points as points_text
from huadu_perf.lib.values import number

#: Where the department sets the indicators, their scores follow the rules of the system.
OPEN = MethodWords("按指标的符号，适用计分规则")


@dataclass(frozen=True)
class Label:
    """A first- or second-level node whose cell begins in a row and covers `rows` of them."""

    node: IndexNode
    rows: int


@dataclass(frozen=True)
class Line:
    """One row of the table. `leaf` is None where the department sets the indicators itself."""

    first: Label | None
    second: Label | None
    leaf: IndexNode | None
    standard: str
    words: MethodWords


@dataclass(frozen=True)
class Whole:
    """The last row: what the first level adds up to, what it should, and the difference in words."""

    added: Decimal
    due: Decimal

    @property
    def gap(self) -> str:
        """还差 5 or 多出 5; empty when it adds up."""
        difference = self.due - self.added
        if not difference:
            return ""
        return f"还差 {points_text(difference)}" if difference > 0 else f"多出 {points_text(-difference)}"


def groups(system: IndexSystemFacts) -> tuple[tuple[Line, ...], ...]:
    """The rows of the table, one group for each first-level node."""
    return tuple(tuple(_group(system, node)) for node in system.below(None))


def whole(system: IndexSystemFacts) -> Whole:
    """The running total of the points."""
    added = sum((number(node.points) or Decimal(0) for node in system.below(None)), Decimal(0))
    return Whole(added, system.rules.total_points)


def _group(system: IndexSystemFacts, top: IndexNode) -> Iterator[Line]:
    parts = [(node, system.below(node.key)) for node in system.below(top.key)]
    rows = sum(max(1, len(leaves)) for _, leaves in parts) or 1
    first: Label | None = Label(top, rows)
    if not parts:
        yield Line(first, None, None, top.method_text, OPEN)
    for node, leaves in parts:
        second: Label | None = Label(node, max(1, len(leaves)))
        if not leaves:
            yield Line(first, second, None, node.method_text, OPEN)
        for leaf in leaves:
            yield Line(first, second, leaf, leaf.method_text, method_words(leaf, system.rules))
            first = second = None
        first = None
