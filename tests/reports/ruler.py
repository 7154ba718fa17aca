"""What lies outside GB/T 9704-2012 in a made PDF, as issue 4 §1 gives its figures: python -m tests.reports.ruler FILE

The block, lines and characters, flush edges, what may stand at the ends of lines and pages, page numbers, fonts.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.reports.measure import (
    BOTTOM,
    HEIGHT,
    LEFT,
    MM,
    NUMBER_SIZE,
    RIGHT,
    SIZE,
    TOP,
    WIDTH,
    Measures,
    Sheet,
    measure,
    text_lines,
)

PAGE = (210 * MM, 297 * MM)
HALF_MM = 0.5 * MM
LINES, CHARACTERS = 22, 28
CLOSING = "，。、；：？！）〕》」』】”’…—％%·"
OPENING = "（〔《「『【“‘"
#: A figure at the end of a line and what must not begin the next one; and the other way round.
BROKEN = re.compile(
    r"[0-9][|][0-9.,%％‰㎡年月日个人元分项期名次号条轮]|[0-9][.,][|][0-9]|[0-9]万[|]元|[0-9]亿[|]元|〕[|][0-9]|[≥≤第][|][0-9]"
    r"|[0-9]人[|]次|[0-9]百分[|]点|[0-9]平方[|]米"
)


def faults(found: Measures) -> list[str]:
    """Everything outside the figures of the issue; empty when the document is as it should be."""
    return [
        *_page_faults(found), *_line_faults(found), *_full_line_faults(found), *_end_faults(found),
        *_heading_faults(found), *_number_faults(found), *_font_faults(found),
    ]  # fmt: skip


def _page_faults(found: Measures) -> Iterator[str]:
    for sheet in found.sheets:
        size = (sheet.height, sheet.width) if sheet.is_wide else (sheet.width, sheet.height)
        if any(abs(one - other) > 0.5 for one, other in zip(size, PAGE, strict=True)):
            yield f"page {sheet.order}: {sheet.width:.1f} × {sheet.height:.1f} pt is not A4"
        left, right, top, bottom = _block(sheet)
        for line in sheet.lines:
            if line.x0 < left - 1 or line.x1 > right + 1 or not top - 1 < line.middle < bottom + 1:
                yield f"page {sheet.order}: outside the block: {line.text[:30]}"


def _block(sheet: Sheet) -> tuple[float, float, float, float]:
    """The block's edges; a landscape page is the same sheet turned, its top at the binding edge."""
    if sheet.is_wide:
        return sheet.width - BOTTOM, sheet.width - TOP, LEFT, LEFT + WIDTH
    return LEFT, RIGHT, TOP, BOTTOM


def _line_faults(found: Measures) -> Iterator[str]:
    """Left and top edge, the distance of lines, lines a page."""
    pages = [(sheet, lines) for sheet in found.sheets if len(lines := text_lines(sheet)) > 5]
    pitch = HEIGHT / LINES
    for sheet, lines in pages:
        left = min(line.x0 for line in lines)
        if abs(left - LEFT) > HALF_MM:
            yield f"page {sheet.order}: left edge at {left / MM:.2f} mm"
        top = lines[0].middle - pitch / 2
        if lines[0] is sheet.lines[0] and abs(top - TOP) > HALF_MM:
            yield f"page {sheet.order}: block begins at {top / MM:.2f} mm"
        if len(lines) > LINES:
            yield f"page {sheet.order}: {len(lines)} lines"
        for one, other in pairwise(lines):
            steps = (other.middle - one.middle) / pitch
            if abs(steps - round(steps)) * pitch > 0.6 or steps < 0.9:
                yield f"page {sheet.order}: {steps:.2f} lines down to {other.text[:20]}"
    if pages and not any(len(lines) == LINES for _, lines in pages[1:-1]) and len(pages) > 4:
        yield "no page has 22 lines"


