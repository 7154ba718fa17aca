"""Opens an Excel file of somebody else's; runs in a process of its own (boxes.py)."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from huadu_perf.lib.workbooks.container import SHEETS, Room, opened
from huadu_perf.lib.workbooks.marking import marked
from huadu_perf.lib.workbooks.old_format import old_cells
from huadu_perf.lib.workbooks.sheet_rows import SheetRows


def answer(content: bytes, *words: str) -> dict[str, Any]:
    """`sheets`: the cells of the sheets with these titles (none: all of them). Raises BoxRefused.

    `--values` gives what formulas were last worked out to be instead of refusing them later. `--mark` takes one line
    of JSON ([sheet, cell, words] …) before the file and gives the file back with those cells `marked`, in base64.
    """
    if "--mark" in words:
        line, _, content = content.partition(b"\n")
        return {"marked": b64encode(marked(content, json.loads(line))).decode()}
    return {"sheets": cells(content, [word for word in words if word != "--values"], "--values" in words)}


def cells(content: bytes, titles: Iterable[str], values: bool = False) -> dict[str, Any]:
    """The sheets of these titles that are there (none: all): `rows` of [cell, type, text], and `merged`. Raises BoxRefused."""
    content, parts = opened(content)
    if not parts:
        return old_cells(content, list(titles))
    book, room = load_workbook(BytesIO(content), read_only=True, data_only=values), Room()
    found = {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)}
    return {
        title: {
            "rows": SheetRows(book, found[title], values, room).read(_xml_of(parts, found[title])),
            "merged": _merged(parts, found[title]),
        }
        for title in list(titles) or list(found)[:SHEETS]
        if title in found
    }


def _xml_of(parts: dict[str, bytes], sheet: ReadOnlyWorksheet) -> bytes:
    """The XML of a sheet."""
    return parts[sheet._worksheet_path.lstrip("/")]


def _merged(parts: dict[str, bytes], sheet: ReadOnlyWorksheet) -> list[str]:
    """The merged ranges, which reading by rows does not see."""
    found = re.findall(rb'<mergeCell\s+ref="([A-Z0-9:]{1,30})"', _xml_of(parts, sheet))
    return [ref.decode() for ref in found[:20]]
