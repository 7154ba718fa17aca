"""The shape of a report: chapters, paragraphs and tables as finished strings. Templates only lay it out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huadu_perf.lib.days import cn_day

MISSING = "未填写"
NOTHING = "—"


@dataclass(frozen=True)
class Run:
    """A stretch of text; `missing` stretches stand where a value is still to be filled in.

    `change`: added, removed or moved words where two versions are compared; was and now for a value replaced whole.
    """

    text: str
    missing: bool = False
    change: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Prose:
    """A line of text made of runs."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def has_gaps(self) -> bool:
        """Whether a value is still to be filled in."""
        return any(run.missing for run in self.runs)

    @property
    def is_lead(self) -> bool:
        """Whether it announces the lines below and must not stand alone at the foot of a page."""
        return str(self).endswith("：")


#: What sentences are put together from.
Words = str | Run | Prose

#: Stands for a value nobody has given yet.
GAP = Run(MISSING, missing=True)


def say(*pieces: Words) -> Prose:
    """Joins text, runs and sentences into one line."""
    runs: list[Run] = []
    for piece in pieces:
        if isinstance(piece, Prose):
            runs.extend(piece.runs)
        else:
            runs.append(Run(piece) if isinstance(piece, str) else piece)
    return Prose(tuple(run for run in runs if run.text))


def enumerated(pieces: Iterable[Words], between: str = "、") -> Prose:
    """Joins pieces with a mark between them."""
    words: list[Words] = []
    for piece in pieces:
        words += [between, piece]
    return say(*words[1:])


@dataclass(frozen=True)
class Part:
    """A part of a chapter; without a heading its paragraphs follow the chapter's heading directly."""

    heading: str
    paragraphs: tuple[Prose, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter with its ordinal in the heading."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of one or more paragraphs. `role` is text, figure, head, item or note; it becomes the cell's class.

    A head is set in the middle, an item (a line of a list) flush left; both name what stands beside them.

    `value`: the number the words show, as they show it (万元, points, a rate as 0–1); spreadsheets keep it a number.
    """

    lines: tuple[Prose, ...]
    role: str = "text"
    span: int = 1
    value: Decimal | None = None

    @property
    def is_head(self) -> bool:
        """Whether the cell names what stands beside it."""
        return self.role in ("head", "item")

    @property
    def is_single(self) -> bool:
        """Whether it needs no paragraphs."""
        return len(self.lines) == 1


@dataclass(frozen=True)
class Row:
    """One row; `role` (group, total or empty) becomes the row's class."""

    cells: tuple[Cell, ...]
    role: str = ""


@dataclass(frozen=True)
class Table:
    """A table of fixed layout: column widths in percent that add up to 100, a repeated head, rows.

    `label` names it for those who cannot see it; a `caption` is printed above it. A joined table closes
    up with the one above.
    """

    label: str
    widths: tuple[int, ...]
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    is_joined: bool = False

    @property
    def is_total(self) -> bool:
        """Whether it goes on with the columns of the table above, which it adds up or explains, and stays with it."""
        return self.is_joined and not self.head


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `value` is None where nothing is known, `words` is what stands beside it."""

    label: str
    value: Decimal | None
    words: str


@dataclass(frozen=True)
class Chart:
    """A chart of a few bars, drawn as SVG alike on the screen and on paper; a table with its figures stands below.

    `column`: which column of the sheet's first table has the figures, a row for each bar; spreadsheets draw from there.
    """

    label: str
    bars: tuple[Bar, ...]
    column: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A page or more of an annex: a heading of its own, lines above and below, charts and tables."""

    heading: str
    tables: tuple[Table, ...]
    above: tuple[Prose, ...] = ()
    below: tuple[Prose, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Annex:
    """附件 with its mark, title and sheets; wide ones are set on landscape pages."""

    mark: str
    title: str
    is_wide: bool
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class CoverLine:
    """A line of the cover: 评价年度, 单位（公章） … and what is filled in."""

    label: str
    words: Prose


@dataclass(frozen=True)
class Cover:
    """The first page: the title, lines to fill in, and who made the form."""

    title_lines: tuple[str, ...]
    lines: tuple[CoverLine, ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """发文机关署名 and 成文日期 below the body; without a date (a draft) the name stands alone."""

    issuer: str
    dated: date | None = None

    @property
    def date_words(self) -> str:
        """2023年4月6日: Arabic figures, no leading zeros (GB/T 9704-2012 7.3.5.4)."""
        return cn_day(self.dated)

    @property
    def is_date_longer(self) -> bool:
        """Whether the date is set wider than the name (figures are half as wide): then the date keeps 2 字 on the right."""
        figures = sum(character.isdigit() for character in self.date_words)
        return len(self.date_words) - figures / 2 > len(self.issuer)


#: What stands across every page of a report that is no official document: not filed yet; filed and not approved yet;
#: rendered for reading although another one was issued.
DRAFT, FILED, READING_COPY = "草稿", "送审稿", "阅读稿"


@dataclass(frozen=True)
class Report:
    """A report ready to be laid out. `watermark` is empty for an approved one.

    `opening`: paragraphs below the title and above the first chapter (what the evaluation rests on, how it was made).
    `summary`: label and value of what came out, for formats that begin with it (the workbook).
    """

    title: str
    title_lines: tuple[str, ...]
    department: str
    watermark: str
    file_stem: str
    chapters: tuple[Chapter, ...]
    annexes: tuple[Annex, ...]
    cover: Cover | None = None
    opening: tuple[Prose, ...] = ()
    signature: Signature | None = None
    summary: tuple[Row, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether somebody still works on it: missing values are marked."""
        return self.watermark == DRAFT

    @property
    def is_filed(self) -> bool:
        """Whether it waits for the approval."""
        return self.watermark == FILED