def _full_line_faults(found: Measures) -> Iterator[str]:
    """Full lines end at the right edge, and plain ones have 28 characters."""
    for paragraph in found.paragraphs():
        for (sheet, line), (_, after) in pairwise(paragraph):
            if abs(line.x1 - RIGHT) > 1:
                yield f"page {sheet.order}: ends {RIGHT - line.x1:.1f} pt before the right edge: {line.text}"
            missing = CHARACTERS - round((line.x0 - LEFT) / SIZE) - len(line.text)
            is_pushed = after.text[1:2] in CLOSING or after.text[0] in OPENING
            if _is_plain(line.text + after.text[0]) and missing not in ((0, 1) if is_pushed else (0,)):
                yield f"page {sheet.order}: {len(line.text)} characters: {line.text}"


def _is_plain(text: str) -> bool:
    """Only full-width characters, no two marks side by side that would close up."""
    marks = CLOSING + OPENING
    return all(character > "\u2e80" or character in "—…“”" for character in text) and not any(
        one in marks and other in marks for one, other in pairwise(text)
    )


def _end_faults(found: Measures) -> Iterator[str]:
    """No mark where it must not stand, no figure torn apart, in the text and in cells."""
    for sheet in found.sheets:
        for line in sheet.lines:
            if line.text and line.text[0] in CLOSING.replace("—", "") and len(line.text) > 1:
                yield f"page {sheet.order}: line begins with {line.text[0]}: {line.text}"
            if line.text and line.text[-1] in OPENING:
                yield f"page {sheet.order}: line ends with {line.text[-1]}: {line.text}"
    for paragraph in found.paragraphs():
        for (sheet, line), (_, after) in pairwise(paragraph):
            if BROKEN.search(f"{line.text[-4:]}|{after.text[:3]}"):
                yield f"page {sheet.order}: torn apart: {line.text[-6:]}|{after.text[:6]}"


def _heading_faults(found: Measures) -> Iterator[str]:
    for sheet in found.sheets:
        lines = [line for line in sheet.lines if line.text]
        if (
            lines
            and not sheet.has_table
            and lines[-1].is_body
            and lines[-1].faces & {"Report-Hei", "Report-Kai"}
        ):
            yield f"page {sheet.order}: a heading is last: {lines[-1].text}"


def _number_faults(found: Measures) -> Iterator[str]:
    """— 1 —, on the outer side one character in, 7 mm below the block, on the sheet as it is bound."""
    unnumbered = [sheet for sheet in found.sheets if not sheet.number and sheet.lines]
    for sheet in unnumbered:
        if sheet.order > 1:  # the cover
            yield f"page {sheet.order}: no number"
    for expected, sheet in enumerate((sheet for sheet in found.sheets if sheet.number), start=1):
        if sheet.number != expected:
            yield f"page {sheet.order}: number {sheet.number}, expected {expected}"
        yield from _place_faults(sheet)
    for order, distance in found.dash.items():
        if abs(distance - 7) > 0.5:
            yield f"page {order}: dash {distance:.2f} mm below the block"


def _place_faults(sheet: Sheet) -> Iterator[str]:
    x0, x1, y0, y1 = sheet.number_box
    side, inset = ("right", RIGHT - x1) if sheet.number % 2 else ("left", x0 - LEFT)
    if abs(inset - NUMBER_SIZE) > 2:
        yield f"page {sheet.order}: number {inset:.1f} pt from the {side}"
    below = ((y0 + y1) / 2 - BOTTOM) / MM
    if abs(below - 7) > 1:
        yield f"page {sheet.order}: number {below:.1f} mm below the block"


def _font_faults(found: Measures) -> Iterator[str]:
    for font in found.fonts:
        if font["kind"] == "/Type3" or not font["embedded"] or not font["subset"]:
            yield f"font {font}"
    for sheet in found.sheets:
        for line in sheet.lines:
            if "(cid:" in line.text or "\ufffd" in line.text:
                yield f"page {sheet.order}: a glyph without a character: {line.text}"


def main(path: str) -> None:
    """Prints what was measured."""
    found = measure(Path(path).read_bytes())
    counts = Counter(len(text_lines(sheet)) for sheet in found.sheets)
    ends = [line.x1 - RIGHT for p in found.paragraphs() for _, line in p[:-1]]
    print(f"{len(found.sheets)} pages; lines a page: {dict(counts)}; full lines: {len(ends)}")  # noqa: T201
    if ends:
        print(f"right edges: {min(ends):+.2f} … {max(ends):+.2f} pt; dash {found.dash} mm")  # noqa: T201
    for fault in faults(found):
        print("✗", fault)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
