"""Last year's figures beside this year's inputs: what the same item was then."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from budgets.enums import FUNDING
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.row_matching import Keys, matched
from evaluations.domain.sections import Field, Kind, Row, RowSet, Section, section_data
from evaluations.forms.reading import write

#: Figures that mean something beside this year's. Points and scores are given anew each year.
_COMPARED = {Kind.AMOUNT, Kind.AREA, Kind.COUNT, Kind.QUANTITY}
#: Row anchor ("" for single fields) → field → text.
LastValues = dict[str, dict[str, str]]


def last_values(section: Section, facts: EvaluationFacts, last_year: EvaluationFacts | None) -> LastValues:
    """What the inputs of a section say in grey. The lines of the budget table have a column for it."""
    if last_year is None:
        return {}
    found: LastValues = {"": _texts(section.fields, getattr(last_year, section.group, None))}
    above: Keys = {}
    for rowset in section.rowsets:
        if not rowset.is_fixed and not rowset.is_given and any(_compared(rowset.fields)):
            rows = section_data(section, facts).rows[rowset.name]
            above = matched(rowset, getattr(last_year, rowset.name), rows, above)
            found |= _rows(rowset, rows, last_year, above)
    return found


def _rows(rowset: RowSet, rows: list[Row], last_year: EvaluationFacts, found: Keys) -> LastValues:
    old = {row.key: row for row in getattr(last_year, rowset.name)}
    units = {row["key"]: row.get("unit") for row in rows}
    return {
        f"{rowset.name}-{here}": _texts(rowset.fields, old[there], units[here])
        for there, here in found.items()
    }


def _compared(fields: tuple[Field, ...]) -> Iterator[Field]:
    return (field for field in fields if field.kind in _COMPARED and field.name not in FUNDING)


def _texts(fields: tuple[Field, ...], holder: Any, unit: str | None = None) -> dict[str, str]:
    """The figures of one row; a unit is said where it was another."""
    other = getattr(holder, "unit", "")
    behind = f" {other}" if other and other != unit else ""
    values = {field: getattr(holder, field.name, None) for field in _compared(fields)}
    return {
        field.name: f"{write(field, value)}{behind}"
        for field, value in values.items()
        if isinstance(value, Decimal)
    }
