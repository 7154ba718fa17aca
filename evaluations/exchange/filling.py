"""The workbook that a department fills in: everything the forms ask for, with what is stored, ready to come back."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing

from evaluations.domain.asked import form_data
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.naming import Names, named
from evaluations.domain.numbers.naming import names_of as token_names
from evaluations.domain.sections import Field, Kind, Row, RowSet, Section, SectionData
from evaluations.domain.sheets import (
    LEVELS,
    LOW_LINE,
    NOTES,
    NUMBERS,
    SALT,
    SYSTEM,
    Part,
    data_to_plain,
    head,
    instructions,
    names_of,
    schema,
    sheets_of,
    told,
)
from huadu_perf.lib.money import WAN
from huadu_perf.lib.values import NotApplicable, plain_text
from huadu_perf.lib.workbooks.blocks import SINGLE, Block, Line, Page, Value, write_pages
from huadu_perf.lib.workbooks.columns import DIGITS, Column
from huadu_perf.lib.workbooks.columns import Kind as CellKind

#: Empty rows below each table, ready to be filled in.
SPARE, SPARE_LONG = 10, 60
_LONG = {"indicators", "projects", "project_indicators"}
_WIDTHS = {
    Kind.NAME: 24, Kind.PROSE: 40, Kind.COUNT: 10, Kind.AMOUNT: 15, Kind.POINTS: 9, Kind.QUANTITY: 12,
    Kind.CHOICE: 14, Kind.LINK: 24, Kind.LINKS: 30,
}  # fmt: skip
_NARROW = 12

Links = Mapping[str, Mapping[UUID, str]]


def to_workbook(
    facts: EvaluationFacts,
    sections: Sequence[Section],
    versions: Mapping[str, int],
    evaluation: int,
    last_year: EvaluationFacts | None = None,
) -> bytes:
    """The workbook of these facts. `versions`: of the sections, `evaluation`: which one it belongs to.

    `last_year`: what was filed then, whose measures are listed to be answered, as on the form.
    """
    data = {section.key: form_data(section, facts, last_year) for section in sections}
    links = {
        rowset.name: names_of(data[section.key].rows[rowset.name])
        for section in sections
        for rowset in section.rowsets
    }
    tokens = token_names(facts)
    heading = f"{facts.department.name}　{facts.campaign.year} 年度"
    pages = [
        Page(
            sheet.title,
            f"{heading}　{sheet.title}",
            [_block(part, data[part.section.key], links, tokens) for part in sheet.parts],
        )
        for sheet in sheets_of(sections)
    ]
    origin = {
        "evaluation": evaluation,
        "department": facts.department.code,
        "year": facts.campaign.year,
        "schema": schema(sections),
        "versions": {section.key: versions[section.key] for section in sections},
        "data": {section.key: data_to_plain(section, data[section.key]) for section in sections},
        "tokens": tokens.stored,
    }
    hidden = {
        "说明": "系统用来识别这个工作簿，不要改动。",
        "部门": facts.department.name,
        "年度": str(facts.campaign.year),
        "识别码": signing.dumps(origin, salt=SALT, compress=True).replace("_", LOW_LINE),
    }
    return write_pages(pages, (NOTES, instructions(sections)), (SYSTEM, hidden))


def _block(part: Part, data: SectionData, links: Links, tokens: Names) -> Block:
    columns = tuple(_column(field, links) for field in part.fields)
    if part.rowset is None:
        lines = [
            Line(SINGLE + field.name, {field.name: cell_value(field, data.fields[field.name], links, tokens)})
            for field in part.fields
        ]
        return Block(part.name, "", columns, lines, is_card=True)
    rowset = part.rowset
    rows = [_line(rowset, row, links, tokens) for row in data.rows[rowset.name]]
    spare = SPARE_LONG if rowset.name in _LONG else SPARE
    if rowset.is_fixed or rowset.is_given:
        spare = 0
    locked = frozenset(
        field.name for field in rowset.fields if field.given or (rowset.is_fixed and field.name == "item")
    )
    return Block(rowset.name, rowset.label, columns, rows, rowset.hint, spare, locked=locked)


def _line(rowset: RowSet, row: Row, links: Links, tokens: Names) -> Line:
    values = {field.name: cell_value(field, row[field.name], links, tokens) for field in rowset.fields}
    return Line(str(row["key"]), values)


def _column(field: Field, links: Links) -> Column:
    labels = {label: value for value, label in field.choices.choices} if field.choices else {}
    is_level = field.name == "level"
    offers = LEVELS if is_level else tuple(links.get(field.target, {}).values())
    is_number = field.kind in NUMBERS and not is_level
    kind = (
        CellKind.TEXT if not is_number else CellKind.NUMBER if field.kind == Kind.AMOUNT else CellKind.COUNT
    )
    width = _NARROW if field.kind == Kind.NAME and 0 < field.limit <= 20 else _WIDTHS.get(field.kind, 14)
    return Column(head(field), field.name, kind, labels, width=width, note=told(field), offers=offers)


def cell_value(field: Field, value: Any, links: Links, tokens: Names) -> Value:
    """What stands in the cell of a value: numbers as numbers (amounts in 万元), choices and links in words."""
    if value is None or value == "":
        return None
    if isinstance(value, NotApplicable):
        return str(value)
    if field.name == "level":
        return LEVELS[int(value) - 1]
    if field.kind in NUMBERS:
        return _number(Decimal(value) / WAN if field.kind == Kind.AMOUNT else Decimal(value))
    return _words(field, value, links, tokens)


def _number(value: Decimal) -> Value:
    """A number, or as text what Excel would round."""
    value = value.normalize()
    return value if len(value.as_tuple().digits) <= DIGITS else f"{value:f}"


def _words(field: Field, value: Any, links: Links, tokens: Names) -> str:
    if field.kind == Kind.CHOICE and field.choices is not None:
        return str(field.choices(value).label)
    if field.kind in (Kind.LINK, Kind.LINKS):
        keys = value if isinstance(value, tuple) else (value,)
        return "\n".join(links[field.target][key] for key in keys if key in links[field.target])
    return plain_text(named(str(value), tokens) if field.kind == Kind.PROSE else str(value))
