"""The lines of an old report, and the paragraphs they make once the breaks of a page layout are undone."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.domain.old_report.marks import begins_item, cells_of
from huadu_perf.lib.values import plain_text

#: Lines of a printed page are no wider than this many Chinese characters.
WIDEST = 48
#: Shorter lines do not tell how wide the page is.
SHORTEST = 12
#: A line this full (of the usual full line) goes on in the next one.
FULL = Decimal("0.8")
#: A text has so many full lines without an end before it counts as broken by a layout.
BROKEN = 8
#: Lines that stand on so many pages are their heads and feet.
REPEATED = 3
ENDS = tuple("。！？；：!?;:")
_PAGE_NUMBER = re.compile(r"[—–\-－─\s·第]*\d{1,3}[—–\-－─\s·页]*(?:[/／共]\s*\d{1,3}\s*页?)?")
_MARK_ONLY = re.compile(r"[\W_]*")
_LABEL = re.compile(r"[一二三]级指标\s?[:：]|附\s?件\s?[0-9]{0,2}\s?(?:[:：]|$)")
_WHOLE = re.compile(r"[0-9A-Za-z.,%]{2,20}[万亿]?元?")  # never broken, so it may leave a line short
_TITLE_END = re.compile(r"(?:报告|自评表)(?:[（(][^）)]{1,20}[）)])?$")
_TITLE_START = re.compile(r"年|部门|单位|整体|支出|绩效")


@dataclass(frozen=True)
class Line:
    """A line that holds anything, by its number from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text, and where each of its lines begins in it. `cells`: of a row of a table."""

    text: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    cells: tuple[tuple[int, int], ...] = ()

    def line_at(self, place: int) -> int:
        """The number of the line that a character stands in."""
        return self.numbers[max(0, bisect_right(self.starts, place) - 1)]

    def lines(self) -> list[str]:
        """Its lines again."""
        ends = (*self.starts[1:], len(self.text))
        return [self.text[start:end] for start, end in zip(self.starts, ends, strict=True)]

    def cell(self, number: int) -> str:
        """The text of a cell; none for one that is not there."""
        if number >= len(self.cells):
            return ""
        start, end = self.cells[number]
        return self.text[start:end]


@dataclass
class Pages:
    """What the lines of a report make. `left_out`: page numbers, page heads, lines of marks only."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: list[tuple[Line, str]] = field(default_factory=list)


def lines_of(text: str) -> list[Line]:
    """The lines with anything in them, cleaned: NFC, no control characters, no blank edges."""
    cleaned = ((number, plain_text(raw)) for number, raw in enumerate(text.split("\n"), start=1))
    return [Line(number, line) for number, line in cleaned if line]


def paragraphs_of(lines: Sequence[Line]) -> Pages:
    """Paragraphs and table rows; what belongs to the page and not to the report is left out, with the reason."""
    pages, kept = Pages(), []
    heads = _page_heads(lines)
    for line in lines:
        if _PAGE_NUMBER.fullmatch(line.text):
            pages.left_out.append((line, "页码"))
        elif line.text in heads:
            pages.left_out.append((line, "页眉、页脚或水印"))
        elif _MARK_ONLY.fullmatch(line.text):
            pages.left_out.append((line, "只有符号"))
        else:
            kept.append(line)
    full = full_width(kept)
    pages.paragraphs.extend(_made(group) for group in _grouped(kept, full))
    return pages


def _page_heads(lines: Sequence[Line]) -> set[str]:
    """Short lines that stand again and again right beside page numbers."""
    beside: Counter[str] = Counter()
    for place, line in enumerate(lines):
        if _PAGE_NUMBER.fullmatch(line.text):
            beside.update(
                {near.text for near in (*lines[max(0, place - 1) : place], *lines[place + 1 : place + 2])}
            )
    return {
        text
        for text, count in beside.items()
        if count >= REPEATED and len(text) <= 40 and not cells_of(text) and not _PAGE_NUMBER.fullmatch(text)
    }


def width(text: str) -> Decimal:
    """How many Chinese characters wide the text is; letters and figures take half."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return wide + Decimal(len(text) - wide) / 2


def full_width(lines: Sequence[Line]) -> Decimal:
    """The width of a full line of a text broken by a layout; 0 for a text whose lines are paragraphs.

    Broken lines crowd just below one width and mostly end within a sentence.
    """
    long = [line for line in lines if width(line.text) >= SHORTEST and not cells_of(line.text)]
    crowd = Counter(int(width(line.text)) for line in long)
    if not crowd:
        return Decimal(0)
    full = max(crowd, key=lambda wide: (sum(crowd[wide - less] for less in range(3)), wide))
    near = [line for line in long if full - 2 <= int(width(line.text)) <= full]
    unfinished = sum(not line.text.endswith(ENDS) for line in near)
    many = len(near) >= BROKEN and len(near) * 4 >= len(long)
    is_page = full <= WIDEST and many and unfinished * 2 >= len(near)
    return max(width(line.text) for line in near) if is_page else Decimal(0)


def _grouped(lines: Sequence[Line], full: Decimal) -> Iterator[list[Line]]:
    title = _title_lines(lines)
    if title:
        yield list(lines[:title])
    group: list[Line] = []
    for line in lines[title:]:
        if group and not _goes_on(group[-1], line, full, len(group) == 1):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _title_lines(lines: Sequence[Line]) -> int:
    """How many lines at the top make the title of the report; 0 when it stands in one or is none."""
    for place, line in enumerate(lines[:4]):
        if width(line.text) > 40 or cells_of(line.text) or line.text.endswith(ENDS) or begins_item(line.text):
            return 0
        if _TITLE_END.search(line.text):
            return place + 1 if all(_TITLE_START.search(above.text) for above in lines[:place]) else 0
    return 0


def _goes_on(line: Line, after: Line, full: Decimal, is_first: bool) -> bool:
    """Whether a paragraph goes on in the next line. Its first line is indented, so it holds two characters less."""
    if not full or cells_of(line.text) or cells_of(after.text):
        return False
    if begins_item(after.text) or _LABEL.match(after.text):
        return False
    here = width(line.text)
    if line.text.endswith(ENDS) and line.text[-1] not in "；;":
        return here >= full - (3 if is_first else 1) and line.text[-1] in "。：:"
    whole = _WHOLE.match(after.text)
    return here >= full * FULL or (whole is not None and here + width(whole[0]) >= full - 1)


def _made(group: Sequence[Line]) -> Paragraph:
    text, starts = "", []
    for line in group:
        if (
            text
            and text[-1].isascii()
            and text[-1].isalnum()
            and line.text[0].isascii()
            and line.text[0].isalpha()
        ):
            text += " "
        starts.append(len(text))
        text += line.text
    return Paragraph(text, tuple(starts), tuple(line.number for line in group), cells_of(text))
