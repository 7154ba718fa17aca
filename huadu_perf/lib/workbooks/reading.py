"""An Excel file as rows of values, with every problem at once: sheet, cell, value, what to do."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from re import sub
from typing import Any

from huadu_perf.lib.boxes import MEGABYTE, Box, BoxFailed, BoxRefused
from huadu_perf.lib.values import plain_text
from huadu_perf.lib.workbooks.columns import Cell, NotReadable, Problem, Sheet, read

BOX = Box("huadu_perf.lib.workbooks.box", writes=256 * MEGABYTE)  # openpyxl writes its sheets to files first
MAX_BYTES = 5 * 1024 * 1024
DAMAGED = "文件打不开，可能已损坏，或内容多得不正常。请用 Excel 或 WPS 另存为 .xlsx 后再上传"


class WorkbookRefused(Exception):
    """The file as a whole is not read; the message says why."""


@dataclass(frozen=True)
class Row:
    """One row: its number, the values by column name, and the cell of each."""

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]


@dataclass
class Reading:
    """What a workbook holds, sheet by sheet. Values that have a problem are missing in their rows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_workbook(content: bytes, sheets: Sequence[Sheet]) -> Reading:
    """Reads these sheets; all of them must be there. Raises WorkbookRefused for a file that is not opened."""
    found = open_cells(content, [sheet.title for sheet in sheets])
    reading = Reading()
    for sheet in sheets:
        if sheet.title not in found:
            reading.problems.append(Problem(sheet.title, "", "文件里没有这张表，请使用从本系统下载的文件"))
            continue
        if merged := found[sheet.title]["merged"]:
            reading.problems.append(
                Problem(sheet.title, "、".join(merged), "有合并的单元格，请取消合并，每格单独填写")
            )
        lines = ([Cell(*cell) for cell in row if plain_text(cell[2])] for row in found[sheet.title]["rows"])
        grid = [line for line in lines if line]
        reader = _upright if sheet.upright else _table
        reading.rows[sheet.title] = list(reader(sheet, grid, reading.problems))
    return reading


def open_cells(content: bytes, titles: Sequence[str] = (), *, values: bool = False) -> dict[str, Any]:
    """The cells of these sheets (none named: of all) from the box, by title: `rows` of [cell, type, text], `merged`.

    `values`: what formulas were last worked out to be, not the formulas. Raises WorkbookRefused.
    """
    if len(content) > MAX_BYTES:
        raise WorkbookRefused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不读取")
    sheets: dict[str, Any] = _boxed(content, *(("--values",) if values else ()), *titles)["sheets"]
    return sheets


def mark_problems(content: bytes, problems: Sequence[Problem]) -> bytes:
    """The same file as .xlsx with every problem at its cell and a first sheet that lists them. Raises WorkbookRefused."""
    lines = [[each.sheet, each.cell, each.told] for each in problems]
    head = json.dumps(lines, ensure_ascii=False).encode() + b"\n"
    return b64decode(_boxed(head + content, "--mark")["marked"])


def _boxed(given: bytes, *options: str) -> dict[str, Any]:
    """What the box answers."""
    try:
        return BOX.ask(*options, content=given)
    except BoxRefused as refusal:
        raise WorkbookRefused(str(refusal)) from refusal
    except BoxFailed as failure:
        raise WorkbookRefused(DAMAGED) from failure


def place_of(cell: Cell) -> tuple[str, int]:
    """Letters and number of a cell."""
    letters = sub(r"\d", "", cell.at)
    return letters, int(cell.at[len(letters) :])


def _table(sheet: Sheet, grid: list[list[Cell]], problems: list[Problem]) -> Iterator[Row]:
    """Rows under a first row of headers, in any order of the columns."""
    if not grid or place_of(grid[0][0])[1] != 1:
        problems.append(Problem(sheet.title, "A1", "第 1 行应为表头，请使用从本系统下载的文件"))
        return
    letters = _headers(sheet, grid[0], problems)
    for line in grid[1:]:
        number = place_of(line[0])[1]
        cells = {place_of(cell)[0]: cell for cell in line}
        if any(cells.get(letter) for letter in letters.values()):
            places = {column.name: f"{letters[column.name]}{number}" for column in sheet.columns
                      if column.name in letters}  # fmt: skip
            held = {column.name: cells.get(letters.get(column.name, "")) for column in sheet.columns}
            yield _row(sheet, number, held, places, problems)


def _headers(sheet: Sheet, line: list[Cell], problems: list[Problem]) -> dict[str, str]:
    """The letters of each column, by its name."""
    names = {column.header: column.name for column in sheet.columns}
    letters: dict[str, str] = {}
    for cell in line:
        header = plain_text(cell.text)
        if header not in names:
            problems.append(Problem(sheet.title, cell.at, "不认识的表头，请删去这一列或改回原名", header))
        elif names[header] in letters:
            problems.append(Problem(sheet.title, cell.at, "表头重复，请删去一列", header))
        else:
            letters[names[header]] = place_of(cell)[0]
    for column in sheet.columns:
        if column.name not in letters:
            problems.append(Problem(sheet.title, "第 1 行", f"缺少“{column.header}”这一列"))
    return letters


def _upright(sheet: Sheet, grid: list[list[Cell]], problems: list[Problem]) -> Iterator[Row]:
    """One row stood on end: headers in column A, values in column B; what stands beside is for people."""
    columns = {column.header: column for column in sheet.columns}
    held: dict[str, Cell | None] = {}
    places: dict[str, str] = {}
    for line in grid:
        cells = {place_of(cell)[0]: cell for cell in line}
        header, number = plain_text(cells["A"].text) if "A" in cells else "", place_of(line[0])[1]
        if header in columns and columns[header].name not in places:
            name = columns[header].name
            held[name], places[name] = cells.get("B"), f"B{number}"
        elif number > 1 and (header or "B" in cells):
            problems.append(Problem(sheet.title, f"A{number}", "不认识的项目或重复的项目，请删去", header))
    for column in sheet.columns:
        if column.name not in places:
            problems.append(Problem(sheet.title, "A 列", f"缺少“{column.header}”这一项"))
    yield _row(sheet, 1, held, places, problems)


def _row(
    sheet: Sheet,
    number: int,
    held: Mapping[str, Cell | None],
    places: Mapping[str, str],
    problems: list[Problem],
) -> Row:
    values: dict[str, Any] = {}
    for column in sheet.columns:
        if column.name not in places:
            continue
        cell = held.get(column.name)
        try:
            values[column.name] = read(column, cell)
        except NotReadable as error:
            shown = cell.text if cell else ""
            problems.append(Problem(sheet.title, places[column.name], str(error), shown))
    return Row(number, values, places)
