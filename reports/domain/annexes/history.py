"""历年对比: spending, execution rate and score of the years known, as charts and in a table."""

from collections.abc import Callable
from decimal import Decimal

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History, YearFigures, with_this_year
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
#: What of a year is drawn: name, value, how it is written.
_DRAWN: tuple[tuple[str, Callable[[YearFigures], Decimal | None], Callable[[Decimal], str]], ...] = (
    ("全年执行数（万元）", lambda row: number(row.spending), wan),
    ("预算执行率", lambda row: row.execution_rate, percent),
    ("绩效得分", lambda row: number(row.score), plain_number),
)


def sheets(facts: EvaluationFacts, card: Scorecard, history: History = NO_HISTORY) -> tuple[Sheet, ...]:
    """All on one sheet. `history`: the years before, as they were when the report was filed."""
    years = with_this_year(facts, card, history)
    charts = tuple(
        Chart(label, tuple(_bar(row, value(row), write) for row in years)) for label, value, write in _DRAWN
    )
    table = Table(TITLE, WIDTHS, HEAD, tuple(map(_row, years)))
    return (Sheet("", (table,), below=(sentence(_sources(facts, years, history)),), charts=charts),)


def _bar(row: YearFigures, value: Decimal | None, write: Callable[[Decimal], str]) -> Bar:
    return Bar(f"{row.year}年", value, UNKNOWN if value is None else write(value))


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
