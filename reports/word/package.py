"""The Word package: styles, settings, faces and properties of our own; the same bytes for the same report."""

from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from huadu_perf.lib.office_files import settled
from huadu_perf.lib.values import xml_text
from reports.word.styles import FANG, HEI, KAI, SONG, TITLE, W, styles_xml

NAMESPACES = (
    f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
LANGUAGE = "zh-CN"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
#: What Word takes where an office does not have the face.
_OTHER_NAMES = {FANG: "仿宋", KAI: "楷体", HEI: "SimHei", SONG: "SimSun", TITLE: "方正小标宋_GBK"}
#: Parts of python-docx's template that say nothing here.
_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_SUPERFLUOUS = (KINDS.THUMBNAIL, KINDS.CUSTOM_XML, KINDS.NUMBERING, KINDS.WEB_SETTINGS, _EFFECTS)

_SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat>"
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
    'w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" '
    'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/></w:settings>'
)


@dataclass(frozen=True)
class Properties:
    """What the file says of itself."""

    title: str
    author: str
    subject: str


class Package:
    """A Word document under construction; headers and footers are added first, for sections name them."""

    def __init__(self, properties: Properties) -> None:
        self._document: WordDocument = Document()
        self._clear()
        self._describe(properties)

    def header(self, content: str) -> str:
        """A new header with these runs; gives its relationship."""
        part, relationship = self._document.part.add_header_part()
        _refill(part.element, f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{content}</w:p>')
        return relationship

    def footer(self, paragraph: str) -> str:
        """A new footer of one paragraph; gives its relationship."""
        part, relationship = self._document.part.add_footer_part()
        _refill(part.element, paragraph)
        return relationship

    def chart(self, content: str) -> tuple[str, int]:
        """A new chart; gives its relationship and its number, counted from 1."""
        owner = self._document.part
        name = owner.package.next_partname("/word/charts/chart%d.xml")
        made = Part(name, _CHART, content.encode(), owner.package)
        return owner.relate_to(made, KINDS.CHART), name.idx

    def write(self, body: str) -> bytes:
        """The file with this body (paragraphs, tables, and the last section)."""
        _refill(self._document.element.body, body)
        made = BytesIO()
        self._document.save(made)
        return settled(made.getvalue())

    def _clear(self) -> None:
        """Only our own styles, settings and faces; the theme names no Japanese face."""
        part = self._document.part
        package = part.package
        for owner in (part, package):
            for name in [name for name, link in owner.rels.items() if link.reltype in _SUPERFLUOUS]:
                del owner.rels[name]
        _replace(self._document.styles.element, styles_xml())
        _replace(self._document.settings.element, _SETTINGS)
        _blob(part.part_related_by(KINDS.THEME), _theme())
        _blob(part.part_related_by(KINDS.FONT_TABLE), _font_table())
        _blob(package.part_related_by(KINDS.EXTENDED_PROPERTIES), _APPLICATION)

    def _describe(self, properties: Properties) -> None:
        core = self._document.core_properties
        del core._element[:]
        core.title, core.author = _short(properties.title), _short(properties.author)
        core.subject, core.language = _short(properties.subject), LANGUAGE


def _short(text: str) -> str:
    """The package format allows 255 characters."""
    return xml_text(text)[:255]


def _refill(element: BaseOxmlElement, content: str) -> None:
    del element[:]
    for child in list(parse_xml(f"<w:body {NAMESPACES}>{content}</w:body>")):
        element.append(child)


def _replace(element: BaseOxmlElement, content: str) -> None:
    del element[:]
    for child in list(parse_xml(content)):
        element.append(child)


def _blob(part: Part, content: str) -> None:
    part._blob = content.encode()


def _font_table() -> str:
    faces = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in _OTHER_NAMES.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{W}">{faces}</w:fonts>'


_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "1F2933", "lt2": "F5F7FA", "accent1": "1A4F8B", "accent2": "8A5A00",
    "accent3": "1B6B3A", "accent4": "B3261E", "accent5": "52606D", "accent6": "7B8794", "hlink": "1A4F8B",
    "folHlink": "143D6C",
}  # fmt: skip


def _theme() -> str:
    """The smallest theme that the schema allows, with Chinese faces."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    fonts = "".join(
        f'<a:{kind}><a:latin typeface="Times New Roman"/><a:ea typeface="{east}"/><a:cs typeface="Times New Roman"/>'
        f'<a:font script="Hans" typeface="{east}"/></a:{kind}>'
        for kind, east in (("majorFont", HEI), ("minorFont", FANG))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="自评报告"><a:themeElements>'
        f'<a:clrScheme name="自评报告">{colours}</a:clrScheme><a:fontScheme name="自评报告">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="自评报告"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
