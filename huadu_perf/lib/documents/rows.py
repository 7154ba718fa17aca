"""A table row as one line of text."""

from collections.abc import Iterable

#: What parts the cells, and what a cell's own | becomes.
BETWEEN, INSTEAD = " | ", "｜"
_ENDS = tuple("。；;：:！？，,、")


def row_line(cells: Iterable[str]) -> str:
    """The cells in one line; breaks inside a cell are closed up."""
    return BETWEEN.join(closed_up(cell).replace("|", INSTEAD) for cell in cells).strip()


def closed_up(text: str) -> str:
    """A text without line breaks: nothing between Chinese, a blank between words and figures."""
    joined = ""
    for line in (part.strip() for part in text.splitlines()):
        needs = (
            joined
            and line
            and joined[-1].isascii()
            and joined[-1].isalnum()
            and line[0].isascii()
            and line[0].isalnum()
        )
        joined += (" " if needs else "") + line
    return joined
