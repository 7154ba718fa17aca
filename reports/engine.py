"""WeasyPrint and pydyf do some work twice; here it is done once. Private names, so for one release of each only.

With other releases everything still works, only slower, and lines of Chinese stay ragged (reports/justification.py).
"""

import logging
import zlib
from types import SimpleNamespace

import pydyf
import weasyprint
from weasyprint.text import line_break
from weasyprint.text.ffi import pango

from reports import justification

logger = logging.getLogger(__name__)

RELEASES = {"WeasyPrint": (weasyprint.__version__, "70.0"), "pydyf": (pydyf.__version__, "0.13.0")}
#: pydyf's 9 takes three times as long for two per cent.
COMPRESSION = 5


def install() -> None:
    """Once, before the first page is laid out."""
    strange = [f"{name} {found}" for name, (found, known) in RELEASES.items() if found != known]
    if strange:
        logger.warning("%s 不是测试过的版本，报告的行尾不对齐，生成也较慢。", "、".join(strange))
        return
    line_break.Layout = KeptLayout
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


def _page_references(pdf: pydyf.PDF) -> list[bytes]:
    """Asked for by every box of every page; made anew only when a page was added."""
    kids = pdf.pages["Kids"]
    references = pdf.__dict__.setdefault("_references", [])
    for number in kids[3 * len(references) :: 3]:
        references.append(f"{number} 0 R".encode())
    return references
