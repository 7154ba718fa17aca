"""Which face each text of a report is set in, and what stands in for characters that face lacks (check_fonts)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reports.coverage import characters_of, replacement_of
from reports.domain.document import Annex, Report, Row, Sheet, Table
from reports.fonts import LATIN, Chosen

#: The families of report.css in their order, by the role they serve.
STACKS = {
    "title": ("Report Title", "Report Song", "Report Fang"),
    "hei": ("Report Hei", "Report Sans", "Report Song", "Report Fang"),
    "kai": ("Report Kai", "Report Song", "Report Fang"),
    "fang": ("Report Fang", "Report Figures", "Report Song"),
}

#: A role and a text set in it.
Text = tuple[str, str]


@dataclass(frozen=True)
class Lack:
    """A character that the first face of a role has not, and the face that has it; None when it is printed as 〓."""

    font: Chosen
    character: str
    stand_in: Chosen | None


def lacks(report: Report, fonts: tuple[Chosen, ...]) -> tuple[Lack, ...]:
    """What a report needs beyond the first faces, by role and character. Letters that are Song by design do not count."""
    by_role: dict[str, set[str]] = defaultdict(set)
    for role, text in _texts(report):
        by_role[role].update(text)
    by_family = {font.face.family: font for font in fonts}
    return tuple(
        lack
        for role, families in STACKS.items()
        for lack in _lacks_of(by_role[role], [by_family[family] for family in families], fonts)
    )


def _lacks_of(characters: set[str], stack: list[Chosen], fonts: tuple[Chosen, ...]) -> Iterator[Lack]:
    first, *others = stack
    for character in sorted(characters):
        is_latin = not first.has_latin and ord(character) in LATIN
        if (
            character.isspace()
            or is_latin
            or character in characters_of(first)
            or not replacement_of(character, fonts)
        ):
            continue
        yield Lack(
            first, character, next((font for font in others if character in characters_of(font)), None)
        )


def _texts(report: Report) -> Iterator[Text]:
    yield from (("title", line) for line in report.title_lines)
    if cover := report.cover:
        yield from (("title", line) for line in cover.title_lines)
        yield from (("fang", f"{line.label}：{line.words}") for line in cover.lines)
        yield from (("fang", line) for line in cover.foot)
    yield from (("fang", str(line)) for line in report.opening)
    for chapter in report.chapters:
        yield "hei", chapter.heading
        for part in chapter.parts:
            yield "kai", part.heading
            yield from (("fang", str(line)) for line in part.paragraphs)
    if signature := report.signature:
        yield "fang", signature.issuer + signature.date_words
    for annex in report.annexes:
        yield from _annex_texts(annex)


def _annex_texts(annex: Annex) -> Iterator[Text]:
    yield "hei", annex.mark
    yield "title", annex.title
    yield "fang", annex.title  # in the list of annexes
    for sheet in annex.sheets:
        yield from _sheet_texts(sheet)


def _sheet_texts(sheet: Sheet) -> Iterator[Text]:
    yield "fang", sheet.heading
    yield from (("fang", str(line)) for line in (*sheet.above, *sheet.below))
    for chart in sheet.charts:
        yield from (("fang", f"{chart.label}{bar.label}{bar.words}") for bar in chart.bars)
    for table in sheet.tables:
        yield from _table_texts(table)


def _table_texts(table: Table) -> Iterator[Text]:
    yield "hei", table.caption + "".join(table.head)
    for row in table.rows:
        for cell in row.cells:
            role = _cell_role(row, cell.role)
            yield from ((role, str(line)) for line in cell.lines)


def _cell_role(row: Row, role: str) -> str:
    if role == "head":
        return "kai" if row.role == "group" else "hei"
    return "hei" if (row.role, role) == ("total", "figure") else "fang"
