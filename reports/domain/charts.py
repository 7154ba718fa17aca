"""The geometry of a chart: columns from left to right, each with its words above and its label below.

Plain SVG in the template, the same on the screen and on paper. The last column is the one the report is about (blue), the
others are grey; no axis, no legend: every figure is written out. What is unknown has no column but says so.
"""

from dataclasses import dataclass
from decimal import Decimal

from reports.domain.document import Chart

#: In units of the drawing; a template scales it to the width of the page.
STEP, COLUMN, TOP, HEIGHT, FOOT = 120, 56, 24, 90, 26
#: Room for at least this many columns.
LEAST = 3
UNKNOWN = "未知"


@dataclass(frozen=True)
class Column:
    """One column: where it stands, how high it is (0 for nothing or unknown), what stands above and below."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    words_y: int
    label: str
    words: str
    is_main: bool
    is_known: bool


@dataclass(frozen=True)
class Drawing:
    """A chart ready to be drawn."""

    label: str
    summary: str
    width: int
    height: int
    base: int
    label_y: int
    columns: tuple[Column, ...]


def draw(chart: Chart) -> Drawing:
    """The drawing; columns start at zero, the highest is as high as the chart allows."""
    highest = max((bar.value for bar in chart.bars if bar.value is not None), default=Decimal(0))
    # A chart of few columns keeps the size of its words.
    width = max(LEAST, len(chart.bars)) * STEP
    left = (width - len(chart.bars) * STEP) // 2
    columns = []
    for order, bar in enumerate(chart.bars):
        share = max(bar.value, Decimal(0)) / highest if bar.value is not None and highest > 0 else Decimal(0)
        height = round(share * HEIGHT)
        middle = left + order * STEP + STEP // 2
        top = TOP + HEIGHT - height
        columns.append(
            Column(
                x=middle - COLUMN // 2, y=top, width=COLUMN, height=height, middle=middle, words_y=top - 6,
                label=bar.label, words=bar.words if bar.value is not None else UNKNOWN,
                is_main=order == len(chart.bars) - 1, is_known=bar.value is not None,
            )
        )  # fmt: skip
    summary = "，".join(f"{column.label} {column.words}" for column in columns)
    return Drawing(
        chart.label, f"{chart.label}：{summary}", width, TOP + HEIGHT + FOOT,
        TOP + HEIGHT, TOP + HEIGHT + 18, tuple(columns),
    )  # fmt: skip
