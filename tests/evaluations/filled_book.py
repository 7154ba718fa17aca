"""What people do to a workbook in Excel: change, sort, insert, copy and delete rows, by the names they see."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.domain.sheets import bare


class FilledBook:
    """A downloaded workbook, open for editing."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(BytesIO(content))

    def saved(self) -> bytes:
        """The file."""
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()

    def single(self, sheet: str, name: str) -> Cell:
        """The cell of a single value."""
        page = self.book[sheet]
        row = next(row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == f".{name}")
        return page.cell(row, 3)

    def head(self, sheet: str, table: str) -> int:
        """The row of a table's head."""
        page = self.book[sheet]
        return next(row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == f"#{table}")

    def columns(self, sheet: str, table: str) -> dict[str, int]:
        """The columns of a table by their heads."""
        page, row = self.book[sheet], self.head(sheet, table)
        return {bare(str(cell.value)): cell.column for cell in page[row] if cell.value and cell.column != 2}

    def row_of(self, sheet: str, key: UUID) -> int:
        """The row of a key."""
        page = self.book[sheet]
        return next(row for row in range(1, page.max_row + 1) if page.cell(row, 2).value == str(key))

    def cell(self, sheet: str, table: str, key: UUID, head: str) -> Cell:
        """The cell of a row's value."""
        return self.book[sheet].cell(self.row_of(sheet, key), self.columns(sheet, table)[bare(head)])

    def values(self, sheet: str, row: int) -> list[Any]:
        """A whole row, the hidden mark with it."""
        return [cell.value for cell in self.book[sheet][row]]

    def put(self, sheet: str, row: int, values: list[Any]) -> None:
        """Writes a whole row."""
        for place, value in enumerate(values, start=1):
            self.book[sheet].cell(row, place).value = value

    def rows(self, sheet: str, table: str) -> range:
        """The rows of a table that have a mark."""
        page, first = self.book[sheet], self.head(sheet, table) + 1
        last = first
        while page.cell(last, 2).value and len(str(page.cell(last, 2).value)) == 36:
            last += 1
        return range(first, last)

    def sort(self, sheet: str, table: str, by: Callable[[list[Any]], Any]) -> None:
        """Sorts the rows of a table, as Excel does with the hidden column among them."""
        rows = self.rows(sheet, table)
        for row, values in zip(rows, sorted((self.values(sheet, row) for row in rows), key=by), strict=True):
            self.put(sheet, row, values)

    def delete(self, sheet: str, key: UUID) -> None:
        """Deletes a row."""
        self.book[sheet].delete_rows(self.row_of(sheet, key))

    def insert(self, sheet: str, table: str, before: int, values: dict[str, Any], mark: str = "") -> int:
        """Inserts a row with values by head; `mark`: that of a row it was copied from."""
        page: Worksheet = self.book[sheet]
        page.insert_rows(before)
        for head, place in self.columns(sheet, table).items():
            page.cell(before, place).value = {bare(key): value for key, value in values.items()}.get(head)
        page.cell(before, 2).value = mark or None
        return before
