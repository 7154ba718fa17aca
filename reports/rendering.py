"""A report as HTML and as PDF. What is typed in it appears as text, whatever it is; the time for it is bounded."""

import logging
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from reports.coverage import printable
from reports.domain.document import Report
from reports.fonts import chosen_fonts
from reports.typesetting import typeset

logger = logging.getLogger(__name__)

STYLESHEETS = ("css/report.css", "css/print.css")
#: What layout code raises when it meets something it was not made for.
LAYOUT_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError,
    MemoryError, RuntimeError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


class RenderingFailed(Exception):
    """No document could be made; the message says so in Chinese, the cause is chained."""


def to_html(report: Report) -> str:
    """The whole document as HTML; the preview page includes the same body."""
    stylesheets = [_css_path(name).as_uri() for name in STYLESHEETS]
    return render_to_string("print.html", {"report": report, "stylesheets": stylesheets})


def to_pdf(html: str) -> bytes:
    """The PDF of what `to_html` made: tagged (PDF/UA), and the same bytes for the same input."""
    fonts = chosen_fonts()
    sheets = tuple(_css_path(name) for name in STYLESHEETS)
    try:
        return typeset(printable(html, fonts), fonts, sheets, settings.REPORT_PDF_VARIANT)
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


def _css_path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise RenderingFailed(f"没有生成报告：缺少样式文件 {name}。请通知系统管理员检查安装。")
    return Path(found)
