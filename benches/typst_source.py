"""A report as Typst source: the same words in the same fonts, for the comparison in benches/pdf.py."""

from collections.abc import Iterator

from reports.domain.document import Annex, Cell, Report, Table

SETTINGS = """
#set page(paper: "a4", margin: (left: 28mm, top: 37mm, right: 26mm, bottom: 35mm), numbering: "— 1 —")
#set text(font: ("FandolFang R", "Noto Serif SC"), size: 15.75pt, lang: "zh")
#set par(justify: true, leading: 13.2pt, spacing: 13.2pt, first-line-indent: (amount: 2em, all: true))
#show heading: set text(size: 15.75pt, weight: "regular")
#show heading.where(level: 1): set text(font: ("FandolHei", "Noto Sans SC"))
#show heading.where(level: 2): set text(font: ("FandolKai", "Noto Serif SC"))
#show table: set text(size: 10.5pt)
#show table: set par(first-line-indent: 0pt, leading: 6pt, spacing: 6pt)
"""


def typst_source(report: Report) -> str:
    """The whole document; everything typed goes in as a string."""
    return SETTINGS + "\n\n".join(_pieces(report))


def _pieces(report: Report) -> Iterator[str]:
    yield from (f"#align(center, text(size: 22pt, {_string(line)}))" for line in report.title_lines)
    yield from (f"#{_string(str(line))}" for line in report.opening)
    for chapter in report.chapters:
        yield f"#heading(level: 1, {_string(chapter.heading)})"
        for part in chapter.parts:
            if part.heading:
                yield f"#heading(level: 2, {_string(part.heading)})"
            yield from (f"#{_string(str(line))}" for line in part.paragraphs)
    for annex in report.annexes:
        yield from _annex(annex)


def _annex(annex: Annex) -> Iterator[str]:
    yield f"#pagebreak(weak: true)\n#set page(flipped: {str(annex.is_wide).lower()})"
    yield f"#heading(level: 1, {_string(f'{annex.mark} {annex.title}')})"
    for sheet in annex.sheets:
        yield f"#{_string(sheet.heading)}"
        yield from (f"#{_string(str(line))}" for line in (*sheet.above, *sheet.below))
        yield from (_table(table) for table in sheet.tables)


def _table(table: Table) -> str:
    widths = ", ".join(f"{width}fr" for width in table.widths)
    head = ", ".join(f"[#{_string(words)}]" for words in table.head)
    cells = ", ".join(_cell(cell) for row in table.rows for cell in row.cells)
    return f"#table(columns: ({widths},), {f'table.header({head}), ' if head else ''}{cells})"


def _cell(cell: Cell) -> str:
    lines = " #parbreak() ".join(f"#{_string(str(line))}" for line in cell.lines)
    return f"table.cell(colspan: {cell.span})[{lines}]"


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
