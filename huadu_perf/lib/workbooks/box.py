"""Opens an Excel file of somebody else's, in a process of its own with little memory and time.

Run as a script: the names of the sheets as arguments (none: all of them), the file on standard input, the cells as
JSON on standard output. `--values` gives what formulas were last worked out to be instead of refusing them later;
`--mark` takes one line of JSON ([sheet, cell, words] …) before the file and gives the file back with those cells
marked. It imports nothing of ours, so it starts fast; whatever goes wrong ends this process only.
"""

import json
import re
import resource
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Context, Decimal
from functools import cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

MEMORY, SECONDS = 1024 * 1024 * 1024, 10
ENTRIES, UNPACKED, CHUNK = 500, 40 * 1024 * 1024, 1024 * 1024
ROWS, COLUMNS, LETTERS, SHEETS = 20000, 200, 20000, 60
#: Letters of all cells, each with so many more: one text that a million cells point at takes a few bytes in the file.
ALL_LETTERS, A_CELL = 6_000_000, 10
#: The container of .xls, and of files with a password.
OLD = b"\xd0\xcf\x11\xe0"
NONE = "不是有效的 Excel 文件（.xlsx），请用 Excel 或 WPS 另存为 .xlsx"
STRANGE = "文件含有不允许的内容，请用 Excel 或 WPS 另存后再上传"
MACROS = "文件含有宏，不读取。请另存为不含宏的 .xlsx 后再上传"
LOCKED = "文件加了密码，请取消密码后再上传"
FIFTEEN_DIGITS, LARGEST = Context(prec=15), 308
_WHOLE = re.compile(r"-?\d{1,400}", re.ASCII)
#: How a marked cell looks, and what the sheet of all problems is called.
AMBER, LIST = PatternFill("solid", fgColor="FFF4DC"), "问题清单"


class Refused(Exception):
    """The file is not opened, or not read to its end; the message says why."""


def cells(content: bytes, titles: Iterable[str], values: bool = False) -> dict[str, Any]:
    """The sheets of these titles that are there (none: all): `rows` of [cell, type, text], and `merged`. Raises Refused."""
    content, parts = _workbook(content)
    if not parts:
        return _old_cells(content, list(titles))
    book, room = load_workbook(BytesIO(content), read_only=True, data_only=values), Room()
    found = {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)}
    return {
        title: {
            "rows": _Rows(book, found[title], values, room).read(_xml_of(parts, found[title])),
            "merged": _merged(parts, found[title]),
        }
        for title in list(titles) or list(found)[:SHEETS]
        if title in found
    }


class Room:
    """What the cells of a file may hold altogether: whoever asks for them has them in memory."""

    def __init__(self) -> None:
        self.left = ALL_LETTERS

    def take(self, text: str) -> None:
        """One cell more. Raises Refused."""
        self.left -= len(text) + A_CELL
        if self.left < 0:
            raise Refused(f"文件里的内容超过 {ALL_LETTERS // 10000} 万字，不读取。请只保留要上传的表")


# ── the package ──────────────────────────────────────────────────────────────────────────────────────────────────


