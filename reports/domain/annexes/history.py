"""历年对比: spending, execution rate and score of the years known, as charts and in a table."""

from collections.abc import Callable
from decimal import Decimal

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History, YearFigures, with_this_year
from evaluations.domain.report_template import Annex, ReportTemplateFacts
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.money import WAN, percent, plain_number, round_half_up, wan
from huadu_perf.lib.values import number
from reports.domain.annexes.cells import cell
from reports.domain.charts import UNKNOWN
from reports.domain.document import Bar, Cell, Chart, Row, Sheet, Table
from reports.domain.wording import sentence

TITLE = "历年对比"
HEAD = ("年度", "全年预算数（万元）", "全年执行数（万元）", "执行率", "得分", "等级")
WIDTHS = (12, 26, 26, 12, 12, 12)
#: What of a year is drawn: name, and the cell of its row that tells it.
_DRAWN = (("全年执行数（万元）", 2), ("预算执行率", 3), ("绩效得分", 4))


def asked_by(template: ReportTemplateFacts, history: History) -> ReportTemplateFacts:
    """The template as it prints: where no earlier year was filed there is nothing to compare, and no annex says so."""
    if history.years:
        return template
    kept = tuple(row for row in template.annexes if row.kind != Annex.HISTORY)
    return template.model_copy(update={"annexes": kept})


def sheets(facts: EvaluationFacts, card: Scorecard, history: History = NO_HISTORY) -> tuple[Sheet, ...]:
    """All on one sheet. `history`: the years before, as they were when the report was filed."""
    years = with_this_year(facts, card, history)
    table = Table(TITLE, WIDTHS, HEAD, tuple(map(_row, years)))
    charts = tuple(
        Chart(label, tuple(_bar(row, column) for row in table.rows), column) for label, column in _DRAWN
    )
    return (Sheet("", (table,), below=(sentence(_sources(facts, years, history)),), charts=charts),)


def _bar(row: Row, column: int) -> Bar:
    shown = row.cells[column]
    return Bar(str(row.cells[0].lines[0]), shown.value, str(shown.lines[0]))


def _row(row: YearFigures) -> Row:
    rate = row.execution_rate
    return Row((
        cell(f"{row.year}年", "head"),
        _figure(number(row.budget), wan, WAN),
        _figure(number(row.spending), wan, WAN),
        _figure(None if rate is None else round_half_up(rate, 3), percent),
        _figure(number(row.score), plain_number),
        cell(row.grade or UNKNOWN, "figure"),
    ))  # fmt: skip


def _figure(value: Decimal | None, write: Callable[[Decimal], str], unit: Decimal = Decimal(1)) -> Cell:
    """A number in words and as itself (万元, points, a rate as 0–1)."""
    words = UNKNOWN if value is None else write(value)
    return Cell(cell(words).lines, "figure", value=None if value is None else value / unit)


def _sources(facts: EvaluationFacts, years: tuple[YearFigures, ...], history: History) -> str:
    """Where the figures come from."""
    filed = {row.year for row in history.years}
    stated = [row for row in years[:-1] if row.year not in filed and row.spending is not None]
    words = f"{years[-1].year}年为本次自评数"
    if filed:
        words += "，以前年度为已审核通过的自评数"
    if stated:
        words += f"，{stated[0].year}年执行数取自本年收支表的上年决算数"
    return words + "；系统中没有的记为未知"
