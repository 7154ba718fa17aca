"""Sheets made of blocks, as office forms are: cards of single values and tables of rows, one below the other.

What a line is stands in a hidden column (`MARKS`): `#name` at the head of a table, `.name` at a single value, the key
of a row at its row, `~` at a heading. So lines keep what they are when people sort, insert and delete them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from huadu_perf.lib.workbooks.columns import Column, Kind
from huadu_perf.lib.workbooks.writing import (
    BODY,
    BOLD,
    BOX,
    GREY,
    HEAD,
    LIST_LONGEST,
    WRAP,
    fit_page,
    label,
    listed,
    lock,
    say,
    tell,
)

#: The hidden column: behind the first one, so that whoever drags over the rows takes it along.
MARKS = 2
HEADING, TABLE, SINGLE = "~", "#", "."
TITLE = Font(name="微软雅黑", size=14, bold=True)
ONE_LINE = Alignment(vertical="top")
#: Excel takes no more in the words that show at a chosen cell; and no more in one cell of the hidden sheet, by far.
PROMPT_LONGEST, CHUNK = 250, 15000
#: Widths are in characters, of which a Chinese one takes two; a line is so many points high.
CHARACTER, LINE_HEIGHT = 2, 16

Value = str | Decimal | None


@dataclass(frozen=True)
class Line:
    """A row of a table, or a single value under the name of its only column; `mark` says which."""

    mark: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Block:
    """A table with its rows and some spare ones, or (`is_card`) single values, one a line: what `columns` are called.

    `locked`: names of columns that are not typed into.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    hint: str = ""
    spare: int = 0
    is_card: bool = False
    locked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """A sheet: its tab, the heading in it, and its blocks."""

    title: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=tuple)


