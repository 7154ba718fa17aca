"""WeasyPrint as the report uses it: our own page, our own fonts and CSS out of memory, nothing fetched."""

import gc
import hashlib
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import cssselect2
import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports import engine
from reports.fonts import Chosen, font_face_css
from reports.line_ends import with_breaks
from reports.prepared_fonts import font_bytes

#: Relative addresses lead to nothing.
NOWHERE = "report:/"
SVG = "http://www.w3.org/2000/svg"
#: Characters of one stretch of text.
LONGEST = 2000
#: Names of headings become bookmarks and have to stay as they are.
_HEADINGS = {"h1", "h2", "h3"}
_BLOCKS = {"p", "td", "th", "caption"}
#: White space of a template; an ideographic space indents what stands behind it.
_BLANK = " \t\r\n"
#: Pango's font maps are not made for two threads at once.
_turn = threading.Lock()

engine.install()


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


class Page(HTML):
    """The page that print.html made. It is well-formed XML, which the parser in C reads ten times faster than HTML."""

    identifier: bytes

    def __init__(self, html: str) -> None:
        root = ElementTree.fromstring(html)
        for element in root.findall("head/link"):
            root.find("head").remove(element)  # the style sheets are handed over parsed
        _tidy(root.find("body"))
        self.identifier = hashlib.sha256(html.encode()).digest()[:16]
        self.base_url, self.url_fetcher, self.media_type = NOWHERE, OwnFilesOnly({}), "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        """Ours comes first among the style sheets that are handed over."""
        return []


def typeset(page: Page, fonts: tuple[Chosen, ...], sheets: tuple[Path, ...], variant: str) -> bytes:
    """The PDF, one at a time. The same input gives the same bytes."""
    with _turn, _no_garbage_collection():
        styles, config = _styles(fonts, tuple((path, path.stat().st_mtime_ns) for path in sheets))
        document = page.render(font_config=config, stylesheets=styles, pdf_variant=variant)
        made = io.BytesIO()
        document.write_pdf(made, finisher=_pack, pdf_variant=variant, pdf_identifier=page.identifier)
    return made.getvalue()


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


@lru_cache(maxsize=1)
def _styles(
    fonts: tuple[Chosen, ...], sheets: tuple[tuple[Path, int], ...]
) -> tuple[list[CSS], FontConfiguration]:
    """The fonts (about 50 MB) and the style sheets, read once a process and again only when one of them changes."""
    config = FontConfiguration()
    faces = CSS(
        string=font_face_css(fonts),
        base_url=NOWHERE,
        font_config=config,
        url_fetcher=OwnFilesOnly(font_bytes(fonts)),
    )
    pages = (
        CSS(
            string=path.read_text("utf-8"), base_url=NOWHERE, url_fetcher=OwnFilesOnly({}), font_config=config
        )
        for path, _ in sheets
    )
    return [faces, *pages], config


def _tidy(element: ElementTree.Element) -> None:
    """Joins figures with their units, leaves out white space that is only the template's, finds drawings a name."""
    for child in element:
        if child.tag == "svg":
            for part in child.iter():
                part.tag = f"{{{SVG}}}{part.tag}"
        elif child.tag not in _HEADINGS:
            _tidy(child)
        child.tail = _tidied(child.tail)
    element.text = _tidied(element.text)
    if element.tag in _BLOCKS:
        last = element[-1] if len(element) else None
        if last is None:
            element.text = element.text and element.text.strip(_BLANK)
        else:
            last.tail = last.tail and last.tail.rstrip(_BLANK)
        _divide(element)


def _divide(block: ElementTree.Element) -> None:
    """Puts a very long text into spans: layout copies what is left of a text for every line of it."""
    if block.text and len(block.text) > LONGEST and not len(block):
        text, block.text = block.text, None
        for start in range(0, len(text), LONGEST):
            ElementTree.SubElement(block, "span").text = text[start : start + LONGEST]


def _tidied(text: str | None) -> str | None:
    if not text or (text.isspace() and "\n" in text):
        return None
    return with_breaks(text)


class _Packed(pydyf.Object):
    """A finished object of the PDF: made into bytes once, where pydyf would do it twice."""

    compressible = data = None

    def __init__(self, made: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = made.number, made.generation, made.free
        self.compressible, self.data = made.compressible, made.data


def _pack(document: object, pdf: pydyf.PDF) -> None:
    """Compresses and writes out everything before pydyf asks for it."""
    for number, made in enumerate(pdf.objects):
        if made.free != "f":
            pdf.objects[number] = _Packed(made)
