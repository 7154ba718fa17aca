"""The styles of the Word file by the page format of GB/T 9704-2012: faces, sizes, indents, outline levels.

Faces are named, never shipped: offices have them. Sizes are half points, distances twips (1/20 pt).
"""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
#: 22 lines in 225 mm (12,756 twips), and what a character gives up so that 28 of 16 pt fit into 156 mm (1/4096 pt).
LINE_PITCH, CHARACTER_PITCH = 579, -849
BODY_SIZE = 32
#: A character of the grid (1/28 of 156 mm), in twips.
CHARACTER = 316
#: The same as spacing (-0.25 pt). Styles do not snap to the grid: programs differ in it, exact lines they set alike.
_TIGHT = '<w:spacing w:val="-5"/>'
_SPACING = '<w:spacing w:before="{above}" w:after="{below}" w:line="{line}" w:lineRule="{rule}"/>'
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
#: Not the Word defaults: no hanging punctuation, no added space between characters and figures (as in the PDF).
_ASIAN = (
    '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    '<w:adjustRightInd w:val="0"/>'
)


@dataclass(frozen=True)
class Style:
    """A paragraph style. `above` and `below`: space around it. `before` and `after`: its paragraph properties up to the spacing, and behind it, in schema order."""

    id: str
    name: str
    east: str
    size: int = BODY_SIZE
    latin: str = LATIN
    based: str = "Normal"
    next: str = ""
    line: int = LINE_PITCH
    above: int = 0
    below: int = 0
    rule: str = "exact"
    before: str = ""
    after: str = ""


def _latin(east: str) -> str:
    """Figures of 黑体 and 小标宋 are their own, as in the PDF; those of the text are Times New Roman."""
    return east if east in (HEI, TITLE) else LATIN


def _heading(level: int, east: str) -> Style:
    end = f'{_INDENT}<w:jc w:val="left"/><w:outlineLvl w:val="{level - 1}"/>'
    return Style(
        f"Heading{level}",
        f"heading {level}",
        east,
        latin=_latin(east),
        next="BodyText",
        before="<w:keepNext/>",
        after=end,
    )


_CENTRE, _LEFT = '<w:ind w:firstLine="0"/><w:jc w:val="center"/>', '<w:jc w:val="left"/>'
#: 10.5 pt in lines of 15.25 pt (15.225 in the PDF; never less, or a page may hold a row more).
_CELL = {"size": 21, "line": 305}
STYLES = (
    Style("Normal", "Normal", FANG, based="", after='<w:jc w:val="both"/>'),
    Style("BodyText", "Body Text", FANG, after=_INDENT),
    Style(
        "Title", "Title", TITLE, 44, TITLE, next="BodyText", line=737, before="<w:keepNext/>", after=_CENTRE,
    ),
    _heading(1, HEI),
    _heading(2, KAI),
    _heading(3, FANG),
    Style("AnnexNote", "附件说明", FANG, after='<w:ind w:left="1896" w:leftChars="600"/><w:jc w:val="left"/>'),
    Style("Signature", "Signature", FANG, before="<w:keepNext/><w:keepLines/>", after=_LEFT),
    Style("Date", "Date", FANG, before="<w:keepLines/>", after=_LEFT),
    Style(
        "AnnexMark", "附件标记", HEI, latin=HEI, next="AnnexTitle", before="<w:keepNext/>",
        after='<w:jc w:val="left"/><w:outlineLvl w:val="0"/>',
    ),
    Style(
        "AnnexTitle", "附件标题", TITLE, 44, TITLE, next="BodyText", line=737, above=284, below=170, before="<w:keepNext/>",
        after='<w:jc w:val="center"/><w:outlineLvl w:val="1"/>',
    ),
    Style(
        "SheetHeading", "附表标题", FANG, 28, line=454, below=113, before="<w:keepNext/>", after=_CENTRE
    ),
    Style("SheetNote", "附表说明", FANG, 24, line=397, after=_LEFT),
    Style("Caption", "caption", HEI, 24, HEI, line=397, above=57, below=57, before="<w:keepNext/>", after=_LEFT),
    Style("Chart", "图", FANG, line=20, below=227, rule="atLeast", after=_CENTRE),
    Style("TableText", "表格文字", FANG, after='<w:jc w:val="both"/>', **_CELL),
    Style("TableFigure", "表格数字", FANG, after=_CENTRE, **_CELL),
    Style("TableHead", "表格表头", HEI, latin=HEI, after=_CENTRE, **_CELL),
    Style("TableGroup", "表格分组", KAI, before="<w:keepNext/>", after=_LEFT, **_CELL),
    Style("CoverTitle", "封面标题", TITLE, 52, TITLE, line=964, after=_CENTRE),
    Style("CoverLine", "封面栏目", FANG, after='<w:jc w:val="left"/>'),
    Style("CoverFoot", "封面落款", FANG, after=_CENTRE),
    Style("Header", "header", SONG, 18, line=240, after=_CENTRE),
    Style("Footer", "footer", SONG, 28, SONG, line=280, after=_LEFT),
    Style("Hairline", "分隔行", FANG, 2, line=14),
)  # fmt: skip


