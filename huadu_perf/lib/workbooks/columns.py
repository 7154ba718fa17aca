"""What stands in a column: its header, how a value is written into a cell, and what may be read from one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from huadu_perf.lib.money import NotANumber, read_number
from huadu_perf.lib.values import NOT_APPLICABLE, NotApplicable, plain_text

#: A cell of Excel holds no more.
LONGEST = 32767
#: Excel counts in 15 digits; longer numbers are written as text, which is read again exactly.
DIGITS = 15


class Kind(StrEnum):
    """How a cell is typed. SHARE is a 0–1 number shown in percent."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """`name`: of the value in a row (a mapping, or an attribute). `choices`: word in the cell → value.

    `write` and `read` turn a value of any other shape into text and back; `read` raises ValueError with what
    is wrong. `note`: what the instructions say. `shown`: a column of keys is there, but narrow and grey.
    `offers`: words that a drop-down proposes beside anything else.
    """

    header: str
    name: str
    kind: Kind = Kind.TEXT
    choices: Mapping[str, Any] = field(default_factory=dict)
    needed: bool = False
    width: int = 14
    longest: int = 2000
    note: str = ""
    shown: bool = True
    offers: tuple[str, ...] = ()
    write: Callable[[Any], str] | None = None
    read: Callable[[str], Any] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. `upright`: one row stood on end, headers in column A and values in column B."""

    title: str
    columns: tuple[Column, ...]
    upright: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: sheet, cell, the value that stands there, and what to do."""

    sheet: str
    cell: str
    message: str
    value: str = ""

    def __str__(self) -> str:
        where = f"“{self.sheet}”表{f' {self.cell}' if self.cell else ''}"
        return f"{where}：{self.told}"

    @property
    def told(self) -> str:
        """What is wrong and the value that stands there, without the place."""
        return f"{self.message}{f'（现为“{self.value[:40]}”）' if self.value else ''}"


@dataclass(frozen=True)
class Cell:
    """A cell as it was found: `type` n number, p number shown in percent, s text, b true or false, d date, f formula, e error."""

    at: str
    type: str
    text: str


class NotReadable(ValueError):
    """The cell does not hold what its column asks for; the message says so."""


def written(column: Column, row: Any) -> str | Decimal | None:
    """What goes into the cell: text, a number, or nothing."""
    value = row[column.name] if isinstance(row, Mapping) else getattr(row, column.name)
    if column.write is not None:
        value = column.write(value)
    elif column.kind == Kind.CHOICE:
        value = next((word for word, choice in column.choices.items() if choice == value), "")
    if value is None or value == "":
        return None
    if isinstance(value, NotApplicable):
        return str(value)
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return number if len(number.as_tuple().digits) <= DIGITS else f"{number:f}"
    return _fitting(plain_text(str(value)))


def _fitting(text: str) -> str:
    if len(text) > LONGEST:
        raise NotReadable(f"“{text[:20]}……”有 {len(text)} 个字，Excel 的一格最多 {LONGEST} 个字")
    return text


def read(column: Column, cell: Cell | None) -> Any:
    """The value of a cell, None for an empty one. Raises NotReadable."""
    if cell is None or (cell.type == "s" and not plain_text(cell.text)):
        if column.needed:
            raise NotReadable(f"“{column.header}”不能为空")
        return column.read("") if column.read else None
    if cell.type in _NEVER:
        raise NotReadable(f"“{column.header}”{_NEVER[cell.type]}")
    if column.kind in _NUMERIC:
        return _number(column, cell)
    if cell.type == "d":
        raise NotReadable(f"“{column.header}”被 Excel 当成了日期，请把单元格设为文本后重填")
    return _words(column, _text(cell))


_NUMERIC = (Kind.NUMBER, Kind.COUNT, Kind.SHARE)
_NEVER = {
    "f": "是公式，请复制后“选择性粘贴”为数值",
    "e": "是错误值，请改成数值或清空",
}


def _text(cell: Cell) -> str:
    """Text as it is stored; a number typed into a column of text is what people see of it."""
    if cell.type in ("n", "p"):
        value = Decimal(cell.text)
        return f"{value.normalize():f}" if value.is_finite() else cell.text
    return plain_text(cell.text)


def _words(column: Column, text: str) -> Any:
    if len(text) > column.longest:
        raise NotReadable(f"“{column.header}”有 {len(text)} 个字，最多 {column.longest} 个字")
    if column.kind == Kind.CHOICE:
        found = {_bare(word): value for word, value in column.choices.items()}
        if _bare(text) not in found:
            raise NotReadable(f"“{column.header}”只能填：{'、'.join(column.choices)}")
        return found[_bare(text)]
    if column.read is None:
        return text
    try:
        return column.read(text)
    except ValueError as error:
        raise NotReadable(f"“{column.header}”{error}") from error


def _bare(word: str) -> str:
    return normalize("NFKC", word).replace(" ", "")


def _number(column: Column, cell: Cell) -> Decimal:
    text = plain_text(cell.text)
    hundredth = column.kind == Kind.SHARE and cell.type == "s" and text.endswith(("%", "％"))
    try:
        value = Decimal(text) if cell.type in ("n", "p") else read_number(text[:-1] if hundredth else text)
    except NotANumber as error:
        raise NotReadable(f"“{column.header}”应为数字") from error
    if cell.type in ("b", "d") or not isinstance(value, Decimal) or not value.is_finite():
        words = "不能填“不适用”" if value is NOT_APPLICABLE else "应为数字"
        raise NotReadable(f"“{column.header}”{words}")
    if column.kind == Kind.COUNT and value != value.to_integral_value():
        raise NotReadable(f"“{column.header}”应为整数")
    return value / 100 if hundredth else value
