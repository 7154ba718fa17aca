"""Opens a Word file of somebody else's; runs in a process of its own (boxes.py)."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from huadu_perf.lib.boxes import BoxRefused
from huadu_perf.lib.documents.numbering import Numbering
from huadu_perf.lib.documents.rows import row_line
from huadu_perf.lib.packages import unpacked

NOT_VALID = "不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx"
LINES, LETTERS = 20_000, 120_000
_SKIPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:txbxContent"),
    qn("w:instrText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def answer(content: bytes) -> dict[str, str]:
    """`text`: that of the document: paragraphs with the numbers Word gives them, rows of tables. Raises BoxRefused."""
    if "word/document.xml" not in unpacked(content, NOT_VALID):
        raise BoxRefused(NOT_VALID)
    document = Document(BytesIO(content))
    numbering = Numbering.of(document)
    lines, letters = [], 0
    for line in _lines(document, numbering):
        lines.append(line)
        letters += len(line)
        if len(lines) > LINES or letters > LETTERS:
            raise BoxRefused(f"文件超过 {LINES} 段或 {LETTERS // 10000} 万字，不读取")
    return {"text": "\n".join(lines)}


def _lines(holder: Any, numbering: Numbering) -> Iterator[str]:
    for block in holder.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from _paragraph(block, numbering)
        elif isinstance(block, Table):
            yield from _table(block, numbering)


def _paragraph(paragraph: Paragraph, numbering: Numbering) -> Iterator[str]:
    """Its text behind its number, and the text boxes that hang on it."""
    text = _text(paragraph._p)
    yield from (numbering.number_of(paragraph._p) + text if text.strip() else "").split("\n")
    for box in paragraph._p.iter(qn("w:txbxContent")):
        if not _is_fallback(box):
            yield from (_text(inner) for inner in box.iter(qn("w:p")))


def _is_fallback(element: Any) -> bool:
    return any(parent.tag.endswith("}Fallback") for parent in element.iterancestors())


def _text(element: Any) -> str:
    """The words of a paragraph as they stand: what was inserted, not what was deleted."""
    pieces: list[str] = []
    waiting = [iter(element)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag == qn("w:tab"):
            pieces.append(" ")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            pieces.append("\n")
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            waiting.append(iter(child))
    return "".join(pieces)


def _table(table: Table, numbering: Numbering) -> Iterator[str]:
    """A line for each row; a cell that goes on from the row above is empty, one over several columns stands once."""
    for row in table._tbl.tr_lst:
        cells = [
            _cell(cell, numbering)
            for cell in row.iter(qn("w:tc"))
            if cell.getparent() in (row, _content_of(row))
        ]
        line = row_line(cells)
        if len(cells) == 1 or line.strip(" |"):
            yield line


def _content_of(row: Any) -> Any:
    """Where the cells of a row stand that is wrapped in a content control."""
    return row.find(f".//{qn('w:sdtContent')}")


def _cell(cell: Any, numbering: Numbering) -> str:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if merge is not None and merge.get(qn("w:val"), "continue") == "continue":
        return ""
    return "\n".join(numbering.number_of(paragraph) + _text(paragraph) for paragraph in cell.iter(qn("w:p")))
