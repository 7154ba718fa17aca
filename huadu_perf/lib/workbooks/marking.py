"""A workbook of somebody else's with its problems marked in it; runs in a box."""

import re
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from huadu_perf.lib.workbooks.container import opened
from huadu_perf.lib.workbooks.old_format import old_cells

#: How a marked cell looks, and what the sheet of all problems is called.
AMBER, LIST = PatternFill("solid", fgColor="FFF4DC"), "问题清单"


def marked(content: bytes, problems: list[list[str]]) -> bytes:
    """The file with the cells of [sheet, cell, words] coloured and commented, and a first sheet that lists them all."""
    content, parts = opened(content)
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
    for title, sheet in old_cells(content, []).items():
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
