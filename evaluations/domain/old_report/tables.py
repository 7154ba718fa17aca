"""Tables of a report: indicators of the department and of projects, and the money of both."""

import re
from collections.abc import Sequence
from decimal import Decimal

from evaluations.domain.old_report.amounts import FIGURES, LINES, TOTALS
from evaluations.domain.old_report.cells import columns_of, is_number, number_of
from evaluations.domain.old_report.finance import budget_row
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target
from evaluations.domain.old_report.indicators import IndicatorTable
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.projects import known_projects
from evaluations.domain.old_report.words import Topic
from huadu_perf.lib.values import NOT_APPLICABLE

WAN = Decimal(10000)
_UNIT = re.compile(r"单位\s?[:：]\s?(?P<unit>万元|元)|[（(](?P<inside>万元|元)[）)]")
_YEAR_HEAD = re.compile(r"(20[0-9]{2})\s?年(?:度)?")
_NAMED_FIGURE = re.compile(r"年初|全年|调整|决算|执行|支出|上年")
_TOTAL = re.compile(r"^(?:合\s?计|总\s?计|总\s?分)$")
_PROJECT_NAME = re.compile(r"^项目名称$")
_SUM = re.compile(r"(?:收入|支出|经费|合计|总额|总计)$")
_SOURCES = (
    ("", re.compile(r"年度资金总额|资金总额|合计$")), ("appropriation_", re.compile(r"(?:当年)?财政拨款")),
    ("carry_over_", re.compile(r"上年结转")), ("other_", re.compile(r"其他资金")),
)  # fmt: skip
_UNIT_LABEL = re.compile(r"^实施单位$")


