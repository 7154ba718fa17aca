"""Items as a facts document: rows with stable keys, joined texts, figures."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from budgets.enums import BudgetItem
from evaluations.domain.facts import CampaignFacts, DepartmentFacts, EvaluationFacts
from evaluations.domain.old_report.found import Item, RowShape, Target, Value
from evaluations.domain.old_report.reading import OldReport
from evaluations.domain.sections import ROWSETS, SECTION_BY_KEY, Field, Kind
from huadu_perf.lib.values import NOT_APPLICABLE

#: Keys of rows read from a report are made from it, so that reading it again gives the same.
NAMESPACE = UUID("6c1f2a4e-5a53-4c5e-9d0e-1f0a5d0c2b7e")
#: What parts the pieces of a joined text.
JOINT = "\n"


def row_key(report: OldReport, rowset: str, row: int) -> UUID:
    """The key of a row of this report."""
    return uuid5(NAMESPACE, f"{report.department}|{report.year}|{report.title}|{rowset}|{row}")


def field_of(target: Target) -> Field | None:
    """The field a target names; None for what is only stated."""
    if target.stated:
        return None
    fields = ROWSETS[target.rowset].fields if target.rowset else SECTION_BY_KEY[target.section].fields
    return next((field for field in fields if field.name == target.field), None)


def values_of(items: Iterable[Item]) -> dict[Target, Value]:
    """One value for each place; pieces of a joined text in the order they were found."""
    found: dict[Target, Value] = {}
    for item in items:
        if item.joins and item.target in found:
            found[item.target] = f"{found[item.target]}{JOINT}{item.value}"
        else:
            found[item.target] = item.value
    return found


def is_too_long(field: Field | None, value: Value) -> bool:
    """Whether a text is longer than its field takes."""
    return field is not None and isinstance(value, str) and len(value) > field.max_length


def facts_of(report: OldReport, department: DepartmentFacts, campaign: CampaignFacts) -> EvaluationFacts:
    """The report as facts. What is too long for its field, and rows the tree has no place for, are left out."""
    values = {
        target: value
        for target, value in values_of(report.items).items()
        if field_of(target) is not None and not is_too_long(field_of(target), value)
    }
    return _Facts(report, campaign).made(values, department)


class _Facts:
    """The keys of a report's rows and what they hold. An indicator named as a node of the index system is that node."""

    def __init__(self, report: OldReport, campaign: CampaignFacts) -> None:
        self.report, self.campaign = report, campaign
        self.nodes: dict[int, UUID] = {}

    def key(self, rowset: str, row: int) -> UUID:
        """The key of a row."""
        if rowset == "indicators" and row in self.nodes:
            return self.nodes[row]
        return row_key(self.report, rowset, row)

    def made(self, values: dict[Target, Value], department: DepartmentFacts) -> EvaluationFacts:
        """The document."""
        self._find_nodes(values)
        groups: dict[str, dict[str, Any]] = defaultdict(dict)
        rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for target, value in values.items():
            if target.rowset:
                rows[target.rowset].setdefault(target.row, {})[target.field] = self._plain(target, value)
            else:
                groups[SECTION_BY_KEY[target.section].group][target.field] = self._plain(target, value)
        self._shape(rows)
        listed = {
            name: [{"key": self.key(name, row), **held[row]} for row in sorted(held)]
            for name, held in rows.items()
        }
        return EvaluationFacts(department=department, campaign=self.campaign, **groups, **listed)

    def _find_nodes(self, values: dict[Target, Value]) -> None:
        names = {
            target.row: value for target, value in values.items() if (target.rowset, target.field) == _NAME
        }
        shapes = self.report.rows.get("indicators", ())
        for row, shape in enumerate(shapes):
            above = self.nodes.get(shape.parent) if shape.parent is not None else None
            place = (shape.level, above, names.get(row))
            node = next(
                (each for each in self.campaign.nodes if (each.level, each.parent, each.name) == place), None
            )
            if node is not None and node.key not in self.nodes.values():
                self.nodes[row] = node.key

    def _plain(self, target: Target, value: Value) -> Any:
        """The value as the facts take it."""
        field = field_of(target)
        if isinstance(value, tuple):
            keys = tuple(self.key(field.target, row) for row in value) if field else ()
            return keys[0] if field and field.kind == Kind.LINK else keys
        is_figure = field is not None and field.kind in _FIGURES
        return NOT_APPLICABLE if is_figure and value == str(NOT_APPLICABLE) else value

    def _shape(self, rows: dict[str, dict[int, dict[str, Any]]]) -> None:
        """Levels, parents and the items of lines; rows without a way up to the first level go."""
        for row, held in rows.get("budget_lines", {}).items():
            held["item"] = list(BudgetItem)[row]
        shapes = self.report.rows.get("indicators", ())
        indicators = rows.get("indicators", {})
        for row in [row for row in indicators if not has_place(row, shapes, indicators)]:
            del indicators[row]
        for row, held in indicators.items():
            held["level"], parent = shapes[row].level, shapes[row].parent
            held["parent"] = None if parent is None else self.key("indicators", parent)
        for row, held in rows.get("project_indicators", {}).items():
            project = self.report.rows["project_indicators"][row].parent
            held["project"] = self.key("projects", project or 0)


_NAME = ("indicators", "name")
_FIGURES = (Kind.AMOUNT, Kind.COUNT, Kind.POINTS, Kind.QUANTITY)


def has_place(row: int, shapes: Sequence[RowShape], kept: Container[int]) -> bool:
    """Whether a way leads up from an indicator to the first level through rows that are kept."""
    shape = shapes[row]
    if shape.level == 1:
        return True
    return shape.parent is not None and shape.parent in kept and has_place(shape.parent, shapes, kept)
