"""The pages of a PDF of somebody else's as pictures, which a browser can show without opening the PDF."""

import base64
from typing import Any

from huadu_perf.lib.boxes import MEGABYTE, Box, BoxFailed, BoxRefused

BOX = Box("huadu_perf.lib.pdfs.picture_box", memory=1536 * MEGABYTE)


class NotShown(Exception):
    """There is no picture; the message says why, without a full stop."""


def page_count(content: bytes) -> int:
    """How many pages there are. Raises NotShown."""
    pages: int = _ask(content, 0)["pages"]
    return pages


def page_picture(content: bytes, number: int) -> bytes:
    """A page, counted from 1, as PNG. Raises NotShown."""
    return base64.b64decode(_ask(content, max(number, 1))["png"])


def _ask(content: bytes, number: int) -> dict[str, Any]:
    try:
        return BOX.ask(str(number), content=content)
    except BoxRefused as refusal:
        raise NotShown(str(refusal)) from refusal
    except BoxFailed as failure:
        raise NotShown("这个 PDF 画不出来，可能已损坏，或内容多得不正常") from failure
