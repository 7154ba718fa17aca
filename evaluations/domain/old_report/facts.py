"""Items as a facts document: rows with stable keys, joined texts, figures."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from budgets.enums import BudgetItem
from evaluations.domain.facts import CampaignFacts, DepartmentFacts, EvaluationFacts
from evaluations.domain.old_report.found import Item, Target, Value
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
    groups: dict[str, dict[str, Any]] = defaultdict(dict)
    rows: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for target, value in values.items():
        if target.rowset:
            row = rows[target.rowset].setdefault(target.row, {})
            row[target.field] = _plain(report, target, value)
        else:
            groups[SECTION_BY_KEY[target.section].group][target.field] = _plain(report, target, value)
    _shape(report, rows)
    listed = {name: [_keyed(report, name, row, held[row]) for row in sorted(held)] for name, held in rows.items()}
    return EvaluationFacts(department=department, campaign=campaign, **groups, **listed)


def _plain(report: OldReport, target: Target, value: Value) -> Any:
    """The value as the facts take it."""
    if isinstance(value, tuple):
        field = field_of(target)
        return tuple(row_key(report, field.target, row) for row in value) if field else ()
    if isinstance(value, str) and value == str(NOT_APPLICABLE) and field_of(target) in _FIGURES_OF[target.rowset]:
        return NOT_APPLICABLE
    return value if isinstance(value, Decimal) else value


_FIGURES_OF = {
    name: tuple(
        field for field in rowset.fields if field.kind in (Kind.AMOUNT, Kind.COUNT, Kind.POINTS, Kind.QUANTITY)
    )
    for name, rowset in ROWSETS.items()
} | {"": ()}


def _shape(report: OldReport, rows: dict[str, dict[int, dict[str, Any]]]) -> None:
    """Levels, parents and the items of lines; rows without a way up to the first level go."""
    for row, held in rows.get("budget_lines", {}).items():
        held["item"] = list(BudgetItem)[row]
    shapes = report.rows.get("indicators", ())
    indicators = rows.get("indicators", {})
    for row in [row for row in indicators if not _has_place(row, shapes, indicators)]:
        del indicators[row]
    for row, held in indicators.items():
        held["level"], parent = shapes[row].level, shapes[row].parent
        held["parent"] = None if parent is None else row_key(report, "indicators", parent)
    for row, held in rows.get("project_indicators", {}).items():
        held["project"] = row_key(report, "projects", report.rows["project_indicators"][row].parent or 0)


def _has_place(row: int, shapes: Any, indicators: dict[int, Any]) -> bool:
    shape = shapes[row]
    if shape.level == 1:
        return True
    return shape.parent is not None and shape.parent in indicators and _has_place(shape.parent, shapes, indicators)


def _keyed(report: OldReport, rowset: str, row: int, held: dict[str, Any]) -> dict[str, Any]:
    return {"key": row_key(report, rowset, row), **held}
