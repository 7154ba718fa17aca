"""A report as HTML and as PDF: the only place that knows WeasyPrint. Opens our own fonts and CSS only."""

import gc
import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.domain.document import Report
from reports.fonts import Chosen, chosen_fonts, font_bytes, font_face_css

logger = logging.getLogger(__name__)

STYLESHEETS = ("css/report.css", "css/print.css")
#: Relative addresses lead to nothing.
NOWHERE = "report:/"
#: What layout code raises when it meets something it was not made for.
LAYOUT_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError,
    MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
#: Pango's font maps are not made for two threads at once.
_turn = threading.Lock()


class RenderingFailed(Exception):
    """No document could be made; the message says so in Chinese, the cause is chained."""


class OwnFilesOnly(URLFetcher):
    """Gives the named files out of memory and refuses every other address, of whatever scheme."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(allow_redirects=False)
        self._files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file; ValueError for an address that is not one of ours."""
        if url not in self._files:
            raise ValueError(f"address refused: {url[:200]}")
        kind = "text/css" if url.endswith(".css") else "font/otf"
        return URLFetcherResponse(url, self._files[url], {"Content-Type": kind})


def to_html(report: Report) -> str:
    """The whole document as HTML; the preview page includes the same body."""
    stylesheets = [_css_path(name).as_uri() for name in STYLESHEETS]
    return render_to_string("print.html", {"report": report, "stylesheets": stylesheets})


def to_pdf(html: str) -> bytes:
    """The PDF of what `to_html` made: tagged (PDF/UA), and the same bytes for the same input."""
    try:
        with _turn, _no_garbage_collection():
            return _make(html)
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


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Layout makes millions of objects that all live to its end; looking for garbage among them took a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _make(html: str) -> bytes:
    faces, config = _faces(chosen_fonts())
    sheets = [_css_path(name) for name in STYLESHEETS]
    fetcher = OwnFilesOnly({path.as_uri(): path.read_bytes() for path in sheets})
    return HTML(string=html, base_url=NOWHERE, url_fetcher=fetcher).write_pdf(
        font_config=config,
        stylesheets=[faces],
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
    )


def _css_path(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise RenderingFailed(f"没有生成报告：缺少样式文件 {name}。请通知系统管理员检查安装。")
    return Path(found)


@lru_cache(maxsize=1)
def _faces(fonts: tuple[Chosen, ...]) -> tuple[CSS, FontConfiguration]:
    """The fonts, read once a process: about 50 MB."""
    config = FontConfiguration()
    fetcher = OwnFilesOnly(font_bytes(fonts))
    return CSS(string=font_face_css(fonts), base_url=NOWHERE, font_config=config, url_fetcher=fetcher), config
