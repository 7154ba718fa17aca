"""The workbook in a file of somebody else's, and the parts of it; runs in a box."""

import re

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.packages import unpacked

#: The container of .xls, and of files with a password.
OLD = b"\xd0\xcf\x11\xe0"
#: How many rows and columns of a sheet are read, letters of a cell, and sheets when none is named.
ROWS, COLUMNS, LETTERS, SHEETS = 20000, 200, 20000, 60
#: Letters of all cells, each with so many more: one text that a million cells point at takes a few bytes in the file.
ALL_LETTERS, A_CELL = 6_000_000, 10
NONE = "不是有效的 Excel 文件（.xlsx），请用 Excel 或 WPS 另存为 .xlsx"
MACROS = "文件含有宏，不读取。请另存为不含宏的 .xlsx 后再上传"


class Room:
    """What the cells of a file may hold altogether: whoever asks for them has them in memory."""

    def __init__(self) -> None:
        self.left = ALL_LETTERS

    def take(self, text: str) -> None:
        """One cell more. Raises BoxRefused."""
        self.left -= len(text) + A_CELL
        if self.left < 0:
            raise BoxRefused(f"文件里的内容超过 {ALL_LETTERS // 10000} 万字，不读取。请只保留要上传的表")


def opened(content: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The workbook and its parts (none for .xls); of a .zip the only workbook in it."""
    if content.startswith(OLD):
        return content, {}
    parts = unpacked(content, NONE)
    if "xl/workbook.xml" not in parts:
        content = _only_workbook(parts)
        if content.startswith(OLD):
            return content, {}
        parts = unpacked(content, NONE)
    if "xl/workbook.xml" not in parts:
        raise BoxRefused(NONE)
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise BoxRefused(MACROS)
    return content, parts


def _only_workbook(parts: dict[str, bytes]) -> bytes:
    """The one workbook of an ordinary zip. Names that Windows wrote in GBK are read as such."""
    books = [name for name in parts if re.search(r"\.(xlsx|xls|xlsm|et)$", name, re.IGNORECASE)]
    books = [name for name in books if not re.search(r"(^|/)(__MACOSX/|\.|~\$)", name)]
    if len(books) > 1:
        raise BoxRefused(f"压缩包里有 {len(books)} 个工作簿（{'、'.join(books[:5])}），请只上传其中一个")
    if not books:
        raise BoxRefused(NONE)
    return parts[books[0]]
