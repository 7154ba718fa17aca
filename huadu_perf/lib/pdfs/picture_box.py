"""Draws a page of somebody else's PDF as a picture, in a process of its own with little memory and time.

Run as a script: the number of the page as argument (0: only count them), the file on standard input, JSON on
standard output. It imports nothing of ours, so it starts fast; whatever goes wrong ends this process only.
"""

import base64
import json
import resource
import sys
from io import BytesIO
from typing import Any

import pypdfium2

MEMORY, SECONDS = 1536 * 1024 * 1024, 10
#: Pixels across; a page that is much longer than wide is drawn smaller.
WIDTH, MOST_PIXELS = 1000, 4_000_000


class Refused(Exception):
    """The page is not drawn; the message says why."""


def drawn(content: bytes, number: int) -> dict[str, Any]:
    """`pages`, and with a page's number `png` in base64. Raises Refused."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused("打不开这个 PDF，可能加了密码或已损坏") from error
    pages = len(document)
    if not number:
        return {"pages": pages}
    if number > pages:
        raise Refused(f"没有第 {number} 页，一共 {pages} 页")
    page = document[number - 1]
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise Refused(f"第 {number} 页没有大小，画不出来")
    scale = min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)
    picture = BytesIO()
    page.render(scale=scale).to_pil().save(picture, "PNG")
    return {"pages": pages, "png": base64.b64encode(picture.getvalue()).decode()}


def main() -> None:
    """Limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        answer = drawn(sys.stdin.buffer.read(), int(sys.argv[1]))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
