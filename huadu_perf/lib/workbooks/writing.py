"""Rows as an Excel file: typed numbers, text that stays text, a locked head, drop-downs for choices."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet, written

#: What Excel takes for a formula when a cell is edited again; such text is marked as text for good.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: Empty rows below the last one, ready to be filled in.
SPARE = 100
#: Excel takes no longer list of words in a drop-down.
LIST_LONGEST = 255
CHOICES = "选项"

HEAD = PatternFill("solid", fgColor="E8F0F9")
GREY = Font(name="微软雅黑", size=9, color="7B8794")
BODY = Font(name="微软雅黑", size=10)
BOLD = Font(name="微软雅黑", size=10, bold=True)
LINE = Side(style="thin", color="D9DFE7")
BOX = Border(LINE, LINE, LINE, LINE)
WRAP = Alignment(wrap_text=True, vertical="top")


def write_workbook(
    sheets: Sequence[tuple[Sheet, Iterable[Any]]], notes: tuple[str, Sequence[str]] | None = None
) -> bytes:
    """The sheets with their rows, and a last sheet of `notes` (title, lines) that is not read again."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet, rows in sheets:
        page = book.create_sheet(sheet.title)
        if sheet.upright:
            _stand(page, sheet, next(iter(rows)))
        else:
            _fill(page, sheet, rows)
        fit_page(page)
    if notes is not None:
        tell(book.create_sheet(notes[0]), notes[1])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def write_list(sheet: Sheet, rows: Iterable[Any]) -> bytes:
    """A list to be read, sorted and filtered in Excel: nothing is locked, and it is not read again."""
    book = Workbook()
    del book[book.sheetnames[0]]
    page = book.create_sheet(sheet.title)
    _fill(page, sheet, rows, spare=0)
    page.protection.sheet = False
    page.auto_filter.ref = page.dimensions
    fit_page(page)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(page: Worksheet, sheet: Sheet, rows: Iterable[Any], spare: int = SPARE) -> None:
    """A table: one head, one row a line, some spare ones."""
    for position, column in enumerate(sheet.columns, start=1):
        _head(page, 1, position, column.header)
        page.column_dimensions[get_column_letter(position)].width = column.width
    last = 1
    for last, row in enumerate(rows, start=2):
        for position, column in enumerate(sheet.columns, start=1):
            _put(page, last, position, column, written(column, row))
    for number in range(last + 1, last + 1 + spare):
        for position, column in enumerate(sheet.columns, start=1):
            _put(page, number, position, column, None)
    for position, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(position)
        _drop_down(page, column, f"{letter}2:{letter}{last + spare}")
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    lock(page)


def _stand(page: Worksheet, sheet: Sheet, row: Any) -> None:
    """One row stood on end, with what each value means beside it."""
    for position, (word, width) in enumerate((("项目", 34), ("内容", 50), ("说明", 60)), start=1):
        _head(page, 1, position, word)
        page.column_dimensions[get_column_letter(position)].width = width
    for number, column in enumerate(sheet.columns, start=2):
        _head(page, number, 1, column.header)
        _put(page, number, 2, column, written(column, row))
        label(page, number, 3, column.note, GREY)
        _drop_down(page, column, f"B{number}")
    page.freeze_panes = "A2"
    lock(page)


def tell(page: Worksheet, lines: Sequence[str]) -> None:
    """A sheet of notes; lines that are no headings start with a blank."""
    page.column_dimensions["A"].width = 110
    for number, line in enumerate(lines, start=1):
        label(page, number, 1, line, BOLD if not line.startswith("　") else BODY)
    lock(page)


def _head(page: Worksheet, row: int, column: int, text: str) -> None:
    label(page, row, column, text, BOLD)
    cell = page.cell(row, column)
    cell.fill, cell.border = HEAD, BOX


def label(page: Worksheet, row: int, column: int, text: str, font: Font) -> None:
    """Words that nobody changes."""
    cell = page.cell(row, column)
    say(cell, text)
    cell.font, cell.alignment = font, WRAP


def _put(page: Worksheet, row: int, position: int, column: Column, value: str | Decimal | None) -> None:
    cell = page.cell(row, position)
    if isinstance(value, str):
        say(cell, value)
    elif value is not None:
        cell.value = value
        cell.number_format = _format(column, value)
    elif column.kind == Kind.TEXT:
        cell.number_format = "@"
    cell.font, cell.alignment, cell.border = BODY if column.shown else GREY, WRAP, BOX
    cell.protection = Protection(locked=False)


def say(cell: Any, text: str) -> None:
    """Text stays text: openpyxl takes a leading = for a formula, and so does Excel when the cell is edited."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(FORMULA_STARTS)


def _format(column: Column, value: Decimal) -> str:
    if column.kind == Kind.SHARE:
        return "0%" if value * 100 == (value * 100).to_integral_value() else "0.00%"
    return "General"


def _drop_down(page: Worksheet, column: Column, cells: str) -> None:
    if not column.choices:
        return
    words = ",".join(column.choices)
    if len(words) <= LIST_LONGEST and not any("," in word for word in column.choices):
        formula = f'"{words}"'
    else:
        formula = listed(page.parent, tuple(column.choices))
    offer = DataValidation("list", formula1=formula, allow_blank=not column.needed)
    offer.errorTitle, offer.error = column.header, "请从下拉列表中选择"
    page.add_data_validation(offer)
    offer.add(cells)


def listed(book: Workbook, words: Sequence[str]) -> str:
    """A long list of words stands in a hidden sheet of its own; the same list stands there once."""
    page = book[CHOICES] if CHOICES in book.sheetnames else book.create_sheet(CHOICES)
    page.sheet_state = "hidden"
    filled = page.max_column if page["A1"].value else 0
    for position in range(1, filled + 1):
        stated = [cell.value for cell in page[get_column_letter(position)] if cell.value is not None]
        if stated == list(words):
            return _range(position, len(words))
    for number, word in enumerate(words, start=1):
        say(page.cell(number, filled + 1), word)
    return _range(filled + 1, len(words))


def _range(position: int, count: int) -> str:
    letter = get_column_letter(position)
    return f"{CHOICES}!${letter}$1:${letter}${count}"


def lock(page: Worksheet) -> None:
    """Heads and notes cannot be typed over by mistake; rows may be added and removed. No password."""
    page.protection.sheet = True
    for freedom in ("insertRows", "deleteRows", "formatColumns", "formatRows", "formatCells", "sort"):
        setattr(page.protection, freedom, False)


def fit_page(page: Worksheet) -> None:
    """Printed as wide as one landscape page."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", "9"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