def exact(line: int, above: int = 0, below: int = 0, rule: str = "exact") -> str:
    """Lines of this height and the space around the paragraph (twips). `rule` atLeast: as high as what stands in them."""
    return _SPACING.format(line=line, above=above, below=below, rule=rule)


def faces(east: str, latin: str = LATIN) -> str:
    """A face for every kind of character, so that no theme is asked."""
    names = {"ascii": latin, "hAnsi": latin, "eastAsia": east, "cs": LATIN}
    return f"<w:rFonts {' '.join(f'w:{kind}={quoteattr(name)}' for kind, name in names.items())}/>"


def styles_xml() -> str:
    """The whole part: defaults, paragraph styles, the mark of missing values, table styles."""
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{faces(FANG)}<w:kern w:val="2"/><w:sz w:val="{BODY_SIZE}"/><w:szCs w:val="{BODY_SIZE}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return f'<w:styles xmlns:w="{W}">{defaults}{"".join(map(_paragraph_style, STYLES))}{_OTHERS}</w:styles>'


def _paragraph_style(style: Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = f'<w:basedOn w:val="{style.based}"/>' if style.based else ""
    following = f'<w:next w:val="{style.next}"/>' if style.next else ""
    asian = _ASIAN if style.id == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f"{based}{following}<w:qFormat/>"
        f"<w:pPr>{style.before}{asian}{_OFF_GRID}{exact(style.line, style.above, style.below, style.rule)}{style.after}</w:pPr>"
        f"<w:rPr>{faces(style.east, style.latin)}"
        f'{_TIGHT if style.size == BODY_SIZE else ""}<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>'
        "</w:rPr></w:style>"
    )


_LINE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_MARGINS = (
    '<w:tblCellMar><w:top w:w="51" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
    '<w:bottom w:w="51" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
)
_OTHERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:styleId="Missing"><w:name w:val="待填"/><w:rPr>'
    f'{faces(FANG)}<w:color w:val="8A1F17"/><w:u w:val="single"/>'
    '<w:shd w:val="clear" w:color="auto" w:fill="FFF4DC"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    f'<w:rPr>{faces(FANG)}</w:rPr><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    f"<w:rPr>{faces(FANG)}</w:rPr>"
    f"<w:tblPr><w:tblBorders>{''.join(_LINE.format(side=side) for side in _SIDES)}</w:tblBorders>{_MARGINS}</w:tblPr></w:style>"
    '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="自评表"/><w:basedOn w:val="TableGrid"/>'
    f"<w:rPr>{faces(FANG)}</w:rPr></w:style>"
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:semiHidden/></w:style>'
)
