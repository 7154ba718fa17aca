"""A report as HTML and as PDF. What is typed in it appears as text, whatever it is; the time for it is bounded."""

import logging
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from reports.coverage import printable
from reports.domain.document import Report
from reports.extent import LINES_A_PAGE, MOST_LINES, Extent, extent
from reports.fonts import chosen_fonts
from reports.typesetting import Page, typeset

logger = logging.getLogger(__name__)

STYLESHEETS = ("css/report.css", "css/print.css")
#: For the PDF alone, below the others.
ELEMENTS = "css/elements.css"
#: What layout code raises when it meets something it was not made for.
LAYOUT_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError,
    MemoryError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip
#: How much of a text is shown to find it by.
SHOWN = 20


class RenderingFailed(Exception):
    """No document could be made; the message says so in Chinese, the cause is chained."""


def to_html(report: Report) -> str:
    """The whole document as HTML; the preview page includes the same body."""
    stylesheets = [_css_path(name).as_uri() for name in STYLESHEETS]
    return render_to_string("print.html", {"report": report, "stylesheets": stylesheets})


def to_pdf(html: str) -> bytes:
    """The PDF of what `to_html` made: tagged (PDF/UA), and the same bytes for the same input."""
    fonts = chosen_fonts()
    sheets = tuple(_css_path(name) for name in (ELEMENTS, *STYLESHEETS))
    try:
        page = Page(printable(html, fonts))
        _refuse_what_is_too_long(extent(page.etree_element))
        return typeset(page, fonts, sheets, settings.REPORT_PDF_VARIANT)
    except (OSError, ImportError) as error:
        logger.exception("PDF failed")
        raise RenderingFailed(
            "没有生成 PDF：读不到报告的字体或样式文件。请通知系统管理员检查安装。"
        ) from error
    except LAYOUT_FAULTS as error:
        logger.exception("PDF failed")
        raise RenderingFailed(
            "没有生成 PDF：报告内容排版失败。请把评价年度和部门名称告诉系统管理员。"
        ) from error


def _refuse_what_is_too_long(found: Extent) -> None:
    if not found.is_too_long:
        return
    start = found.longest.strip()[:SHOWN]
    reason = (
        f"最长的一段有 {len(found.longest)} 字，开头是“{start}”。缩短这一段，或把它作为佐证材料上传。"
        if found.has_long_text
        else f"共有 {found.blocks} 个段落和单元格。合并或减少条目。"
    )
    raise RenderingFailed(
        f"没有生成 PDF：报告约 {found.pages} 页，超过 {MOST_LINES // LINES_A_PAGE} 页的上限。{reason}"
    )


def _css_path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise RenderingFailed(f"没有生成报告：缺少样式文件 {name}。请通知系统管理员检查安装。")
    return Path(found)
