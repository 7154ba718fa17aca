"""The cells of an .xls; runs in a box."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl.utils.cell import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.packages import LOCKED
from huadu_perf.lib.workbooks.container import COLUMNS, LETTERS, MACROS, ROWS, SHEETS, Room


def old_cells(content: bytes, titles: list[str]) -> dict[str, Any]:
    """The sheets of an .xls: formulas are what they were last worked out to be, errors are empty."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise BoxRefused(LOCKED)
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise BoxRefused(MACROS)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError as error:
        raise BoxRefused(LOCKED) from error
    except (OSError, ValueError, CalamineError) as error:
        raise BoxRefused("这个旧格式（.xls）文件打不开，请用 Excel 或 WPS 另存为 .xlsx 后再上传") from error
    wanted = [title for title in titles or book.sheet_names[:SHEETS] if title in book.sheet_names]
    room = Room()
    return {title: {"rows": list(_rows(book, title, room)), "merged": []} for title in wanted}


def _rows(book: Any, title: str, room: Room) -> Iterator[list[list[str]]]:
    sheet = book.get_sheet_by_name(title)
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        held = [
            [f"{get_column_letter(place)}{number}", *_content(value, title)]
            for place, value in enumerate(row[:COLUMNS], start=1)
            if value not in (None, "")
        ]
        if held and number > ROWS:
            raise BoxRefused(f"“{title}”表超过 {ROWS} 行，不读取")
        for _, _, text in held:
            room.take(text)
        if held:
            yield held


def _content(value: Any, title: str) -> list[str]:
    text = str(value)
    if len(text) > LETTERS:
        raise BoxRefused(f"“{title}”表有一格 {len(text)} 个字，超过 {LETTERS} 个字，不读取")
    if isinstance(value, bool):
        return ["b", text]
    if isinstance(value, int | float):
        return ["n", text]
    if isinstance(value, date | datetime):
        return ["d", text]
    return ["s", text]