def write_pages(
    pages: Sequence[Page], notes: tuple[str, Sequence[str]], hidden: tuple[str, Mapping[str, str]]
) -> bytes:
    """The workbook: notes first, the pages, and a very hidden sheet of (name, text) that is read again."""
    book = Workbook()
    del book[book.sheetnames[0]]
    tell(book.create_sheet(notes[0]), notes[1])
    for page in pages:
        _write(book.create_sheet(page.title), page)
    secret = book.create_sheet(hidden[0])
    secret.sheet_state = "veryHidden"
    for number, (name, text) in enumerate(_chunks(hidden[1]), start=1):
        say(secret.cell(number, 1), name)
        say(secret.cell(number, 2), text)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _chunks(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in texts.items():
        for start in range(0, max(len(text), 1), CHUNK):
            yield name, text[start : start + CHUNK]


def column_at(position: int) -> int:
    """Where the column of this position (from 0) stands in the sheet (from 1), the hidden one left out."""
    return position + 1 if position + 1 < MARKS else position + 2


def _write(sheet: Worksheet, page: Page) -> None:
    label(sheet, 1, 1, page.heading, TITLE)
    sheet.cell(1, 1).alignment = ONE_LINE
    _mark(sheet, 1, HEADING)
    _widths(sheet, page)
    row, frozen = 3, ""
    for block in page.blocks:
        row = _heading(sheet, row, block)
        if block.is_card:
            row = _card(sheet, row, block, _last_column(page))
        else:
            frozen = frozen or f"C{row + 1}"
            row = _table(sheet, row, block)
        row += 1
    sheet.freeze_panes = frozen if len(page.blocks) == 1 and frozen else "A2"
    lock(sheet)
    fit_page(sheet)


def _last_column(page: Page) -> int:
    counts = [len(block.columns) for block in page.blocks if not block.is_card]
    return column_at(max(counts, default=2) - 1)


def _widths(sheet: Worksheet, page: Page) -> None:
    sheet.column_dimensions[get_column_letter(MARKS)].width = 4
    sheet.column_dimensions[get_column_letter(MARKS)].hidden = True
    widths: dict[int, int] = {1: 18, 3: 60} if any(block.is_card for block in page.blocks) else {}
    tables = [block for block in page.blocks if not block.is_card]
    if tables and widths:
        widths = {1: 18}
    for block in tables:
        for position, column in enumerate(block.columns):
            place = column_at(position)
            widths[place] = max(widths.get(place, 0), column.width)
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width


def _heading(sheet: Worksheet, row: int, block: Block) -> int:
    for place, text, font in ((1, block.title, BOLD), (3, block.hint, GREY)):
        label(sheet, row, place, text, font)
        sheet.cell(row, place).alignment = ONE_LINE
    _mark(sheet, row, HEADING)
    return row + 1


def _mark(sheet: Worksheet, row: int, mark: str) -> None:
    cell = sheet.cell(row, MARKS)
    say(cell, mark)
    cell.font = GREY
    cell.protection = Protection(locked=False)  # rows with locked cells can be neither sorted nor deleted


def _card(sheet: Worksheet, row: int, block: Block, last: int) -> int:
    """Each value beside its name, over the whole width of the sheet."""
    width = sum(sheet.column_dimensions[get_column_letter(place)].width for place in range(3, last + 1))
    for line, column in zip(block.lines, block.columns, strict=True):
        label(sheet, row, 1, column.header, BOLD)
        sheet.cell(row, 1).fill, sheet.cell(row, 1).border = HEAD, BOX
        _mark(sheet, row, line.mark)
        value = line.values[column.name]
        for place in range(3, last + 1):
            _put(sheet, row, place, column, value if place == 3 else None, False)
        if last > 3:
            sheet.merge_cells(start_row=row, start_column=3, end_row=row, end_column=last)
        sheet.row_dimensions[row].height = LINE_HEIGHT * _lines(str(value or ""), width)
        _offer(sheet, column, f"C{row}")
        row += 1
    return row


def _lines(text: str, width: float) -> int:
    """How many lines a text takes, and one at least."""
    a_line = max(width / CHARACTER - 1, 1)
    return sum(max(1, -(-len(part) // int(a_line))) for part in text.split("\n"))


def _table(sheet: Worksheet, row: int, block: Block) -> int:
    for position, column in enumerate(block.columns):
        place = column_at(position)
        label(sheet, row, place, column.header, BOLD)
        sheet.cell(row, place).fill, sheet.cell(row, place).border = HEAD, BOX
    _mark(sheet, row, TABLE + block.name)
    first = row + 1
    for line in (*block.lines, *(Line("", {}) for _ in range(block.spare))):
        row += 1
        _mark(sheet, row, line.mark)
        for position, column in enumerate(block.columns):
            is_locked = column.name in block.locked
            _put(sheet, row, column_at(position), column, line.values.get(column.name), is_locked)
        _raise(sheet, row, block.columns, line)
    for position, column in enumerate(block.columns):
        letter = get_column_letter(column_at(position))
        _offer(sheet, column, f"{letter}{first}:{letter}{max(row, first)}")
    return row + 1


def _raise(sheet: Worksheet, row: int, columns: Sequence[Column], line: Line) -> None:
    """As high as its longest text; not every program does that by itself."""
    heights = [
        _lines(value, sheet.column_dimensions[get_column_letter(column_at(position))].width)
        for position, column in enumerate(columns)
        if isinstance(value := line.values.get(column.name), str)
    ]
    if max(heights, default=1) > 1:
        sheet.row_dimensions[row].height = LINE_HEIGHT * min(max(heights), 25)


_FORMATS = {Kind.NUMBER: "#,##0.00####", Kind.COUNT: "General"}


def _put(sheet: Worksheet, row: int, place: int, column: Column, value: Value, is_locked: bool) -> None:
    cell = sheet.cell(row, place)
    if isinstance(value, str):
        say(cell, value)
        if column.kind in _FORMATS:
            cell.number_format = "General"
    else:
        cell.value = value
        cell.number_format = _FORMATS.get(column.kind, "@") if value is not None else _empty(column)
    cell.font, cell.alignment, cell.border = BODY, WRAP, BOX
    cell.protection = Protection(locked=is_locked)
    if is_locked:
        cell.fill = HEAD


def _empty(column: Column) -> str:
    """Cells for text are text, so that Excel makes no dates of 3-4; numbers stay numbers."""
    return _FORMATS.get(column.kind, "@")


def _offer(sheet: Worksheet, column: Column, cells: str) -> None:
    """A drop-down where there are words to choose from, and what the column asks for when a cell is chosen."""
    words = tuple(column.choices) or column.offers
    if not words and not column.note:
        return
    rule = DataValidation(allow_blank=True)
    if words:
        rule.type, rule.formula1 = "list", _formula(sheet, words)
        rule.showErrorMessage = bool(column.choices)
        rule.errorTitle, rule.error = column.header[:30], "请从下拉列表中选择"
    if column.note:
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = column.header[:30], column.note[:PROMPT_LONGEST]
    sheet.add_data_validation(rule)
    rule.add(cells)


def _formula(sheet: Worksheet, words: tuple[str, ...]) -> str:
    joined = ",".join(words)
    if len(joined) <= LIST_LONGEST and not any("," in word or '"' in word for word in words):
        return f'"{joined}"'
    return listed(sheet.parent, words)
