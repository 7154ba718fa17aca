"""One page of a PDF as lines."""

from typing import Any


def page_lines(page: Any) -> list[str]:
    """The lines of the page in reading order."""
    return [line.strip() for line in page.extract_text().splitlines()]
