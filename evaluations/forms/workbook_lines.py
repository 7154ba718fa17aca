"""The lines of a filled-in workbook: which of them are tables, which single values, which columns they have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from evaluations.domain.sections import Field, RowSet
from evaluations.domain.sheets import Part, SheetSpec, bare, head, name_of
from evaluations.domain.stated import Stated
from evaluations.forms.workbook_cells import is_empty
from evaluations.forms.workbook_origin import AGAIN, Origin
from huadu_perf.lib.workbooks.blocks import HEADING, SINGLE, TABLE
from huadu_perf.lib.workbooks.columns import Cell
from huadu_perf.lib.workbooks.reading import place_of


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

    @property
    def said(self) -> str:
        """What the row is called in the file."""
        return name_of({name: cell.text for name, cell in self.cells.items()})


@dataclass
class Table:
    """The rows of one row set, with the sheet they stand in."""

    part: Part
    sheet: str
    rows: list[Found] = field(default_factory=list)

    @property
    def rowset(self) -> RowSet:
        """What the rows are."""
        assert self.part.rowset is not None
        return self.part.rowset

    def base_of(self, origin: Origin) -> dict[UUID, Mapping[str, Any]]:
        """The rows the workbook was made from, by key."""
        return {row["key"]: row for row in origin.base[self.part.section.key].rows[self.part.name]}


class Lines:
    """Goes down the sheets; what it finds stands in `tables` and `singles`, what is wrong in `stated`."""

    def __init__(self, sheets: Mapping[str, Any], stated: Stated) -> None:
        self.sheets, self.stated = sheets, stated
        self.tables: dict[str, Table] = {}
        self.singles: list[tuple[Part, str, Field, Cell | None, str]] = []

    def read(self, spec: SheetSpec) -> None:
        """A sheet: heads open tables, headings close them, marked values stand alone, the rest are rows."""
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
                    self.stated.complain(
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
                self.stated.notice(sheet, cell.at, "不是本表的栏目，这一列没有读取", cell.text)
            elif each.name in letters.values():
                self.stated.complain(sheet, cell.at, "表头重复，请删去一列", cell.text)
            else:
                letters[letter] = each.name
        for each in part.fields:
            if each.name not in letters.values():
                self.stated.notice(sheet, "", f"“{part.label}”没有“{each.label}”这一列，这一项保持不变")
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
