"""Whether a PDF of somebody else's may be kept: it only shows pages, and says how many."""

from huadu_perf.lib.boxes import Box, BoxFailed, BoxRefused

BOX = Box("huadu_perf.lib.pdfs.box")
DAMAGED = "打不开，可能已损坏，或内容多得不正常。请重新扫描后再传"


class PdfRefused(Exception):
    """The file is not kept; the message says why, and reads on after the name of the file."""


def inspect_pdf(content: bytes) -> int:
    """The number of pages. Raises PdfRefused: no PDF, encrypted, more than pages in it, too many of them."""
    try:
        pages: int = BOX.ask(content=content)["pages"]
    except BoxRefused as refusal:
        raise PdfRefused(str(refusal)) from refusal
    except BoxFailed as failure:
        raise PdfRefused(DAMAGED) from failure
    return pages
