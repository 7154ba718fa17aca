"""What is still missing before a submission, one finding a row, from the section specs."""

from collections.abc import Iterator
from typing import Any

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import (
    FORM_SECTIONS,
    ROWSETS,
    Field,
    RowSet,
    Section,
    is_blank,
)
from evaluations.enums import Direction
from huadu_perf.lib.findings import Finding, Place, Severity


def missing_fields(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """M1: single fields, M2: row sets with too few rows, M3: rows with empty fields."""
    for section in FORM_SECTIONS:
        yield from missing_in(section, facts)


def missing_in(section: Section, facts: EvaluationFacts) -> Iterator[Finding]:
    """The same for one section."""
    group = getattr(facts, section.group) if section.group else None
    for field in section.fields:
        if field.needed and is_blank(getattr(group, field.name)):
            yield _finding("M1", Place(section.key, field=field.name), f"未填写“{field.label}”")
    for rowset in section.rowsets:
        rows = getattr(facts, rowset.name)
        if len(rows) < rowset.needed:
            yield _finding(
                "M2",
                Place(section.key, rowset.name),
                f"还没有填写“{rowset.label}”，至少 {rowset.needed} {rowset.word}",
            )
        for number, row in enumerate(rows, start=1):
            yield from _missing_in_row(section, rowset, number, row)


def _missing_in_row(section: Section, rowset: RowSet, number: int, row: Any) -> Iterator[Finding]:
    empty = [field for field in needed_fields(rowset, row) if is_blank(getattr(row, field.name))]
    if empty:
        labels = "、".join(field.label for field in empty)
        yield _finding(
            "M3",
            Place(section.key, rowset.name, row.key, empty[0].name),
            f"{row_label(rowset, row, number)}未填写：{labels}",
        )


def needed_fields(rowset: RowSet, row: Any) -> list[Field]:
    """The fields this row must have: names only above level 3, figures or words as its direction asks."""
    fields = {field.name: field for field in rowset.fields}
    if getattr(row, "level", 3) < 3:
        return [fields["name"]]
    needed = [field for field in rowset.fields if field.needed]
    if "direction" in fields and row.direction is not None:
        kind = "text" if row.direction == Direction.QUALITATIVE else "value"
        needed += [fields[f"target_{kind}"], fields[f"actual_{kind}"]]
    return needed


def row_label(rowset: RowSet, row: Any, number: int) -> str:
    """How a message names a row: by its name where it has one, else by its number."""
    name = str(getattr(row, "name", "") or getattr(row, "title", ""))
    item = getattr(row, "item", None)
    if item is not None:
        name = item.label
    return f"“{name[:30]}”" if name else f"{rowset.label}第 {number} {rowset.word}"


def label_of(place: Place, facts: EvaluationFacts) -> str:
    """A place in words: row and field, without the section's title."""
    rowset = ROWSETS.get(place.rowset)
    if rowset is None:
        return ""
    field = next((field.label for field in rowset.fields if field.name == place.field), "")
    rows = getattr(facts, rowset.name)
    named = next(
        (row_label(rowset, row, n) for n, row in enumerate(rows, 1) if row.key == place.key), rowset.label
    )
    return f"{named} · {field}" if field else named


def _finding(code: str, place: Place, message: str) -> Finding:
    return Finding(code, Severity.ERROR, place, message)
