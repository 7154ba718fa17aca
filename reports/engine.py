"""WeasyPrint and pydyf do some work twice; here it is done once. Private names, so for one release of each only.

With other releases everything still works, only slower, and lines of Chinese stay ragged (reports/justification.py).
"""

import logging
import zlib
from types import SimpleNamespace

import pydyf
import weasyprint
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout import absolute, block, column, float, grid, inline, page, percent, table
from weasyprint.text import line_break
from weasyprint.text.ffi import pango

from reports import justification

logger = logging.getLogger(__name__)

RELEASES = {"WeasyPrint": (weasyprint.__version__, "70.0"), "pydyf": (pydyf.__version__, "0.13.0")}
_SIDES = ("top", "right", "bottom", "left")
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
#: What is worked out for a box from its style and the block around it.
_USED = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *(f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")),
)
_worked_out = percent.resolve_percentages
_measured_strut = line_break.strut
#: pydyf's 9 takes three times as long for two per cent.
COMPRESSION = 5


def install() -> None:
    """Once, before the first page is laid out."""
    strange = [f"{name} {found}" for name, (found, known) in RELEASES.items() if found != known]
    if strange:
        logger.warning("%s 不是测试过的版本，报告的行尾不对齐，生成也较慢。", "、".join(strange))
        return
    line_break.Layout = KeptLayout
    line_break.strut = inline.strut = _strut
    for module in (absolute, block, column, float, grid, inline, page, table):
        module.resolve_percentages = _resolve_percentages
    pydyf.PDF.page_references = property(_page_references)
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj(level=COMPRESSION))
    justification.install()


class KeptLayout(line_break.Layout):
    """A shaped line that is drawn as it was laid out, instead of being thrown away and shaped anew."""

    def set_text(self, text: str, justify: bool = False) -> None:
        """In the mode that drawing asks for, which would else shape it again."""
        pango.pango_layout_set_single_paragraph_mode(self.layout, "\n" not in text)
        super().set_text(text, justify)

    def deactivate(self) -> None:
        """Kept until the document is done."""

    def reactivate(self, style: object) -> None:
        """Only stretched spaces are not yet in the line."""
        if self.justification_spacing:
            self.set_text(self.text, justify=True)


def _resolve_percentages(box: Box, containing_block: Box | tuple[object, object]) -> None:
    """Used sizes of a box. Boxes of one style in one block, which most are, have the same."""
    style = box.style
    collapses = style["border_collapse"] == "collapse"
    if collapses and style["box_sizing"] != "content-box":  # depends on borders that the table decided on
        _worked_out(box, containing_block)
        return
    around = containing_block
    size = (around.width, around.height) if isinstance(around, Box) else tuple(around)
    memory, key = style.__dict__.setdefault("_used_sizes", {}), (size, isinstance(box, PageBox))
    if key not in memory:
        _worked_out(box, containing_block)
        memory[key] = {name: getattr(box, name) for name in _USED}
        return
    attributes = box.__dict__
    attributes |= memory[key]
    for name in _BORDERS:
        if not (collapses and name in attributes):
            attributes[name] = style[name]


def _strut(style: object) -> tuple[float, float]:
    """Line height and baseline of a style."""
    memory = style.__dict__
    if "_strut" not in memory:
        memory["_strut"] = _measured_strut(style)
    return memory["_strut"]


def _page_references(pdf: pydyf.PDF) -> list[bytes]:
    """Asked for by every box of every page; made anew only when a page was added."""
    kids = pdf.pages["Kids"]
    references = pdf.__dict__.setdefault("_references", [])
    for number in kids[3 * len(references) :: 3]:
        references.append(f"{number} 0 R".encode())
    return references
