"""Pages of the Word file: A4 both ways with the text block of GB/T 9704, page numbers, the mark of a report not approved.

Distances are twips (1/20 pt, 56.69 of them a millimetre).
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from reports.word.ooxml import attribute, field, paragraph, text_run
from reports.word.styles import CHARACTER_PITCH, HEI, LINE_PITCH

LONG, SHORT = 16838, 11906
#: 天头 37 mm, 地脚 35 mm, 订口 28 mm, 切口 26 mm.
HEAD, FOOT, BINDING, EDGE = 2098, 1984, 1587, 1474
UPRIGHT_WIDTH, WIDE_WIDTH = SHORT - BINDING - EDGE, LONG - HEAD - FOOT
#: From the edge of the paper to the number, so that its dashes lie 7 mm from the block.
NUMBER_AT = 1447
HEADER_AT = 851
#: 4号: a line, and the one character that the number stands in from the edge of the block.
NUMBER_SIZE = 280


@dataclass(frozen=True)
class Parts:
    """The relationship of each header and footer; an even and an odd one."""

    headers: tuple[str, str]
    footers: tuple[str, str]


def section(parts: Parts, *, is_wide: bool, kind: str = "nextPage", first_number: int | None = None) -> str:
    """A section's page. `kind`: where its first page falls; `first_number`: counting starts anew."""
    size = (LONG, SHORT, ' w:orient="landscape"') if is_wide else (SHORT, LONG, "")
    top, right, bottom, left = (BINDING, HEAD, EDGE, FOOT) if is_wide else (HEAD, EDGE, FOOT, BINDING)
    start = "" if first_number is None else f'<w:pgNumType w:start="{first_number}"/>'
    # 横排表格 lie in the same block of the sheet, turned, and keep to no grid: LibreOffice would centre its whole lines
    # in the block and set every wide page 1.4 mm lower than the PDF does.
    grid = (
        ""
        if is_wide
        else f'<w:docGrid w:type="linesAndChars" w:linePitch="{LINE_PITCH}" w:charSpace="{CHARACTER_PITCH}"/>'
    )
    return (
        f"<w:sectPr>{_references(parts)}"
        f'<w:type w:val="{kind}"/><w:pgSz w:w="{size[0]}" w:h="{size[1]}"{size[2]}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{HEADER_AT}" w:footer="{NUMBER_AT if not is_wide else HEADER_AT}" w:gutter="0"/>'
        f'{start}<w:cols w:space="0"/>{grid}</w:sectPr>'
    )


def _references(parts: Parts) -> str:
    made = ""
    for name, (even, odd) in (("header", parts.headers), ("footer", parts.footers)):
        made += f'<w:{name}Reference w:type="even" r:id="{even}"/>'
        made += f'<w:{name}Reference w:type="default" r:id="{odd}"/>'
    return made


def upright_footer(is_odd: bool) -> str:
    """— 1 — at the outer edge: right on odd pages, left on even ones, one character in."""
    side, other = ("right", "left") if is_odd else ("left", "right")
    indent = f'<w:ind w:{side}="{NUMBER_SIZE}" w:{side}Chars="100" w:{other}="0"/>'
    return paragraph(_number(), "Footer", f'{indent}<w:jc w:val="{side}"/>')


def wide_number(is_odd: bool) -> str:
    """The same number in the same place of the sheet: it reads with the sheet turned (7.5, 横排表格)."""
    side = "right" if is_odd else "left"
    indent = f'<w:ind w:{side}="{NUMBER_SIZE}" w:{side}Chars="100"/>'
    line = paragraph(_number(), "Footer", f'{indent}<w:jc w:val="{side}"/>')
    style = (
        "position:absolute;margin-left:69.35pt;margin-top:79.35pt;width:17pt;height:442.2pt;z-index:1;"
        "mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    )
    return (
        f'<w:r><w:pict><v:rect id="PageNumber{side}" o:spid="_x0000_s{3001 + is_odd}" '
        f'style="{style}" filled="f" stroked="f"><v:textbox style="layout-flow:vertical" inset="0,0,0,0">'
        f"<w:txbxContent>{line}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
    )


def _number() -> str:
    return text_run("— ") + field("PAGE", "1") + text_run(" —")


def watermark(words: str, order: int) -> str:
    """The word across the page, as Word itself makes it, so that its own command takes it off; empty for none."""
    if not words:
        return ""
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{130 * len(words)}pt;height:130pt;rotation:325;"
        "z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'<w:r><w:pict>{_TEXT_SHAPE}<v:shape id="PowerPlusWaterMarkObject{order}" o:spid="_x0000_s{2049 + order}" '
        f'type="#_x0000_t136" alt={attribute(words)} style="{style}" o:allowincell="f" fillcolor="#d9d9d9" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:&quot;{escape(HEI)}&quot;;font-size:1pt" '
        f"string={attribute(words)}/></v:shape></w:pict></w:r>"
    )


_TEXT_SHAPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" '
    'o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/><v:handles>'
    '<v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/>'
    "</v:shapetype>"
)