def _workbook(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The workbook and its parts (none for .xls); of a .zip the only workbook in it."""
    if content.startswith(OLD):
        return content, {}
    parts = _unpacked(content)
    if "xl/workbook.xml" not in parts:
        content = _only_workbook(parts)
        if content.startswith(OLD):
            return content, {}
        parts = _unpacked(content)
    if "xl/workbook.xml" not in parts:
        raise Refused(NONE)
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise Refused(MACROS)
    return content, parts


def _only_workbook(parts: dict[str, bytes]) -> bytes:
    """The one workbook of an ordinary zip. Names that Windows wrote in GBK are read as such."""
    books = [name for name in parts if re.search(r"\.(xlsx|xls|xlsm|et)$", name, re.IGNORECASE)]
    books = [name for name in books if not re.search(r"(^|/)(__MACOSX/|\.|~\$)", name)]
    if len(books) > 1:
        raise Refused(f"压缩包里有 {len(books)} 个工作簿（{'、'.join(books[:5])}），请只上传其中一个")
    if not books:
        raise Refused(NONE)
    return parts[books[0]]


def _name(entry: zipfile.ZipInfo) -> str:
    """A name in a zip: without the mark of UTF-8, zipfile took its bytes for cp437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every part of the package, really unpacked: what its head says of sizes is not believed."""
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(NONE) from error
    entries, left, parts = package.infolist(), UNPACKED, {}
    if len(entries) > ENTRIES:
        raise Refused(f"文件里有 {len(entries)} 个部件，超过 {ENTRIES} 个，不读取")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused(LOCKED)
        with package.open(entry) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise Refused(f"文件解压后超过 {UNPACKED // CHUNK} MB，不读取")
        if b"<!DOCTYPE" in data[:CHUNK] or b"<!ENTITY" in data:
            raise Refused(STRANGE)
        parts[_name(entry).lstrip("/")] = data
    return parts


def _xml_of(parts: dict[str, bytes], sheet: ReadOnlyWorksheet) -> bytes:
    """The XML of a sheet."""
    return parts[sheet._worksheet_path.lstrip("/")]


def _merged(parts: dict[str, bytes], sheet: ReadOnlyWorksheet) -> list[str]:
    """The merged ranges, which reading by rows does not see."""
    found = re.findall(rb'<mergeCell\s+ref="([A-Z0-9:]{1,30})"', _xml_of(parts, sheet))
    return [ref.decode() for ref in found[:20]]


class _Rows:
    """The rows of a sheet that hold anything, taken from its XML: openpyxl's own way takes three times as long.

    What the file says of its size is not believed; cells far to the right are passed over.
    """

    def __init__(self, book: Any, sheet: ReadOnlyWorksheet, values: bool, room: Room) -> None:
        self.title, self.strings, self.values = sheet.title, sheet._shared_strings, values
        self.room = room
        self.epoch = book.epoch
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
            self.place = _column(attributes["r"]) if "r" in attributes else self.place + 1
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
                raise Refused(f"“{self.title}”表超过 {ROWS} 行，不读取")
            self.rows.append(self.row)

    def _keep(self) -> None:
        if self.place > COLUMNS:
            return
        kind, text = self._content()
        if text:
            at = f"{_letter(self.place)}{self.number}"
            if len(text) > LETTERS:
                told = f"“{self.title}”表 {at} 有 {len(text)} 个字，超过 {LETTERS} 个字，不读取"
                raise Refused(told)
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
    raise Refused(STRANGE)


@cache
def _letters(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place


def _column(at: str) -> int:
    return _letters(at.rstrip("0123456789"))


# ── .xls ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _old_cells(content: bytes, titles: list[str]) -> dict[str, Any]:
    """The sheets of an .xls: formulas are what they were last worked out to be, errors are empty."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused(LOCKED)
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise Refused(MACROS)

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError as error:
        raise Refused(LOCKED) from error
    except (OSError, ValueError, CalamineError) as error:
        raise Refused("这个旧格式（.xls）文件打不开，请用 Excel 或 WPS 另存为 .xlsx 后再上传") from error
    wanted = [title for title in titles or book.sheet_names[:SHEETS] if title in book.sheet_names]
    room = Room()
    return {title: {"rows": list(_old_rows(book, title, room)), "merged": []} for title in wanted}


def _old_rows(book: Any, title: str, room: Room) -> Iterator[list[list[str]]]:
    sheet = book.get_sheet_by_name(title)
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        held = [
            [f"{_letter(place)}{number}", *_old_content(value, title)]
            for place, value in enumerate(row[:COLUMNS], start=1)
            if value not in (None, "")
        ]
        if held and number > ROWS:
            raise Refused(f"“{title}”表超过 {ROWS} 行，不读取")
        for _, _, text in held:
            room.take(text)
        if held:
            yield held


def _old_content(value: Any, title: str) -> list[str]:
    text = str(value)
    if len(text) > LETTERS:
        raise Refused(f"“{title}”表有一格 {len(text)} 个字，超过 {LETTERS} 个字，不读取")
    if isinstance(value, bool):
        return ["b", text]
    if isinstance(value, int | float):
        return ["n", text]
    if isinstance(value, date | datetime):
        return ["d", text]
    return ["s", text]


@cache
def _letter(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ── marking ──────────────────────────────────────────────────────────────────────────────────────────────────────


def marked(content: bytes, problems: list[list[str]]) -> bytes:
    """The file with the cells of [sheet, cell, words] coloured and commented, and a first sheet that lists them all."""
    content, parts = _workbook(content)
    book = load_workbook(BytesIO(content)) if parts else _copied(content)
    for title, at, words in problems:
        if title in book.sheetnames and re.fullmatch(r"[A-Z]{1,3}[1-9]\d{0,6}", at):
            cell = book[title][at]
            before = f"{cell.comment.text}\n" if getattr(cell, "comment", None) else ""
            if hasattr(cell, "fill"):
                cell.fill = AMBER
                cell.comment = Comment((before + words)[:2000], "花都绩效自评", width=320, height=110)
    _list(book, problems)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _copied(content: bytes) -> Workbook:
    """An .xls cannot be written: its values in an .xlsx."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for title, sheet in _old_cells(content, []).items():
        page = book.create_sheet(title)
        for row in sheet["rows"]:
            for at, kind, text in row:
                page[at].value = Decimal(text) if kind == "n" else text
                page[at].data_type = "n" if kind == "n" else "s"
    return book


def _list(book: Workbook, problems: list[list[str]]) -> None:
    if LIST in book.sheetnames:
        del book[LIST]
    page = book.create_sheet(LIST, 0)
    for number, line in enumerate([["工作表", "单元格", "问题和改法"], *problems], start=1):
        for place, text in enumerate(line, start=1):
            cell = page.cell(number, place, text)
            cell.data_type = "s"
            cell.font = Font(bold=number == 1)
    for letter, width in (("A", 18), ("B", 12), ("C", 90)):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A2"
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == LIST
    book.active = 0


# ── the script ───────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    options = {word for word in sys.argv[1:] if word in ("--values", "--mark")}
    titles = [word for word in sys.argv[1:] if word not in options]
    content = sys.stdin.buffer.read()
    try:
        if "--mark" in options:
            line, _, content = content.partition(b"\n")
            answer: dict[str, Any] = {"marked": b64encode(marked(content, json.loads(line))).decode()}
        else:
            answer = {"sheets": cells(content, titles, "--values" in options)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
