"""Files as a preparer makes them: the downloaded workbook with changes, with faults; a sheet of a finance system."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from huadu_perf.lib.downloads import XLSX
from huadu_perf.lib.workbooks.columns import Sheet
from tests.browser.desk import Desk
from tests.evaluations.filled_book import FilledBook


def as_file(content: bytes, name: str = "自评填报.xlsx") -> Any:
    """What a file input takes."""
    return {"name": name, "mimeType": XLSX, "buffer": content}


def edited(desk: Desk, path: str) -> FilledBook:
    """The workbook of the evaluation, fetched as this person."""
    return FilledBook(desk.page.context.request.get(f"{path}file/").body())


def wrong(book: FilledBook) -> bytes:
    """Two cells that cannot be read."""
    book.single("部门概况", "serving_count").value = "十九人"
    book.single("部门概况", "retired_count").value = "=1+1"
    return book.saved()


def changed(book: FilledBook) -> bytes:
    """The same put right: two values changed, a task new, one taken out, the others sorted."""
    book.single("部门概况", "serving_count").value = 19
    book.single("部门概况", "retired_count").value = "７"
    sheet = "年度工作任务"
    rows = book.rows(sheet, "tasks")
    book.book[sheet].delete_rows(rows[-1])
    book.sort(sheet, "tasks", by=lambda values: str(values[0])[::-1])
    book.insert(sheet, "tasks", rows[0], {"任务名称": "新任务", "任务内容": "新任务的内容"})
    return book.saved()


def finance_sheet() -> bytes:
    """Three lines in 元, one that nobody knows."""
    return _book(
        "Sheet",
        ("单位：元",), ("项目名称", "年初预算数", "调整预算数", "累计支出数"), ("人员经费", 5882000, 6124800, 6120000),
        ("公用经费", 876000, 793500, 793500), ("基建类支出", 1, 2, 3),
    )  # fmt: skip


def roster(sheet: Sheet, *rows: tuple[Any, ...]) -> bytes:
    """名册 with these rows under its heads."""
    return _book(sheet.title, tuple(column.header for column in sheet.columns), *rows)


def _book(title: str, *lines: tuple[Any, ...]) -> bytes:
    """A workbook of one sheet, as somebody makes it."""
    book = Workbook()
    page = book.active
    page.title = title
    for line in lines:
        page.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
