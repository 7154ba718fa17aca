"""How long a report will be, known before layout: the time and memory of a PDF grow with its lines and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from reports.line_ends import plain

#: About 360 pages of text: ten seconds and half a gigabyte. The longest real reports have a tenth of it.
MOST_LINES = 8000
LINES_A_PAGE = 22
#: Characters of a line of text, and of the line of a usual cell, two of which stand side by side at least.
TEXT, CELL = 28, 16
_CELLS, _TEXTS = {"td", "th"}, {"p", "h1", "h2", "h3", "caption"}
#: A text is to blame when it fills four pages by itself.
LONG = 4 * LINES_A_PAGE * TEXT


@dataclass(frozen=True)
class Extent:
    """Estimated lines, paragraphs and cells, and the longest text."""

    lines: int
    blocks: int
    longest: str

    @property
    def is_too_long(self) -> bool:
        """Whether layout is not even begun."""
        return self.lines > MOST_LINES

    @property
    def pages(self) -> int:
        """Pages as far as can be told beforehand."""
        return -(-self.lines // LINES_A_PAGE)

    @property
    def has_long_text(self) -> bool:
        """Whether one text is to blame, rather than many items."""
        return len(self.longest) > LONG


def extent(body: Element) -> Extent:
    """What to expect of a page."""
    half_lines, blocks, longest = 0, 0, ""
    for block in _blocks(body):
        text = plain("".join(block.itertext()))
        half_lines += 1 + 2 * len(text) // CELL if block.tag in _CELLS else 2 + 2 * (len(text) // TEXT)
        blocks += 1
        longest = max(longest, text, key=len)
    return Extent(half_lines // 2, blocks, longest)


def _blocks(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _CELLS | _TEXTS:
            yield child
        else:
            yield from _blocks(child)
