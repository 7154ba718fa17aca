"""The cover: title, the lines to fill in on rules, who made the form at the foot of the page. It has no number."""

from collections.abc import Iterator

from reports.domain.document import Cover, CoverLine
from reports.word.ooxml import paragraph, prose_runs, text_run
from reports.word.page import UPRIGHT_WIDTH

LABEL, COLON, FILLED = 2800, 400, 4600
_DOWN = '<w:spacing w:before="2268" w:after="0" w:line="880" w:lineRule="exact"/>'
_RULE = '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
_FOOT = (
    f'<w:framePr w:w="{UPRIGHT_WIDTH}" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" '
    'w:yAlign="bottom"/>'
)


def cover_xml(cover: Cover, *, is_draft: bool) -> str:
    """The cover's paragraphs and its table of lines."""
    return "".join(_pieces(cover, is_draft))


def _pieces(cover: Cover, is_draft: bool) -> Iterator[str]:
    for order, line in enumerate(cover.title_lines):
        yield paragraph(text_run(line), "CoverTitle", _DOWN if order == 0 else "")
    if cover.lines:
        yield paragraph("", "CoverLine", '<w:spacing w:before="1700"/>')
        rows = "".join(_row(line, is_draft) for line in cover.lines)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TableNormal"/><w:tblW w:w="{LABEL + COLON + FILLED}" w:type="dxa"/>'
            '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f'<w:tblGrid><w:gridCol w:w="{LABEL}"/><w:gridCol w:w="{COLON}"/><w:gridCol w:w="{FILLED}"/></w:tblGrid>'
            f"{rows}</w:tbl>"
        )
    yield from (paragraph(text_run(line), "CoverFoot", _FOOT) for line in cover.foot)


def _row(line: CoverLine, is_draft: bool) -> str:
    label = paragraph(text_run(line.label), "CoverLine", '<w:jc w:val="distribute"/>')
    colon = paragraph(text_run("："), "CoverLine")
    words = paragraph(prose_runs(line.words, is_draft), "CoverLine", '<w:jc w:val="center"/>')
    cells = _cell(LABEL, label) + _cell(COLON, colon) + _cell(FILLED, words, _RULE)
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="794" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'


def _cell(width: int, content: str, border: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}<w:vAlign w:val="bottom"/></w:tcPr>{content}</w:tc>'
