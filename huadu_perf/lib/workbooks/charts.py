"""Charts of columns in an Excel file, drawn by Excel from cells of their sheet: they follow what is typed there."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

#: Points of the row that a chart stands in, and where in it the columns do: below the title, above their names.
HEIGHT = 124
PLOT = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge", "x": 0.03, "y": 0.36, "w": 0.94, "h": 0.46}
BLUE, GREY = "1A4F8B", "A9B4C0"
#: Between two columns, in hundredths of one.
GAP = 114


@dataclass(frozen=True)
class Graph:
    """A chart of columns: rows of the form from `first` to `last`, named by one column, with figures in another (from 0).

    `unknown`: of these rows, counted from 0, those without a figure; nothing is written above them.
    """

    title: str
    names: int
    figures: int
    first: int
    last: int
    unknown: tuple[int, ...] = ()


def put_graph(page: Worksheet, graph: Graph, rows: Sequence[int], at: int, columns: int) -> None:
    """Draws it in row `at`, `columns` wide. `rows`: in which row of the sheet each row of the form begins."""
    first, last = rows[graph.first], rows[graph.last]
    figures = Reference(page, min_col=graph.figures + 1, min_row=first, max_row=last)
    names = Reference(page, min_col=graph.names + 1, min_row=first, max_row=last)
    chart = BarChart()
    chart.type, chart.gapWidth, chart.legend, chart.roundedCorners = "col", GAP, None, False
    chart.title, chart.title.overlay = graph.title, False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=1100, b=False))
    chart.append(_series(SeriesFactory(figures), graph))
    chart.set_categories(names)
    chart.x_axis.delete, chart.y_axis.delete = False, True
    chart.x_axis.majorTickMark = "none"
    chart.y_axis.scaling.min, chart.y_axis.majorGridlines = 0, None
    chart.graphical_properties = GraphicalProperties(noFill=True, ln=LineProperties(noFill=True))
    chart.plot_area.layout = Layout(manualLayout=ManualLayout(**PLOT))
    page.row_dimensions[at].height = HEIGHT
    corners = AnchorMarker(col=0, row=at - 1), AnchorMarker(col=columns, row=at)
    chart.anchor = TwoCellAnchor(_from=corners[0], to=corners[1])
    page.add_chart(chart)


def _series(series: Series, graph: Graph) -> Series:
    """The last column blue, the others grey, each with its figure as its cell shows it."""
    series.graphicalProperties = GraphicalProperties(solidFill=GREY)
    main = DataPoint(idx=graph.last - graph.first)
    main.graphicalProperties = GraphicalProperties(solidFill=BLUE)
    series.dPt.append(main)
    bare = {"showSerName": False, "showCatName": False, "showLegendKey": False, "showPercent": False}
    silent = [DataLabel(idx=position, showVal=False, **bare) for position in graph.unknown]
    series.dLbls = DataLabelList(dLbl=silent, showVal=True, **bare)
    return series
