"""Charts of the Word file: Word's own, drawn by Word, WPS and LibreOffice from the figures in them; nothing is linked.

The same look as the SVG of page and PDF (reports/domain/charts.py): one blue, greys, every figure written out, no axis of
figures, no legend. Where a chart is not shown, its description says what it shows.
"""

from decimal import Decimal
from xml.sax.saxutils import escape

from huadu_perf.lib.values import xml_text
from reports.domain.charts import COLUMN, STEP, TOP, Drawing, draw
from reports.domain.charts import HEIGHT as COLUMN_HEIGHT
from reports.domain.document import Chart
from reports.domain.plotted import Point, points
from reports.word.ooxml import attribute, paragraph
from reports.word.page import UPRIGHT_WIDTH
from reports.word.styles import FANG

#: 34 mm high, as in the PDF (css/report.css), in English metric units.
HEIGHT, EMU_A_TWIP = 1224000, 635
BLUE, GREY, LINE = "1A4F8B", "A9B4C0", "595959"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_NO_LINE = "<a:ln><a:noFill/></a:ln>"


def chart_paragraph(chart: Chart, relationship: str, order: int, width: int) -> str:
    """The chart in a paragraph of its own, `width` twips wide; `order` numbers the charts of the file from 1."""
    size = f'cx="{width * EMU_A_TWIP}" cy="{HEIGHT}"'
    about = f'id="{order}" name={attribute(f"图{order}")} descr={attribute(draw(chart).summary)}'
    drawing = (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr {about}/><wp:cNvGraphicFramePr/><a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" r:id="{relationship}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return paragraph(drawing, "Chart")


def chart_xml(chart: Chart) -> str:
    """The chart's own part."""
    shown = points(chart)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}">'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f"{_layout(draw(chart))}{_bars(chart.label, shown)}{_axes(shown)}</c:plotArea>"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/>{_NO_LINE}</c:spPr>{_words(10)}</c:chartSpace>"
    )


def _layout(drawing: Drawing) -> str:
    """The columns as wide and as high as in the drawing of the PDF, which lies in the middle of the block."""
    wide = Decimal(drawing.width * HEIGHT) / (drawing.height * UPRIGHT_WIDTH * EMU_A_TWIP)
    wide = min(wide, Decimal(1))
    place = {
        "x": (1 - wide) / 2, "y": Decimal(TOP) / drawing.height, "w": wide, "h": Decimal(COLUMN_HEIGHT) / drawing.height,
    }  # fmt: skip
    edges = "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in place.items())
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{edges}</c:manualLayout></c:layout>"
    )


def _bars(label: str, shown: tuple[Point, ...]) -> str:
    names = "".join(f'<c:pt idx="{order}">{_v(point.label)}</c:pt>' for order, point in enumerate(shown))
    figures = "".join(
        f'<c:pt idx="{order}" formatCode={attribute(point.figure.format)}>{_v(_plain(point.figure.value))}</c:pt>'
        for order, point in enumerate(shown)
        if point.figure is not None
    )
    labels = "".join(
        f'<c:dLbl><c:idx val="{order}"/>{_label(point.figure.format)}</c:dLbl>'
        for order, point in enumerate(shown)
        if point.figure is not None
    )
    last = max(len(shown) - 1, 0)
    return (
        '<c:barChart><c:barDir val="col"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx>{_v(label)}</c:tx>{_filled(GREY)}<c:invertIfNegative val="0"/>'
        f'<c:dPt><c:idx val="{last}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{_filled(BLUE)}</c:dPt>'
        f"<c:dLbls>{labels}{_label('General')}</c:dLbls>"
        f'<c:cat><c:strLit><c:ptCount val="{len(shown)}"/>{names}</c:strLit></c:cat>'
        f'<c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(shown)}"/>{figures}</c:numLit></c:val></c:ser>'
        f'<c:gapWidth val="{100 * (STEP - COLUMN) // COLUMN}"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )


def _label(format: str) -> str:
    """The figure above a column, in one line. LibreOffice asks for the format at each."""
    return (
        f'<c:numFmt formatCode={attribute(format)} sourceLinked="0"/><c:spPr><a:noFill/>{_NO_LINE}</c:spPr>'
        f'{_words(10)}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _filled(colour: str) -> str:
    return f'<c:spPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>{_NO_LINE}</c:spPr>'


def _v(text: str) -> str:
    return f"<c:v>{escape(xml_text(text))}</c:v>"


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _words(size: int) -> str:
    fonts = f'<a:latin typeface="Times New Roman"/><a:ea typeface="{FANG}"/>'
    return f'<c:txPr><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr sz="{size * 100}">{fonts}</a:defRPr></a:pPr></a:p></c:txPr>'


def _axes(shown: tuple[Point, ...]) -> str:
    """Names below, and figures from 0 to the highest, which are written at the columns instead."""
    highest = max((point.figure.value for point in shown if point.figure is not None), default=Decimal(0))
    most = f'<c:max val="{_plain(highest)}"/>' if highest > 0 else ""
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{_MARKLESS}<c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{LINE}"/></a:solidFill></a:ln></c:spPr>'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}<c:min val="0"/></c:scaling>'
        f'<c:delete val="1"/><c:axPos val="l"/>{_MARKLESS}<c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
    )


_MARKLESS = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
