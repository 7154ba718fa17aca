"""A filled-in workbook as values: which line is which by its hidden mark, every problem at once with its cell."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from evaluations.domain.sections import Field, Section
from evaluations.domain.sheets import sheets_of
from evaluations.domain.stated import Stated, StatedRow, StatedSection
from evaluations.forms.workbook_cells import LinkNames, Reading
from evaluations.forms.workbook_keys import Keys
from evaluations.forms.workbook_lines import Found, Lines, Table
from evaluations.forms.workbook_origin import AGAIN, Origin
from huadu_perf.lib.workbooks.columns import Cell, NotReadable


def read_filled(sheets: Mapping[str, Any], origin: Origin, sections: Sequence[Section]) -> Stated:
    """What the workbook states for these sections."""
    return Filled(sheets, origin, sections).read()


class Filled:
    """One workbook while it is read: first which line is which, then which row, then what the cells say."""

    def __init__(self, sheets: Mapping[str, Any], origin: Origin, sections: Sequence[Section]) -> None:
        self.sheets, self.origin, self.sections = sheets, origin, sections
        self.stated = Stated({section.key: StatedSection() for section in sections})
        self.reading = Reading(origin.tokens)
        self.lines = Lines(sheets, self.stated)

    def read(self) -> Stated:
        """Everything it states."""
        for spec in sheets_of(self.sections):
            if spec.title in self.sheets:
                self.lines.read(spec)
            else:
                self.stated.complain(spec.title, "", f"文件里没有“{spec.title}”表。{AGAIN}")
        keys = Keys(self.origin, self.reading, self.stated)
        for table in self.lines.tables.values():
            keys.give(table)
        links = self._links()
        for part, sheet, spec_field, cell, at in self.lines.singles:
            section = self.stated.sections[part.section.key]
            section.cells[spec_field.name] = at
            self._value(sheet, at, spec_field, cell, links, section.values)
        for table in self.lines.tables.values():
            self._rows(table, links)
        return self.stated

    def _links(self) -> dict[str, LinkNames]:
        """What links may say, by the row set they point at: names as they were, and as they are in this file."""
        found: dict[str, LinkNames] = {}
        for section in self.sections:
            for rowset in section.rowsets:
                table = self.lines.tables.get(rowset.name)
                rows = [
                    {"key": row.key} | {name: cell.text for name, cell in row.cells.items()}
                    for row in (table.rows if table else ())
                ]
                found[rowset.name] = LinkNames.of(self.origin.base[section.key].rows[rowset.name], rows)
        return found

    def _value(
        self, sheet: str, at: str, spec: Field, cell: Cell | None, links: Mapping[str, LinkNames],
        values: dict[str, Any],
    ) -> None:  # fmt: skip
        try:
            values[spec.name] = self.reading.value(spec, cell, links)
        except NotReadable as error:
            self.stated.complain(sheet, at, str(error), cell.text if cell else "")

    def _rows(self, table: Table, links: Mapping[str, LinkNames]) -> None:
        rowset = table.rowset
        section = self.stated.sections[table.part.section.key]
        section.sheets[rowset.name] = table.sheet
        rows = section.rows[rowset.name] = []
        levels: dict[int, UUID] = {}
        for found in table.rows:
            values: dict[str, Any] = {}
            for each in rowset.fields:
                if each.name in found.places:
                    self._value(
                        table.sheet, found.places[each.name], each, found.cells.get(each.name), links, values
                    )
            assert found.key is not None
            if rowset.parent:
                self._climb(table, found, values, levels)
            rows.append(StatedRow(found.key, found.number, values, found.places))

    def _climb(self, table: Table, found: Found, values: dict[str, Any], levels: dict[int, UUID]) -> None:
        """The parent of a row that names none: the nearest row above that is one level higher."""
        assert found.key is not None
        rowset = table.rowset
        if "level" not in {each.name for each in rowset.fields}:
            if rowset.parent in values and values[rowset.parent] is None:
                label = next(each.label for each in rowset.fields if each.name == rowset.parent)
                self.stated.complain(
                    table.sheet, found.places[rowset.parent], f"没有写属于哪个{label}，请从下拉列表选"
                )
            return
        level = values.get("level")
        if level is None and "level" in values:
            self.stated.complain(table.sheet, found.places["level"], "没有写级别，请填一级、二级或三级")
            return
        if level is None:
            return
        is_new = found.key not in table.base_of(self.origin)
        if level > 1 and is_new and rowset.parent in values and values[rowset.parent] is None:
            values[rowset.parent] = levels.get(level - 1)
            if level - 1 not in levels:
                self.stated.complain(
                    table.sheet, found.places[rowset.parent], "没有写上级指标，请从下拉列表选"
                )
        levels[int(level)] = found.key
