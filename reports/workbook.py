"""A report as an Excel file: 基本信息 first, then every sheet of the annexes with numbers that are numbers."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise

from huadu_perf.lib.workbooks.charts import Graph
from huadu_perf.lib.workbooks.printing import About, Field, Form, Look, write_forms
from reports.domain.document import Annex, Cell, CoverLine, Report, Row, Sheet, Table, say
from reports.domain.plotted import points
from reports.domain.typed import typed

BASICS = "基本信息"
#: The width of a sheet, in figures of 10 pt.
UPRIGHT, WIDE = Decimal(84), Decimal(120)
BASICS_WIDTHS = (30, 70)
#: Rows above everything else of a sheet: the mark and the title of its annex.
TITLES = 2

MARK = Look("黑体", 14, boxed=False)
TITLE = Look("方正小标宋简体", 18, "center", boxed=False)
HEADING = Look("仿宋_GB2312", 12, "center", boxed=False)
NOTE = Look("仿宋_GB2312", 11, boxed=False)
CAPTION = Look("黑体", 11, boxed=False)
HEAD = Look("黑体", across="center", fill="F2F2F2")
GROUP = Look("楷体_GB2312", fill="F9F9F9")
LOOKS = {"head": Look("黑体", across="center"), "figure": Look(across="center")}
_GAP = {"fill": "FFF4DC", "colour": "8A1F17"}

Line = tuple[Field, ...]


def to_xlsx(report: Report) -> bytes:
    """The annexes as an .xlsx file: the same bytes for the same report. The chapters' text is not in it."""
    forms = [_basics(report)]
    for annex in report.annexes:
        forms += [_form(annex, number, report.is_draft) for number in range(len(annex.sheets))]
    return write_forms(forms, About(report.title, report.department, report.watermark))


def _basics(report: Report) -> Form:
    """What the report is, what came out, and what else the file holds."""
    lines = () if report.cover is None else report.cover.lines
    rows = (*report.summary, *map(_cover_row, lines))
    table = Table(BASICS, BASICS_WIDTHS, (), rows)
    edges = _edges((table,))
    whole = len(edges) - 1
    named = ((Field(0, whole, f"{annex.mark}　{annex.title}", NOTE),) for annex in report.annexes)
    content = (
        (Field(0, whole, "\n".join(report.title_lines or (report.title,)), TITLE),),
        _empty(whole),
        *_rows(table, edges, report.is_draft),
        _empty(whole),
        *named,
    )
    return Form(BASICS, _widths(edges, UPRIGHT), content)


def _cover_row(line: CoverLine) -> Row:
    return Row((Cell((say(line.label),), "head"), Cell((line.words,))))


def _form(annex: Annex, number: int, is_draft: bool) -> Form:
    """One sheet of an annex, in the columns that all its tables share."""
    sheet = annex.sheets[number]
    edges = _edges(sheet.tables)
    rows, head = _lines(annex, sheet, edges, is_draft)
    graphs = tuple(_graphs(sheet, edges))
    mark = annex.mark if len(annex.sheets) == 1 else f"{annex.mark}-{number + 1}"
    return Form(
        f"{mark} {annex.title}",
        _widths(edges, WIDE if annex.is_wide else UPRIGHT),
        rows,
        annex.is_wide,
        head,
        graphs,
    )


def _graphs(sheet: Sheet, edges: tuple[int, ...]) -> Iterator[Graph]:
    """The charts, drawn from the cells of the first table, which begins below the titles (see `_lines`)."""
    for chart in sheet.charts:
        if chart.column is None:
            continue
        table = sheet.tables[0]
        starts = _starts(table, edges)
        first = TITLES + bool(sheet.heading) + len(sheet.above) + bool(table.caption) + bool(table.head)
        unknown = tuple(order for order, point in enumerate(points(chart)) if point.figure is None)
        last = first + len(table.rows) - 1
        yield Graph(chart.label, starts[0], starts[chart.column], first, last, unknown)


def _lines(
    annex: Annex, sheet: Sheet, edges: tuple[int, ...], is_draft: bool
) -> tuple[tuple[Line, ...], int | None]:
    """All rows, and which of them is the head that repeats on every further page."""
    whole = len(edges) - 1
    rows: list[Line] = [(Field(0, whole, annex.mark, MARK),), (Field(0, whole, annex.title, TITLE),)]
    if sheet.heading:
        rows.append((Field(0, whole, sheet.heading, HEADING),))
    rows += [(Field(0, whole, str(line), NOTE),) for line in sheet.above]
    head, repeated = None, _repeated(sheet.tables)
    for position, table in enumerate(sheet.tables):
        if table.caption:
            rows.append((Field(0, whole, table.caption, CAPTION),))
        elif position and not table.is_joined:
            rows.append(_empty(whole))
        if table.head:
            head = len(rows) if position == repeated else head
            rows.append(tuple(_head(table, edges)))
        rows += _rows(table, edges, is_draft)
    rows += [(Field(0, whole, str(line), NOTE),) for line in sheet.below]
    return tuple(rows), head


def _repeated(tables: tuple[Table, ...]) -> int | None:
    """The table from which on every head is the same: only that one may stand above what follows on other pages."""
    headed = [(position, table.head) for position, table in enumerate(tables) if table.head]
    last = next((head for _, head in reversed(headed)), None)
    found = None
    for position, head in reversed(headed):
        if head != last:
            break
        found = position
    return found


def _empty(whole: int) -> Line:
    return (Field(0, whole, "", NOTE),)


def _edges(tables: tuple[Table, ...]) -> tuple[int, ...]:
    """Where any column of any table begins or ends, in percent."""
    found = {0, 100}
    for table in tables:
        found |= {min(edge, 100) for edge in accumulate(table.widths)}
    return tuple(
        sorted(found if tables else {*found, 50})
    )  # one column alone does not fit itself to the paper


def _widths(edges: tuple[int, ...], whole: Decimal) -> tuple[Decimal, ...]:
    return tuple((right - left) * whole / 100 for left, right in pairwise(edges))


def _head(table: Table, edges: tuple[int, ...]) -> Iterator[Field]:
    starts = _starts(table, edges)
    for position, words in enumerate(table.head):
        yield Field(starts[position], starts[position + 1], words, HEAD)


def _starts(table: Table, edges: tuple[int, ...]) -> list[int]:
    """The column of the sheet at which each column of the table begins, and the end of the last."""
    return [edges.index(min(edge, 100)) for edge in accumulate(table.widths, initial=0)]


def _rows(table: Table, edges: tuple[int, ...], is_draft: bool) -> Iterator[Line]:
    starts = _starts(table, edges)
    for row in table.rows:
        yield tuple(_fields(row, starts, is_draft))


def _fields(row: Row, starts: list[int], is_draft: bool) -> Iterator[Field]:
    at = 0
    for cell in row.cells:
        first, end = starts[at], starts[min(at + cell.span, len(starts) - 1)]
        at += cell.span
        text = "\n".join(map(str, cell.lines))
        number = typed(cell)
        look = _look(row, cell, is_draft)
        if number is None:
            yield Field(first, end, text, look)
        else:
            yield Field(first, end, text, look, number.value, number.format)


def _look(row: Row, cell: Cell, is_draft: bool) -> Look:
    look = GROUP if row.role == "group" else LOOKS.get(cell.role, Look())
    if row.role == "empty":
        look = LOOKS["figure"]
    marked = is_draft and any(line.has_gaps for line in cell.lines)
    return replace(look, **_GAP) if marked else look
