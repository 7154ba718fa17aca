"""Opens an Excel file of somebody else's, in a process of its own with little memory and time.

Run as a script: the names of the sheets as arguments, the file on standard input, the cells as JSON on
standard output. It imports nothing of ours, so it starts fast; whatever goes wrong ends this process only.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MEMORY, SECONDS = 1024 * 1024 * 1024, 10
ENTRIES, UNPACKED, CHUNK = 500, 40 * 1024 * 1024, 1024 * 1024
ROWS, COLUMNS, LETTERS = 5000, 200, 20000


class Refused(Exception):
    """The file is not opened, or not read to its end; the message says why."""


def cells(content: bytes, titles: Iterable[str]) -> dict[str, Any]:
    """The sheets of these titles that are there: `rows` of [cell, type, text], and `merged`. Raises Refused."""
    parts = _unpacked(content)
    book = load_workbook(BytesIO(content), read_only=True, data_only=False)
    found = {sheet.title: sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)}
    return {
        title: {"rows": list(_rows(found[title])), "merged": _merged(parts, found[title])}
        for title in titles
        if title in found
    }


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every part of the package, really unpacked: what its head says of sizes is not believed."""
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("不是有效的 Excel 文件（.xlsx），请用 Excel 或 WPS 另存为 .xlsx") from error
    entries, left, parts = package.infolist(), UNPACKED, {}
    if len(entries) > ENTRIES:
        raise Refused(f"文件里有 {len(entries)} 个部件，超过 {ENTRIES} 个，不读取")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("文件加了密码，请取消密码后再上传")
        with package.open(entry) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            raise Refused(f"文件解压后超过 {UNPACKED // CHUNK} MB，不读取")
        if b"<!DOCTYPE" in data[:CHUNK] or b"<!ENTITY" in data:
            raise Refused("文件含有不允许的内容，请用 Excel 或 WPS 另存后再上传")
        parts[entry.filename.lstrip("/")] = data
    if "xl/workbook.xml" not in parts:
        raise Refused("不是有效的 Excel 文件（.xlsx），请用 Excel 或 WPS 另存为 .xlsx")
    return parts


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


def main() -> None:
    """Limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: dict[str, Any] = {"sheets": cells(sys.stdin.buffer.read(), sys.argv[1:])}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
