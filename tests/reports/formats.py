"""The formats of a report, opened again with other people's tools, as text and as numbers."""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from huadu_perf.lib.values import xml_text
from reports.domain.document import Report
from reports.rendering import to_html, to_pdf
from reports.word import to_docx
from reports.workbook import to_xlsx

NUMBER = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)

#: Upright, and turned beside a wide table.
PAGE_NUMBER = r"^\f?— \d+ —$|^\f?—\n\d+\n—$"


class _Words(HTMLParser):
    """The words of the body, the watermark left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._away = 0
        self.feed(html.partition("<body")[2].partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._away or "report-watermark" in (dict(attrs).get("class") or "") or tag == "svg":
            self._away += tag not in ("br", "col", "img", "line", "rect")

    def handle_endtag(self, tag: str) -> None:
        self._away = max(0, self._away - 1)

    def handle_data(self, data: str) -> None:
        if not self._away:
            self.words.append(data)


def html_text(report: Report) -> str:
    """The words of the HTML; what XML refuses is shown as �, as in the other formats."""
    return plain(xml_text("".join(_Words(to_html(report)).words)))


def pdf_text(report: Report) -> str:
    """The words of the PDF as pdftotext finds them, page numbers and watermark left out."""
    made = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=to_pdf(to_html(report)), capture_output=True, check=True
    ).stdout.decode()
    return plain(
        re.sub(rf"{PAGE_NUMBER}|^\f?{report.watermark or PAGE_NUMBER}$", "", made, flags=re.MULTILINE)
    )


def docx_text(report: Report) -> str:
    """The words of the Word file's body."""
    return plain("".join(docx_words(to_docx(report))))


def docx_words(content: bytes) -> Iterator[str]:
    """Every text of the body, tables included."""
    for element in Document(io.BytesIO(content)).element.body.iter(qn("w:t"), qn("w:br")):
        yield element.text or "\n"


def xlsx_cells(report: Report) -> list[tuple[str, Any, str]]:
    """Sheet, value and number format of every cell that holds something."""
    book = load_workbook(io.BytesIO(to_xlsx(report)))
    return [
        (sheet.title, cell.value, cell.number_format)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def xlsx_text(report: Report) -> str:
    """The words of the workbook, numbers as Excel shows them."""
    return plain("".join(shown(value, form) for _, value, form in xlsx_cells(report)))


def shown(value: Any, form: str) -> str:
    """A cell as it is shown: the few formats we write."""
    if isinstance(value, str):
        return value.replace("_x005F_", "_")
    parts = re.fullmatch(r'(?:"([^"]*)")?([^"]*)(?:"([^"]*)")?', form)
    assert parts, form
    before, pattern, after = (part or "" for part in parts.groups())
    places = len(pattern.partition(".")[2].rstrip("%"))
    comma = "," if "," in pattern else ""
    if pattern == "General":
        words = str(value)
    elif pattern.endswith("%"):
        words = f"{value * 100:.{places}f}%"
    else:
        words = f"{value:{comma}.{places}f}"
    return before + words + after


def plain(text: str) -> str:
    """Without spaces and breaks, which layout sets."""
    return "".join(text.split())


def numbers(text: str) -> Counter[str]:
    """Every number of a text, how often it stands there."""
    return Counter(NUMBER.findall(text))
