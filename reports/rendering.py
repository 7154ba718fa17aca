"""A report as HTML and as PDF: the only place that knows WeasyPrint. No file and no network but our own fonts and CSS."""

import hashlib
import logging
import threading
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from reports.domain.document import Report
from reports.fonts import chosen_fonts, font_face_css

logger = logging.getLogger(__name__)

STYLESHEETS = ("css/report.css", "css/print.css")
#: Pango's font maps are not made for two threads at once.
_turn = threading.Lock()


class RenderingFailed(Exception):
    """No document could be made; the message says so in Chinese, the cause is chained."""


class OwnFilesOnly(URLFetcher):
    """Gives the named files and refuses every other address, of whatever scheme."""

    def __init__(self, files: frozenset[Path]):
        super().__init__(allow_redirects=False)
        self._files = {path.as_uri(): path for path in files}

    def fetch(self, url, headers=None):
        """The file's bytes; ValueError for an address that is not one of ours."""
        path = self._files.get(url)
        if path is None:
            raise ValueError(f"address refused: {url[:200]}")
        kind = "text/css" if path.suffix == ".css" else "font/otf"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def to_html(report: Report) -> str:
    """The whole document as HTML; the preview page includes the same body."""
    return render_to_string(
        "print.html", {"report": report, "stylesheets": [_css_path(name).as_uri() for name in STYLESHEETS]}
    )


def to_pdf(html: str) -> bytes:
    """The PDF of what `to_html` made: tagged (PDF/UA), and the same bytes for the same input."""
    try:
        with _turn:
            fetcher, fonts, config = _engine(chosen_fonts(), tuple(_css_path(name) for name in STYLESHEETS))
            return HTML(string=html, base_url="report:/", url_fetcher=fetcher).write_pdf(
                font_config=config,
                stylesheets=[fonts],
                pdf_variant="pdf/ua-1",
                pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            )
    except (OSError, URLFetchingError) as error:
        logger.exception("PDF failed")
        raise RenderingFailed(
            "没有生成 PDF：读不到报告的字体或样式文件。请通知系统管理员检查安装。"
        ) from error
    except (
        RecursionError,
        MemoryError,
        ValueError,
        AssertionError,
        ArithmeticError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        logger.exception("PDF failed")
        raise RenderingFailed(
            "没有生成 PDF：报告内容排版失败。请稍后再试，仍不成功请把评价年度和部门名称告诉系统管理员。"
        ) from error


def _css_path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise RenderingFailed(f"没有生成报告：缺少样式文件 {name}。请通知系统管理员检查安装。")
    return Path(found)


@cache
def _engine(fonts, stylesheets):
    """Fonts are read once for each process (about 40 MB, half a second)."""
    fetcher = OwnFilesOnly(frozenset([*(font.path for font in fonts), *stylesheets]))
    config = FontConfiguration()
    return (
        fetcher,
        CSS(string=font_face_css(fonts), base_url="report:/", font_config=config, url_fetcher=fetcher),
        config,
    )