class Tables:
    """Walks the rows and knows what table they are in."""

    def __init__(self, finds: Finds) -> None:
        self.finds = finds
        self.indicators: IndicatorTable | None = None
        self.money: dict[int, str] = {}
        self.unsure: set[int] = set()
        self.wan = True
        self.project: int | None = None

    def read(self, segments: Sequence[Segment]) -> None:
        """All rows; a heading ends a table, words between rows may name a level or a unit."""
        for segment in segments:
            if segment.kind == Kind.ROW:
                self._row(segment.span)
            elif segment.kind == Kind.HEADING:
                self._heading(segment)
            else:
                self._between(segment)

    def _heading(self, segment: Segment) -> None:
        self.indicators, self.money = None, {}
        if segment.topic in (Topic.INDICATORS, Topic.FINANCE):
            self.project = None
        self._unit(segment.span.text)

    def _between(self, segment: Segment) -> None:
        self._unit(segment.span.text)
        if segment.topic in (Topic.INDICATORS, Topic.ANNEX, Topic.PROJECT_RESULTS):
            self.indicators = self.indicators or IndicatorTable(self.finds, {}, self.project)
            self.indicators.level_named(segment.span)

    def _unit(self, text: str) -> None:
        unit = _UNIT.search(text)
        if unit:
            self.wan = (unit["unit"] or unit["inside"]) == "万元"

    def _row(self, span: Span) -> None:
        cells = [span.paragraph.cell(place) for place in range(len(span.paragraph.cells))]
        self._unit(" ".join(cells))
        first = next((cell for cell in cells if cell), "")
        if columns := columns_of(cells):
            above = self.indicators
            self.indicators, self.money = IndicatorTable(self.finds, columns, self.project, above), {}
            self.finds.structure(span)
        elif _PROJECT_NAME.match(first):
            self._project(span, cells)
        elif heads := _money_heads(cells):
            self.money, self.indicators = heads, None
            self.unsure = {place for place in heads if not _NAMED_FIGURE.search(cells[place])}
            self.finds.structure(span)
        elif self.project is not None and any(_UNIT_LABEL.match(cell) for cell in cells):
            self._implementing_unit(span, cells)
        elif self.money:
            self._money(span, cells)
        elif self.indicators and self.indicators.columns:
            self._indicator(span, cells, first)

    def _indicator(self, span: Span, cells: list[str], first: str) -> None:
        assert self.indicators is not None
        if _TOTAL.match(first):
            self._total(span, cells)
        else:
            self.indicators.read(span)

    def _total(self, span: Span, cells: list[str]) -> None:
        """合计 | 100 | 96: the last number is the score; it is only compared."""
        numbers = [place for place, cell in enumerate(cells) if is_number(cell)]
        self.finds.structure(span)
        self.indicators = None
        if len(numbers) >= 2:
            start, end = span.paragraph.cells[numbers[1]]
            target = Target("conclusion", "score", stated=True)
            if self.project is not None:
                target = Target("projects", "total", "projects", self.project, stated=True)
            self.finds.add(target, number_of(cells[numbers[1]]), span, start, end,
                           reason="合计由系统计算，只用于核对")  # fmt: skip

    # ── projects ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _project(self, span: Span, cells: list[str]) -> None:
        place = next((at for at, cell in enumerate(cells) if cell and not _PROJECT_NAME.match(cell)), None)
        if place is None:
            return
        known = {name: row for row, name in known_projects(self.finds).items()}
        row = known.get(cells[place])
        self.project = self.finds.new_row("projects") if row is None else row
        self.finds.add_text(
            Target("projects", "name", "projects", self.project), span, *span.paragraph.cells[place]
        )

    def _implementing_unit(self, span: Span, cells: list[str]) -> None:
        place = next(at for at, cell in enumerate(cells) if _UNIT_LABEL.match(cell)) + 1
        if place < len(cells) and self.project is not None and cells[place]:
            target = Target("projects", "implementing_unit", "projects", self.project)
            cell = span.paragraph.cells[place]
            self.finds.add_text(target, span, *cell, part=cell)

    # ── money ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _money(self, span: Span, cells: list[str]) -> None:
        label = re.split(r"其中\s?[:：]", next((cell for cell in cells if cell), ""))[-1]
        if self.project is not None:
            source = next((name for name, words in _SOURCES if words.match(label)), None)
            if source is not None:
                self._figures(span, cells, "projects", self.project, source=source)
            return
        name = next(
            (name for name, words in reversed(LINES) if words.search(label) and name not in TOTALS), ""
        )
        total = next(
            (name for name, words in LINES if name in TOTALS and words.search(label) and _SUM.search(label)),
            "",
        )
        if name and not _is_part(label):
            self._figures(span, cells, "budget_lines", budget_row(self.finds, name))
        elif total:
            self._figures(span, cells, "", 0, total)

    def _figures(
        self, span: Span, cells: list[str], rowset: str, row: int, total: str = "", source: str = ""
    ) -> None:
        section = "projects" if rowset == "projects" else "budget"
        for place, figure in self.money.items():
            held = cells[place] if place < len(cells) else ""
            if not is_number(held) and held != str(NOT_APPLICABLE):
                continue
            value = number_of(held) * (WAN if self.wan else 1) if is_number(held) else held
            target = Target(section, source + figure, rowset, row)
            if total:
                target = Target("budget", f"{total}.{figure}", stated=True)
            reason = f"{TOTALS[total]}由系统计算，只用于核对" if total else "" if self.wan else "表中单位为元"
            sure = Confidence.MEDIUM if place in self.unsure else Confidence.HIGH
            if sure == Confidence.MEDIUM:
                reason = reason or "表头只写预算数，按年初预算数读"
            self.finds.add(target, value, span, *span.paragraph.cells[place], reason=reason, confidence=sure)


def _is_part(label: str) -> bool:
    """1、公务用车购置和维护经费: two lines in one."""
    return "和" in label or "及" in label or ("、" in label and "会议费" in label)


def _money_heads(cells: list[str]) -> dict[int, str]:
    """The columns of a table of money: which figure each holds. Heads name at least two."""
    found: dict[int, str] = {}
    years = sorted({int(match[1]) for cell in cells for match in _YEAR_HEAD.finditer(cell)})
    for place, cell in enumerate(cells):
        if len(cell) > 20:
            return {}
        figure = _figure_of(cell, years)
        if figure and figure not in found.values() and not is_number(cell):
            found[place] = figure
    return found if len(found) >= 2 else {}


def _figure_of(head: str, years: list[int]) -> str:
    year = _YEAR_HEAD.search(head)
    if "决算" in head and ("上年" in head or (year and len(years) > 1 and int(year[1]) == years[0])):
        return "last_year_amount"
    if year and len(years) > 1 and int(year[1]) == years[0]:
        return ""
    named = next((name for name, words in FIGURES if words.search(head) and "率" not in head), "")
    return named or ("initial_amount" if re.search(r"预算数", head) and "率" not in head else "")


def read_tables(segments: Sequence[Segment], finds: Finds) -> None:
    """Every table of the report."""
    Tables(finds).read(segments)
