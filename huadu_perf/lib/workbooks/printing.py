"""Forms as an Excel file that prints as it stands: merged titles, typed numbers, repeated heads, A4, rows high enough.

Text longer than a row can be high (409 pt) or a cell can hold (32,767 characters) runs on in rows below, none is cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from huadu_perf.lib.office_files import settled
from huadu_perf.lib.values import xml_text
from huadu_perf.lib.workbooks.charts import Graph, put_graph
from huadu_perf.lib.workbooks.writing import FORMULA_STARTS

#: Points a line of 10 pt takes, and how many lines a row may have.
LINE, LINES = Decimal("14.25"), 27
_HIGHEST = Decimal(405)
_UNSAFE_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NAME_LONGEST = 31
#: Excel reads _x0041_ as one character; written so it stays what it is.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CM = Decimal("0.3937")


@dataclass(frozen=True)
class Look:
    """Face, size, alignment, ground and border of a cell."""

    face: str = "宋体"
    size: int = 10
    across: str = "left"
    fill: str = ""
    colour: str = "000000"
    boxed: bool = True

    @property
    def line(self) -> Decimal:
        """Points a line takes."""
        return LINE * self.size / 10


@dataclass(frozen=True)
class Field:
    """What stands from one column to before another (counted from 0); a number has the format that shows it as `text`."""

    first: int
    end: int
    text: str
    look: Look
    value: Decimal | None = None
    format: str = "General"


@dataclass(frozen=True)
class Form:
    """A sheet: its name, widths of columns (in figures of the standard face), rows. `head`: the row that repeats (from 0).

    `graphs` are drawn below the rows.
    """

    name: str
    widths: tuple[Decimal, ...]
    rows: tuple[tuple[Field, ...], ...]
    is_wide: bool = False
    head: int | None = None
    graphs: tuple[Graph, ...] = ()


@dataclass(frozen=True)
class About:
    """What the file says of itself, and what stands above every page (草稿)."""

    title: str
    author: str
    mark: str = ""


@dataclass
class _Names:
    """Names of sheets: at most 31 characters, each once."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str) -> str:
        bare = _UNSAFE_NAME.sub("", xml_text(wanted)).strip("' ") or "表"
        for number in range(1, 10000):
            end = f"（{number}）" if number > 1 else ""
            name = _cut(bare, NAME_LONGEST - len(end)) + end
            if name.lower() not in self.taken:
                break
        self.taken.add(name.lower())
        return name


def _cut(text: str, longest: int) -> str:
    """Excel counts in UTF-16."""
    while len(text.encode("utf-16-le")) > 2 * longest:
        text = text[:-1]
    return text


def write_forms(forms: Sequence[Form], about: About) -> bytes:
    """The forms, one sheet each; the same bytes for the same forms."""
    book, names = Workbook(), _Names()
    del book[book.sheetnames[0]]
    for form in forms:
        page = book.create_sheet(names.free(form.name))
        last = _fill(page, form)
        _set_page(page, form, about, last)
    book.properties.title, book.properties.creator = xml_text(about.title), xml_text(about.author)
    book.properties.language = "zh-CN"
    content = BytesIO()
    book.save(content)
    return settled(content.getvalue())


def _fill(page: Worksheet, form: Form) -> int:
    """Writes the rows; gives the number of the last one."""
    for position, width in enumerate(form.widths, start=1):
        page.column_dimensions[get_column_letter(position)].width = width
    number, starts = 0, []
    for order, row in enumerate(form.rows):
        before = number
        starts.append(number + 1)
        for piece in _pieces(row, form.widths):
            number += 1
            _put_row(page, number, piece, form.widths)
        if order == form.head:
            page.print_title_rows = f"{before + 1}:{number}"
    for graph in form.graphs:
        number += 1
        put_graph(page, graph, starts, number, len(form.widths))
    return number


def _pieces(row: tuple[Field, ...], widths: tuple[Decimal, ...]) -> Iterator[tuple[Field, ...]]:
    """A row as one, or as many as its longest text needs; numbers stand in the first."""
    texts = [_chunks(each, _room(each, widths)) for each in row]
    for position, parts in enumerate(zip_longest(*texts, fillvalue="")):
        yield tuple(
            each if position == 0 and each.value is not None else _shortened(each, text)
            for each, text in zip(row, parts, strict=True)
        )


