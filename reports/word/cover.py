"""The cover: title, the lines to fill in on rules, who made the form at the foot of the page. It has no number."""

from collections.abc import Iterator

from reports.domain.document import Cover, CoverLine
from reports.word.ooxml import paragraph, prose_runs, text_run
from reports.word.page import UPRIGHT_WIDTH

#: As in the PDF (css/report.css): lines of 132 mm, 11.5 mm apart; the title 36 mm below the top and 26 mm above them.
LABEL, COLON, FILLED = 2608, 319, 4556
LINE_HEIGHT = 652
_TITLE = '<w:spacing w:before="{before}" w:after="{after}" w:line="964" w:lineRule="exact"/>'
_RULE = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
_MARGINLESS = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
_FOOT = (
    f'<w:framePr w:w="{UPRIGHT_WIDTH}" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" '
    'w:yAlign="bottom"/>'
)


def cover_xml(cover: Cover, *, is_draft: bool) -> str:
    """The cover's paragraphs and its table of lines."""
    return "".join(_pieces(cover, is_draft))


def _pieces(cover: Cover, is_draft: bool) -> Iterator[str]:
    for order, line in enumerate(cover.title_lines, start=1):
        space = _TITLE.format(
            before=2041 if order == 1 else 0, after=1474 if order == len(cover.title_lines) else 0
        )
        yield paragraph(text_run(line), "CoverTitle", space)
    if cover.lines:
        rows = "".join(_row(line, is_draft) for line in cover.lines)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableNormal"/><w:tblW w:w="{LABEL + COLON + FILLED}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{_MARGINLESS}</w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{LABEL}"/><w:gridCol w:w="{COLON}"/><w:gridCol w:w="{FILLED}"/></w:tblGrid>'
            f"{rows}</w:tbl>"
        )
    yield from (paragraph(text_run(line), "CoverFoot", _FOOT) for line in cover.foot)


def _row(line: CoverLine, is_draft: bool) -> str:
    label = paragraph(text_run(line.label), "CoverLine", '<w:jc w:val="distribute"/>')
    colon = paragraph(text_run("："), "CoverLine")
    words = paragraph(prose_runs(line.words, is_draft), "CoverLine", '<w:jc w:val="center"/>')
    cells = _cell(LABEL, label) + _cell(COLON, colon) + _cell(FILLED, words, _RULE)
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{LINE_HEIGHT}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'


def _cell(width: int, content: str, border: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}<w:vAlign w:val="bottom"/></w:tcPr>{content}</w:tc>'
