"""A chart as figures, for formats that draw it themselves (Word, Excel): a number and its format for every bar."""

from dataclasses import dataclass

from reports.domain.document import Bar, Cell, Chart, say
from reports.domain.typed import Typed, typed


@dataclass(frozen=True)
class Point:
    """One bar: its name, and its figure where one is known. An unknown one says so in its name."""

    label: str
    figure: Typed | None


def points(chart: Chart) -> tuple[Point, ...]:
    """The bars of a chart, each with the number that its words show."""
    return tuple(map(_point, chart.bars))


def _point(bar: Bar) -> Point:
    figure = None if bar.value is None else typed(Cell((say(bar.words),), "figure", value=bar.value))
    return Point(bar.label if figure else f"{bar.label}（{bar.words}）", figure)
