"""PDFs as a scanner makes them, and such as nobody should keep."""

import io
from typing import Any

import pikepdf


def pdf(pages: int = 1, mark: str = "", **save: Any) -> bytes:
    """Blank pages; `mark` makes the file another one."""
    return made(lambda document: None, pages, mark, **save)


def made(change: Any, pages: int = 1, mark: str = "", **save: Any) -> bytes:
    """Blank pages, and what `change` does to the document."""
    document, content = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        document.add_blank_page()
    document.docinfo["/Title"] = mark
    change(document)
    document.save(content, **({"deterministic_id": True} | save if "encryption" not in save else save))
    return content.getvalue()
