"""Opens an Excel file of somebody else's; runs in a process of its own (huadu_perf/lib/boxes)."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from huadu_perf.lib.boxes.inside import Refused
from huadu_perf.lib.boxes.package import unpacked

ROWS, COLUMNS, LETTERS = 5000, 200, 20000


NOT_VALID = "不是有效的 Excel 文件（.xlsx），请用 Excel 或 WPS 另存为 .xlsx"


def opened(content: bytes, arguments: list[str]) -> dict[str, Any]:
    """What the process answers: the cells of the sheets of these titles."""
    return cells(content, arguments)


def cells(content: bytes, titles: Iterable[str]) -> dict[str, Any]:
    """The sheets of these titles that are there: `rows` of [cell, type, text], and `merged`. Raises Refused."""
    parts = unpacked(content, "xl/workbook.xml", NOT_VALID)
    book = load_workbook(BytesIO(content), read_only=True, data_only=False)
    found = {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)}
    return {
        title: {"rows": list(_rows(found[title])), "merged": _merged(parts, found[title])}
        for title in titles
        if title in found
    }


def _merged(parts: dict[str, bytes], sheet: ReadOnlyWorksheet) -> list[str]:
    """The merged ranges, which reading by rows does not see."""
    found = re.findall(
        rb'<mergeCell\s+ref="([A-Z0-9:]{1,30})"', parts.get(sheet._worksheet_path.lstrip("/"), b"")
    )
    return [ref.decode() for ref in found[:20]]


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[list[list[str]]]:
    """The rows that hold anything."""
    sheet.reset_dimensions()  # what the file says about its size is not believed
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS), start=1):
        held = [
            [cell.coordinate, *_content(cell, sheet.title)] for cell in row if cell.value not in (None, "")
        ]
        if held and number > ROWS:
            raise Refused(f"“{sheet.title}”表超过 {ROWS} 行，不读取")
        if held:
            yield held


def _content(cell: Any, title: str) -> list[str]:
    text = str(cell.value)
    if len(text) > LETTERS:
        raise Refused(f"“{title}”表 {cell.coordinate} 有 {len(text)} 个字，超过 {LETTERS} 个字，不读取")
    kind = "s" if cell.data_type in ("s", "str", "inlineStr") else cell.data_type
    return [kind, text]