def _shortened(whole: Field, text: str) -> Field:
    return Field(whole.first, whole.end, text, whole.look)


def _room(each: Field, widths: tuple[Decimal, ...]) -> int:
    """How many half-width characters fit into a line of the cell."""
    width = sum(widths[each.first : each.end], Decimal(0)) * 10 / each.look.size
    return max(2, int(width) - 1)


def _chunks(each: Field, room: int) -> list[str]:
    """The text in pieces that a row can show whole."""
    lines = list(_wrapped(each.text, room))
    most = max(1, min(LINES, int(_HIGHEST / each.look.line)))
    starts = range(0, len(lines), most)
    return ["".join(lines[start : start + most]).removesuffix("\n") for start in starts] or [""]


def _wrapped(text: str, room: int) -> Iterator[str]:
    """The lines as the cell will break them, about; a paragraph's last line keeps its break."""
    line, used = "", 0
    for character in text:
        wide = 1 if character.isascii() else 2
        if line and used + wide > room and character != "\n":
            yield line
            line, used = "", 0
        line, used = line + character, used + wide
        if character == "\n":
            yield line
            line, used = "", 0
    if line:
        yield line


def _put_row(page: Worksheet, number: int, row: tuple[Field, ...], widths: tuple[Decimal, ...]) -> None:
    height = LINE
    for each in row:
        lines = max(1, sum(1 for _ in _wrapped(each.text, _room(each, widths))))
        height = max(height, lines * each.look.line)
        _put(page, number, each)
    page.row_dimensions[number].height = min(height + 4, Decimal(409))


def _put(page: Worksheet, number: int, each: Field) -> None:
    """Writes a field. Cells of a merged one keep their borders: openpyxl's own merging takes them, and its time."""
    cells = [page.cell(number, position) for position in range(each.first + 1, each.end + 1)]
    _dress(cells[0], each.look)
    for cell in cells[1:]:
        cell._style = cells[0]._style
    if each.value is None:
        _say(cells[0], each.text)
    else:
        cells[0].value, cells[0].number_format = each.value, each.format
    if len(cells) > 1:
        page.merged_cells.add(f"{cells[0].coordinate}:{cells[-1].coordinate}")


def _say(cell: Any, text: str) -> None:
    """Text stays text, also when the cell is edited: never a formula."""
    if not text:
        return
    cell.value = _ESCAPE.sub("_x005F_", xml_text(text))
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.number_format, cell.quotePrefix = "@", True


_LINE = Side(style="thin", color="000000")
_BOX, _BARE = Border(_LINE, _LINE, _LINE, _LINE), Border()


@cache
def _made(look: Look) -> tuple[Any, ...]:
    fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
    font = Font(name=look.face, size=look.size, color=look.colour, charset=134)
    alignment = Alignment(horizontal=look.across, vertical="center", wrap_text=True)
    return font, alignment, fill, _BOX if look.boxed else _BARE


def _dress(cell: Any, look: Look) -> None:
    cell.font, cell.alignment, cell.fill, cell.border = _made(look)


def _set_page(page: Worksheet, form: Form, about: About, last: int) -> None:
    """A4 with the margins of the report, as wide as the paper; the number as in the report, a draft says so."""
    page.page_setup.orientation = "landscape" if form.is_wide else "portrait"
    page.page_setup.paperSize = "9"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    sides = ("2.8", "3.7", "2.6", "3.5") if form.is_wide else ("3.7", "2.6", "3.5", "2.8")
    for name, centimetres in zip(("top", "right", "bottom", "left"), sides, strict=True):
        setattr(page.page_margins, name, Decimal(centimetres) * _CM)
    page.print_area = f"A1:{get_column_letter(len(form.widths))}{max(last, 1)}"
    page.sheet_view.showGridLines = False
    page.print_options.horizontalCentered = True
    page.HeaderFooter.differentOddEven = True
    for footer in (page.oddFooter.right, page.evenFooter.left):
        footer.text, footer.size, footer.font = "— &P —", 14, "宋体,Regular"
    for header in (page.oddHeader.center, page.evenHeader.center):
        header.text = about.mark.replace("&", "&&") or None
