"""Draws a page of somebody else's PDF as a picture; runs in a process of its own (boxes.py)."""

import base64
from io import BytesIO
from typing import Any

import pypdfium2

from huadu_perf.lib.boxes import BoxRefused

#: Pixels across; a page that is much longer than wide is drawn smaller.
WIDTH, MOST_PIXELS = 1000, 4_000_000


def answer(content: bytes, word: str) -> dict[str, Any]:
    """`pages`, and `png` in base64 of the page with that number (0: none). Raises BoxRefused."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise BoxRefused("打不开这个 PDF，可能加了密码或已损坏") from error
    pages, number = len(document), int(word)
    if not number:
        return {"pages": pages}
    if number > pages:
        raise BoxRefused(f"没有第 {number} 页，一共 {pages} 页")
    page = document[number - 1]
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise BoxRefused(f"第 {number} 页没有大小，画不出来")
    scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)
    picture = BytesIO()
    page.render(scale=scale).to_pil().save(picture, "PNG")
    return {"pages": pages, "png": base64.b64encode(picture.getvalue()).decode()}
