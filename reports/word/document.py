"""A report as a Word document: cover, text, signature, annexes; what reports/domain/document.py says, in its order."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.domain.document import Annex, Prose, Report, Sheet, Table
from reports.word import cover, page
from reports.word.charts import chart_paragraph, chart_xml
from reports.word.ooxml import hairline, paragraph, prose_runs, text_run
from reports.word.package import Package, Properties
from reports.word.signature import signature_xml
from reports.word.styles import CHARACTER, LINE_PITCH, exact
from reports.word.tables import table_xml

SUBJECT = "部门整体支出绩效自评"
_KEPT = "<w:keepNext/>"
_NEW_PAGE = "<w:pageBreakBefore/>"
#: A title of a wide sheet closes up with its mark; captions and lines below a table keep 4 mm from it (css/report.css).
_WIDE_TITLE = exact(567, below=170)
_APART = 227
_CHART_CAPTION = exact(397)


@dataclass(frozen=True)
class Pages:
    """The kinds of pages a report has."""

    bare: page.Parts
    upright: page.Parts
    wide: page.Parts


def to_docx(report: Report) -> bytes:
    """The report as a .docx file: the same bytes for the same report."""
    package = Package(Properties(report.title, report.department, SUBJECT))
    pages = _pages(package, report.watermark)
    return package.write("".join(_body(report, pages, package)))


def _pages(package: Package, watermark: str) -> Pages:
    """Every header carries the watermark; the numbers of wide pages stand in headers too, at the binding side."""
    marks = [page.watermark(watermark, order) for order in range(5)]
    empty = package.footer(paragraph("", "Footer"))
    plain = (package.header(marks[0]), package.header(marks[1]))
    wide = (
        package.header(marks[2] + page.wide_number(is_odd=False)),
        package.header(marks[3] + page.wide_number(is_odd=True)),
    )
    numbers = (
        package.footer(page.upright_footer(is_odd=False)),
        package.footer(page.upright_footer(is_odd=True)),
    )
    return Pages(
        page.Parts(plain, (empty, empty)), page.Parts(plain, numbers), page.Parts(wide, (empty, empty))
    )


def _body(report: Report, pages: Pages, package: Package) -> Iterator[str]:
    """Sections one after the other; each ends in a paragraph that holds its page, the last one in the page alone."""
    sections = []
    if report.cover is not None:
        front = cover.cover_xml(report.cover, is_draft=report.is_draft)
        sections.append((front, page.section(pages.bare, is_wide=False)))
    number = None if report.cover is None else 1
    kind = "nextPage" if report.cover is None else "oddPage"
    text = page.section(pages.upright, is_wide=False, kind=kind, first_number=number)
    sections.append(("".join(_text(report)), text))
    for annex in report.annexes:
        parts = pages.wide if annex.is_wide else pages.upright
        content = "".join(_annex(annex, package, report.is_draft))
        sections.append((content, page.section(parts, is_wide=annex.is_wide)))
    for content, last in sections[:-1]:
        yield content + hairline(last)
    yield sections[-1][0] + hairline() + sections[-1][1]


def _text(report: Report) -> Iterator[str]:
    """Title, opening, chapters, the note of annexes, the signature."""
    *first, last = report.title_lines or (report.title,)
    for line in first:
        yield paragraph(text_run(line), "Title")
    yield paragraph(text_run(last), "Title", exact(737, below=LINE_PITCH))
    yield from (_line(line, report.is_draft) for line in report.opening)
    for chapter in report.chapters:
        yield paragraph(text_run(chapter.heading), "Heading1")
        for part in chapter.parts:
            if part.heading:
                yield paragraph(text_run(part.heading), "Heading2")
            yield from _paragraphs(part.paragraphs, report, is_last=part is report.chapters[-1].parts[-1])
    kept = _KEPT if report.signature is not None else ""
    yield from _annex_note(report.annexes, kept)
    if report.signature is not None:
        yield signature_xml(report.signature)


def _paragraphs(lines: tuple[Prose, ...], report: Report, *, is_last: bool) -> Iterator[str]:
    """The lines of a part; the last one of the text stays with the signature, which must not stand alone."""
    stays = len(lines) - 1 if is_last and report.signature is not None else None
    for position, line in enumerate(lines):
        yield _line(line, report.is_draft, stays=position == stays)


def _line(line: Prose, is_draft: bool, *, stays: bool = False) -> str:
    return paragraph(prose_runs(line, is_draft), "BodyText", _KEPT if line.is_lead or stays else "")


def _annex_note(annexes: tuple[Annex, ...], kept: str) -> Iterator[str]:
    """附件说明: one line below the text, two characters in, names aligned one below the other."""
    for order, annex in enumerate(annexes, start=1):
        number = f"{order}." if len(annexes) > 1 else ""
        lead = "附件：" if order == 1 else ""
        hanging = 400 if order == 1 else 100
        back = f'<w:ind w:left="1896" w:leftChars="600" w:hanging="{hanging * CHARACTER // 100}" w:hangingChars="{hanging}"/>'
        above = exact(LINE_PITCH, above=LINE_PITCH if order == 1 else 0)
        yield paragraph(
            text_run(f"{lead}{number}{annex.title}"), "AnnexNote", f"{kept}<w:keepLines/>{above}{back}"
        )


def _annex(annex: Annex, package: Package, is_draft: bool) -> Iterator[str]:
    """Mark at the top left, title, sheets."""
    width = page.WIDE_WIDTH if annex.is_wide else page.UPRIGHT_WIDTH
    yield paragraph(text_run(annex.mark), "AnnexMark")
    yield paragraph(text_run(annex.title), "AnnexTitle", _WIDE_TITLE if annex.is_wide else "")
    for order, sheet in enumerate(annex.sheets):
        yield from _start(sheet, is_first=order == 0)
        yield from (paragraph(prose_runs(line, is_draft), "SheetNote") for line in sheet.above)
        for chart in sheet.charts:
            yield paragraph(text_run(chart.label), "Caption", _CHART_CAPTION)
            yield chart_paragraph(chart, *package.chart(chart_xml(chart)), width)
        yield from _tables(sheet, width, is_draft)


def _start(sheet: Sheet, *, is_first: bool) -> Iterator[str]:
    """Its heading; every sheet but the first begins a page."""
    start = "" if is_first else _NEW_PAGE
    if sheet.heading:
        yield paragraph(text_run(sheet.heading), "SheetHeading", start)
    elif start:
        yield hairline(start)


def _tables(sheet: Sheet, width: int, is_draft: bool) -> Iterator[str]:
    """The tables, and the lines below them."""
    for position, table in enumerate(sheet.tables):
        yield _above(table, is_first=position == 0)
        following = sheet.tables[position + 1 : position + 2]
        yield table_xml(table, width, is_draft=is_draft, is_followed=any(each.is_total for each in following))
    for position, line in enumerate(sheet.below):
        apart = exact(397, above=_APART) if position == 0 and sheet.tables else ""
        yield paragraph(prose_runs(line, is_draft), "SheetNote", apart)


def _above(table: Table, *, is_first: bool) -> str:
    """What stands between a table and the one before it: its caption, a gap, or the line both share."""
    if table.caption:
        return paragraph(text_run(table.caption), "Caption", "" if is_first else exact(397, _APART + 57, 57))
    if is_first:
        return ""
    if table.is_joined:
        return hairline(_KEPT if table.is_total else "")
    return paragraph("", "Hairline", exact(_APART))
