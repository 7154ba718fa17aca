"""What is still missing before a submission, one finding a row, from the section specs."""

from collections.abc import Iterator
from typing import Any

from evaluations.domain.asked import asked_rows, asked_sections, missing_items
from evaluations.domain.checks.registry import ERROR, Hit, in_quotes, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import ROWSETS, Field, RowSet, Section, is_blank
from evaluations.enums import Direction
from huadu_perf.lib.findings import Place


@rule(
    "M1",
    ERROR,
    "必填栏目",
    help="必填的栏目在报送前填写；没有的数填“不适用”。",
    source="自评表填报要求",
)
def missing_fields(facts: EvaluationFacts) -> Iterator[Hit]:
    """Single fields that are still empty."""
    for section in asked_sections(facts):
        group = getattr(facts, section.group) if section.group else None
        for field in section.fields:
            if field.needed and is_blank(getattr(group, field.name)):
                yield Hit(Place(section.key, field=field.name), f"未填写“{field.label}”")


@rule(
    "M2", ERROR, "必填表格", help="职责、任务、目标、指标、问题和措施至少各有一行。", source="自评表填报要求"
)
def missing_rows(facts: EvaluationFacts) -> Iterator[Hit]:
    """Row sets with too few rows."""
    for section in asked_sections(facts):
        for rowset in section.rowsets:
            if len(getattr(facts, rowset.name)) < rowset.needed:
                yield Hit(
                    Place(section.key, rowset.name),
                    f"还没有填写“{rowset.label}”，至少 {rowset.needed} {rowset.word}",
                )
            if unsaved := [item.label for item in missing_items(rowset, facts)]:
                yield Hit(
                    Place(section.key, rowset.name),
                    f"“{rowset.label}”有 {len(unsaved)} 行还没有填写：{_some(unsaved)}",
                )


@rule(
    "M3", ERROR, "每行填全", help="已添加的行，必填的格子都要填；没有的填“不适用”。", source="自评表填报要求"
)
def rows_with_gaps(facts: EvaluationFacts) -> Iterator[Hit]:
    """Rows with empty fields, one hit a row."""
    for section in asked_sections(facts):
        for rowset in section.rowsets:
            for number, row in enumerate(asked_rows(rowset, facts), start=1):
                empty = [field for field in needed_fields(rowset, row) if is_blank(getattr(row, field.name))]
                if empty:
                    yield Hit(
                        Place(section.key, rowset.name, row.key, empty[0].name),
                        f"{row_label(rowset, row, number)}未填写：{'、'.join(field.label for field in empty)}",
                    )


def _some(names: list[str]) -> str:
    """The first three names of a list."""
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "")


CHECKS = (missing_fields, missing_rows, rows_with_gaps)


def missing_in(section: Section, facts: EvaluationFacts) -> bool:
    """Whether anything is missing in one section."""
    return any(hit.place.section == section.key for rule in CHECKS for hit in rule.find(facts))


def needed_fields(rowset: RowSet, row: Any) -> list[Field]:
    """The fields this row must have: names only above level 3, figures or words as its direction asks."""
    fields = {field.name: field for field in rowset.fields}
    if getattr(row, "level", 3) < 3:
        return [fields["name"]]
    needed = [field for field in rowset.fields if field.needed]
    if "direction" in fields and row.direction is not None:
        kind = "text" if row.direction == Direction.QUALITATIVE else "value"
        needed += [fields[f"target_{kind}"], fields[f"actual_{kind}"]]
        needed += [fields["attainment"]] * (kind == "text")
    return needed


def row_label(rowset: RowSet, row: Any, number: int) -> str:
    """How a message names a row: by its name where it has one, else by its number."""
    name = str(getattr(row, "name", "") or getattr(row, "title", ""))
    item = getattr(row, "item", None)
    if item is not None:
        name = item.label
    return in_quotes(name) if name else f"{rowset.label}第 {number} {rowset.word}"


def label_of(place: Place, facts: EvaluationFacts) -> str:
    """A place in words: row and field, without the section's title."""
    if place.rowset == "evidence":
        return next((in_quotes(piece.title) for piece in facts.evidence if piece.key == place.key), "")
    rowset = ROWSETS.get(place.rowset)
    if rowset is None:
        return ""
    field = next((field.label for field in rowset.fields if field.name == place.field), "")
    rows = getattr(facts, rowset.name)
    named = next(
        (row_label(rowset, row, n) for n, row in enumerate(rows, 1) if row.key == place.key), rowset.label
    )
    return f"{named} · {field}" if field else named
