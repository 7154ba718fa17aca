"""Tables of the Word file: fixed columns, a head that repeats on every page, rows that stay whole."""

from collections.abc import Iterator
from itertools import accumulate, pairwise

from reports.domain.document import Cell, Row, Table
from reports.word.ooxml import attribute, paragraph, prose_runs, text_run

STYLES = {"figure": "TableFigure", "head": "TableHead", "text": "TableText", "note": "TableText"}
HEAD_FILL, GROUP_FILL = "F2F2F2", "F9F9F9"
#: A row of more lines may run over a page, or it would leave half a page empty.
WHOLE_LINES = 18
#: A character of 10.5 pt.
CHARACTER = 210
_MARGIN = 170
_KEPT = "<w:keepNext/>"
#: A joined table shares the line with the one above.
_TOPLESS = '<w:tcBorders><w:top w:val="nil"/></w:tcBorders>'


def table_xml(table: Table, width: int, *, is_draft: bool, is_followed: bool = False) -> str:
    """The table over the whole width of the block (twips). `is_followed`: by a total, which its last row stays with.

    Breaks are those of the PDF (css/report.css): no row stands alone below the head or at the top of a page.
    """
    last = len(table.rows) - 1
    kept = {last} if is_followed else {last - 1}
    kept |= {0} if last > 0 else set()
    columns = column_widths(table.widths, width)
    head = _head(table, columns) if table.head else ""
    rows = "".join(
        _row(
            row,
            columns,
            is_draft,
            is_topless=table.is_joined and not table.head and position == 0,
            stays=position in kept,
        )
        for position, row in enumerate(table.rows)
    )
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in columns)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        f'w:noHBand="0" w:noVBand="1"/><w:tblCaption w:val={attribute(table.label)}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>'
    )


def column_widths(percents: tuple[int, ...], width: int) -> tuple[int, ...]:
    """Twips of each column; they add up to the width exactly."""
    whole = sum(percents)
    edges = [width * edge // whole for edge in accumulate(percents, initial=0)]
    return tuple(right - left for left, right in pairwise(edges))


def _head(table: Table, columns: tuple[int, ...]) -> str:
    cells = "".join(
        _cell(
            paragraph(text_run(words), "TableHead", _KEPT),
            column,
            1,
            HEAD_FILL,
            is_topless=table.is_joined,
        )
        for words, column in zip(table.head, columns, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: Row, columns: tuple[int, ...], is_draft: bool, *, is_topless: bool, stays: bool) -> str:
    places = list(_places(row, columns))
    cells = "".join(
        _cell(
            _content(cell, row.role, is_draft, _KEPT if stays else ""),
            width,
            cell.span,
            _fill(row),
            is_topless=is_topless,
        )
        for cell, width in places
    )
    whole = "<w:cantSplit/>" if _lines(places) <= WHOLE_LINES else ""
    return f"<w:tr><w:trPr>{whole}</w:trPr>{cells}</w:tr>"


def _places(row: Row, columns: tuple[int, ...]) -> Iterator[tuple[Cell, int]]:
    """Each cell with its width; one that would stand outside of the columns is never dropped."""
    at = 0
    for cell in row.cells:
        yield cell, sum(columns[at : at + cell.span]) or columns[-1]
        at += cell.span


def _fill(row: Row) -> str:
    return GROUP_FILL if row.role == "group" else ""


def _cell(content: str, width: int, span: int, fill: str, *, is_topless: bool) -> str:
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    border = _TOPLESS if is_topless else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{border}{shade}'
        f'<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    )


def _content(cell: Cell, role: str, is_draft: bool, kept: str) -> str:
    style = STYLES.get(cell.role, "TableText")
    if role == "group":
        style = "TableGroup"
    if role == "empty":
        style = "TableFigure"
    lines = (paragraph(prose_runs(line, is_draft), style, kept) for line in cell.lines)
    return "".join(lines) or paragraph("", style, kept)


def _lines(places: list[tuple[Cell, int]]) -> int:
    """About how many lines the highest cell takes."""
    return max((_cell_lines(cell, width) for cell, width in places), default=0)


def _cell_lines(cell: Cell, width: int) -> int:
    fit = max(1, (width - _MARGIN) // CHARACTER)
    return sum(1 + len(str(line)) // fit for line in cell.lines)
