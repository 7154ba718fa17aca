"""The rows of a sheet of an .xlsx, taken from its XML; runs in a box."""

import re
from decimal import Context, Decimal
from typing import Any
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.packages import STRANGE
from huadu_perf.lib.workbooks.container import COLUMNS, LETTERS, ROWS, Room

FIFTEEN_DIGITS, LARGEST = Context(prec=15), 308
_WHOLE = re.compile(r"-?\d{1,400}", re.ASCII)


class SheetRows:
    """The rows of a sheet that hold anything, taken from its XML: openpyxl's own way takes three times as long.

    What the file says of its size is not believed; cells far to the right are passed over.
    """

    def __init__(self, book: Any, sheet: ReadOnlyWorksheet, values: bool, room: Room) -> None:
        self.title, self.strings, self.values = sheet.title, sheet._shared_strings, values
        self.epoch, self.room = book.epoch, room
        self.kinds = dict.fromkeys((*book._date_formats, *book._timedelta_formats), "d")
        for style, formats in enumerate(book._cell_styles):
            if "%" in _format(book, formats.numFmtId):
                self.kinds[style] = "p"  # 98.5% typed into a cell is 0.985 in the file
        self.rows: list[list[list[str]]] = []
        self.row: list[list[str]] = []
        self.number = self.place = 0
        self.text: list[str] = []
        self.keeps, self.silent = False, 0
        self.cell: dict[str, str] = {}
        self.value: str | None = None
        self.formula: str | None = None

    def read(self, part: bytes) -> list[list[list[str]]]:
        """All of them as [cell, type, text]."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.Parse(part, True)
        return self.rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self.cell, self.value, self.formula, self.text = attributes, None, None, []
            at = attributes.get("r", "").rstrip("0123456789")
            self.place = column_index_from_string(at) if at else self.place + 1
        elif name in ("v", "f", "t"):
            self.keeps = not self.silent
            if name != "t":
                self.text = []
        elif name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.place, self.row = 0, []
        elif name == "rPh":
            self.silent += 1

    def _characters(self, data: str) -> None:
        if self.keeps:
            self.text.append(data)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._keep()
        elif name == "v":
            self.value, self.keeps = "".join(self.text), False
        elif name == "f":
            self.formula, self.keeps, self.text = "".join(self.text), False, []
        elif name == "t":
            self.keeps = False
        elif name == "rPh":
            self.silent -= 1
        elif name == "row" and self.row:
            if self.number > ROWS:
                raise BoxRefused(f"“{self.title}”表超过 {ROWS} 行，不读取")
            self.rows.append(self.row)

    def _keep(self) -> None:
        if self.place > COLUMNS:
            return
        kind, text = self._content()
        if text:
            at = f"{get_column_letter(self.place)}{self.number}"
            if len(text) > LETTERS:
                told = f"“{self.title}”表 {at} 有 {len(text)} 个字，超过 {LETTERS} 个字，不读取"
                raise BoxRefused(told)
            self.room.take(text)
            self.row.append([at, kind, text])

    def _content(self) -> tuple[str, str]:
        """Type and text of the cell that just ended."""
        kind, value = self.cell.get("t", "n"), self.value
        if self.formula is not None and (not self.values or not value):
            return "f", f"={self.formula}"
        if kind == "inlineStr":
            return "s", "".join(self.text)
        if not value:
            return kind, ""
        if kind == "s":
            return "s", str(self.strings[int(value)])
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return "b", str(value == "1")
        return ("s" if kind == "str" else kind), value

    def _number(self, value: str) -> tuple[str, str]:
        kind = self.kinds.get(int(self.cell.get("s", 0)), "n")
        if kind == "d":
            return kind, str(from_excel(int(Decimal(value)), self.epoch))
        return kind, value if _WHOLE.fullmatch(value) else _shown(value)


def _shown(value: str) -> str:
    """A number in the digits that Excel shows; the rest is only how it counts (1057.6300000000001)."""
    number = FIFTEEN_DIGITS.create_decimal(value).normalize()
    return f"{number:f}" if abs(number.adjusted()) < LARGEST else "Infinity"


def _format(book: Any, number: int) -> str:
    """The number format of that number."""
    if number >= BUILTIN_FORMATS_MAX_SIZE:
        own = number - BUILTIN_FORMATS_MAX_SIZE
        return str(book._number_formats[own]) if own < len(book._number_formats) else ""
    return BUILTIN_FORMATS.get(number, "")


def _no_doctype(*_: Any) -> None:
    raise BoxRefused(STRANGE)
