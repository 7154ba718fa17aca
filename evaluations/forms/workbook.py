"""A filled-in workbook as values: which line is which by its hidden mark, every problem at once with its cell."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from evaluations.domain.sections import Field, Kind, RowSet, Section
from evaluations.domain.sheets import Part, SheetSpec, bare, head, name_of, sheets_of
from evaluations.domain.stated import Stated, StatedRow, StatedSection
from evaluations.forms.workbook_cells import LinkNames, Reading, is_empty
from evaluations.forms.workbook_origin import AGAIN, Origin
from huadu_perf.lib.workbooks.blocks import HEADING, SINGLE, TABLE
from huadu_perf.lib.workbooks.columns import Cell, NotReadable, Problem
from huadu_perf.lib.workbooks.reading import place_of

#: Rows without a key get theirs from here: the same file gives the same keys each time it is read.
NEW_ROWS = UUID("3c0f2b3e-8a25-5d6a-9a40-51b8a1a6d7c9")


@dataclass
class Found:
    """A row of a table as it stands in the sheet."""

    number: int
    mark: str
    cells: dict[str, Cell]
    places: dict[str, str]
    key: UUID | None = None

    @property
    def places_at(self) -> str:
        """The first cell of the row."""
        return next(iter(self.places.values()), f"A{self.number}")


@dataclass
class Table:
    """The rows of one row set, with the sheet they stand in."""

    part: Part
    sheet: str
    rows: list[Found] = field(default_factory=list)


def read_filled(sheets: Mapping[str, Any], origin: Origin, sections: Sequence[Section]) -> Stated:
    """What the workbook states for these sections."""
    return Filled(sheets, origin, sections).read()


class Filled:
    """One workbook while it is read: first which line is which, then what the cells say."""

    def __init__(self, sheets: Mapping[str, Any], origin: Origin, sections: Sequence[Section]) -> None:
        self.sheets, self.origin, self.sections = sheets, origin, sections
        self.stated = Stated({section.key: StatedSection() for section in sections})
        self.tables: dict[str, Table] = {}
        self.singles: list[tuple[Part, str, Field, Cell | None, str]] = []
        self.reading = Reading(origin.tokens)

    def read(self) -> Stated:
        """Everything it states."""
        for spec in sheets_of(self.sections):
            if spec.title in self.sheets:
                self._lines(spec)
            else:
                self._complain(spec.title, "", f"文件里没有“{spec.title}”表。{AGAIN}")
        for table in self.tables.values():
            self._give_keys(table)
        links = self._links()
        for part, sheet, spec_field, cell, at in self.singles:
            section = self.stated.sections[part.section.key]
            section.cells[spec_field.name] = at
            self._value(sheet, at, spec_field, cell, links, section.values)
        for table in self.tables.values():
            self._rows(table, links)
        return self.stated

    def _complain(self, sheet: str, at: str, message: str, value: str = "") -> None:
        self.stated.problems.append(Problem(sheet, at, message, value))

    def _notice(self, sheet: str, at: str, message: str, value: str = "") -> None:
        self.stated.notices.append(Problem(sheet, at, message, value))

    # ── which line is which ──────────────────────────────────────────────────────────────────────────────────────

    def _lines(self, spec: SheetSpec) -> None:
        """Goes down a sheet: heads open tables, headings close them, marked values stand alone, the rest are rows."""
        lines = [[Cell(*cell) for cell in row] for row in self.sheets[spec.title]["rows"]]
        marks = _mark_column(lines)
        parts = {TABLE + part.name: part for part in spec.parts if part.rowset}
        singles = {
            SINGLE + each.name: (part, each) for part in spec.parts if not part.rowset for each in part.fields
        }
        here: tuple[Table, dict[str, str]] | None = None
        seen: set[str] = set()
        for line in lines:
            cells = {place_of(cell)[0]: cell for cell in line}
            mark = cells[marks].text.strip() if marks in cells else ""
            number = place_of(line[0])[1]
            if mark in parts:
                here = self._open(parts[mark], spec.title, cells, marks)
                seen.add(mark)
            elif mark in singles and mark not in seen:
                seen.add(mark)
                part, each = singles[mark]
                at = f"{_after(marks)}{number}"
                self.singles.append((part, spec.title, each, cells.get(_after(marks)), at))
            elif mark == HEADING or mark in seen:
                here = None
            elif here is not None:
                self._row(here, mark, number, cells)
        self._missing(spec, seen)

    def _missing(self, spec: SheetSpec, seen: set[str]) -> None:
        for part in spec.parts:
            marks = (
                {TABLE + part.name: part.rowset.label}
                if part.rowset
                else {SINGLE + each.name: each.label for each in part.fields}
            )
            for mark, label in marks.items():
                if mark not in seen:
                    self._complain(
                        spec.title, "", f"找不到“{label}”：表头或隐藏的标记列被删去或改动了。{AGAIN}"
                    )

    def _open(
        self, part: Part, sheet: str, cells: Mapping[str, Cell], marks: str
    ) -> tuple[Table, dict[str, str]]:
        """The table that a head opens, and its fields by the letter of their column."""
        names = {bare(head(each)): each for each in part.fields}
        letters: dict[str, str] = {}
        for letter, cell in cells.items():
            if letter == marks:
                continue
            each = names.get(bare(cell.text))
            if each is None:
                self._notice(sheet, cell.at, "不是本表的栏目，这一列没有读取", cell.text)
            elif each.name in letters.values():
                self._complain(sheet, cell.at, "表头重复，请删去一列", cell.text)
            else:
                letters[letter] = each.name
        for each in part.fields:
            if each.name not in letters.values():
                self._notice(sheet, "", f"“{part.label}”没有“{each.label}”这一列，这一项保持不变")
        table = self.tables.setdefault(part.name, Table(part, sheet))
        return table, letters

    def _row(
        self, here: tuple[Table, dict[str, str]], mark: str, number: int, cells: Mapping[str, Cell]
    ) -> None:
        table, letters = here
        held = {name: cells[letter] for letter, name in letters.items() if letter in cells}
        if mark or any(not is_empty(cell) for cell in held.values()):
            places = {name: f"{letter}{number}" for letter, name in letters.items()}
            table.rows.append(Found(number, mark, held, places))

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _give_keys(self, table: Table) -> None:
        """Every row its key: the one that is marked, of a fixed set that of its item, or a new one."""
        rowset = table.part.rowset
        assert rowset is not None
        base = {row["key"]: row for row in self.origin.base[table.part.section.key].rows[rowset.name]}
        for row in table.rows:
            row.key = _uuid(row.mark)
        if rowset.is_fixed:
            self._match_items(table, rowset, base)
            return
        # A row whose every cell was emptied is a row that was taken out.
        table.rows = [row for row in table.rows if any(not is_empty(cell) for cell in row.cells.values())]
        self._part_copies(table, base)
        taken = Counter(row.key for row in table.rows)
        for row in table.rows:
            if row.key is not None and row.key not in base:
                self._notice(table.sheet, row.places_at, "这一行来自别处，按新增处理", _said(row))
                row.key = None
            if row.key is None:
                row.key = self._new_key(table, row, taken)

    def _part_copies(self, table: Table, base: Mapping[UUID, Any]) -> None:
        """Of rows with the same key the most like the original keeps it; copies become new rows."""
        groups: dict[UUID, list[Found]] = defaultdict(list)
        for row in table.rows:
            if row.key is not None:
                groups[row.key].append(row)
        for key, rows in groups.items():
            if len(rows) == 1:
                continue
            kept = max(rows, key=lambda row: (self._likeness(table.part, row, base.get(key)), -row.number))
            for row in rows:
                if row is not kept:
                    row.key = None
                    told = f"这一行是第 {kept.number} 行的副本，按新增处理"
                    self._notice(table.sheet, row.places_at, told, _said(row))

    def _likeness(self, part: Part, row: Found, stored: Any) -> int:
        """How many values are as they were."""
        same = 0
        for each in part.fields if stored else ():
            if each.kind in (Kind.LINK, Kind.LINKS):
                continue
            try:
                same += self.reading.value(each, row.cells.get(each.name), {}) == (stored[each.name] or None)
            except NotReadable:
                continue
        return same

    def _new_key(self, table: Table, row: Found, taken: Counter[UUID | None]) -> UUID:
        """A key from what the row is called, so that uploading the file again does not add the row again."""
        name = name_of({name: cell.text for name, cell in row.cells.items()}) or f"#{row.number}"
        again = 0
        while True:
            key = uuid5(NEW_ROWS, f"{self.origin.signature[-40:]}|{table.part.name}|{name}|{again}")
            if key not in taken:
                taken[key] += 1
                return key
            again += 1

    def _match_items(self, table: Table, rowset: RowSet, base: Mapping[UUID, Any]) -> None:
        """Lines of a fixed set are known by what they are called."""
        item = next(each for each in rowset.fields if each.name == "item")
        keys = {row["item"]: key for key, row in base.items()}
        seen: set[UUID] = set()
        rows, table.rows = table.rows, []
        for row in rows:
            at = row.places.get("item", row.places_at)
            try:
                row.key = keys.get(self.reading.value(item, row.cells.get("item"), {}), row.key)
            except NotReadable as error:
                self._complain(table.sheet, at, str(error), _said(row))
                continue
            if row.key not in base:
                self._complain(table.sheet, at, "这张表的项目是固定的，不能增加。请删去这一行", _said(row))
            elif row.key in seen:
                self._complain(table.sheet, at, "这一项写了两行，请删去一行", _said(row))
            else:
                seen.add(row.key)
                table.rows.append(row)

    # ── values ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _links(self) -> dict[str, LinkNames]:
        """What links may say, by the row set they point at: names as they were, and as they are in this file."""
        found: dict[str, LinkNames] = {}
        for section in self.sections:
            for rowset in section.rowsets:
                table = self.tables.get(rowset.name)
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
            self._complain(sheet, at, str(error), cell.text if cell else "")

    def _rows(self, table: Table, links: Mapping[str, LinkNames]) -> None:
        rowset = table.part.rowset
        assert rowset is not None
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
                self._climb(table, rowset, found, values, levels)
            rows.append(StatedRow(found.key, found.number, values, found.places))

    def _climb(
        self, table: Table, rowset: RowSet, found: Found, values: dict[str, Any], levels: dict[int, UUID]
    ) -> None:
        """The parent of a row that names none: the nearest row above that is one level higher."""
        assert found.key is not None
        if "level" not in {each.name for each in rowset.fields}:
            if rowset.parent in values and values[rowset.parent] is None:
                label = next(each.label for each in rowset.fields if each.name == rowset.parent)
                self._complain(
                    table.sheet, found.places[rowset.parent], f"没有写属于哪个{label}，请从下拉列表选"
                )
            return
        level = values.get("level")
        if level is None and "level" in values:
            self._complain(table.sheet, found.places["level"], "没有写级别，请填一级、二级或三级")
            return
        if level is None:
            return
        is_new = found.key not in self._base_keys(table)
        if level > 1 and is_new and rowset.parent in values and values[rowset.parent] is None:
            values[rowset.parent] = levels.get(level - 1)
            if level - 1 not in levels:
                self._complain(table.sheet, found.places[rowset.parent], "没有写上级指标，请从下拉列表选")
        levels[int(level)] = found.key

    def _base_keys(self, table: Table) -> set[UUID]:
        rows = self.origin.base[table.part.section.key].rows[table.part.name]
        return {row["key"] for row in rows}


def _mark_column(lines: Sequence[Sequence[Cell]]) -> str:
    """The letter of the column of marks, wherever it was moved to."""
    for line in lines:
        for cell in line:
            if cell.text.startswith((TABLE, SINGLE)) or cell.text == HEADING:
                return place_of(cell)[0]
    return "B"


def _after(letter: str) -> str:
    """The next column (marks stand far to the left)."""
    return chr(ord(letter) + 1) if len(letter) == 1 and letter < "Z" else letter


def _uuid(mark: str) -> UUID | None:
    try:
        return UUID(mark)
    except ValueError:
        return None


def _said(row: Found) -> str:
    return name_of({name: cell.text for name, cell in row.cells.items()})
