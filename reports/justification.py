"""Lines of Chinese flush on both edges: the missing width is spread between the characters of a line.

WeasyPrint stretches spaces only, and Chinese has none (its issue 2269). It hands every line that is to be justified to
`weasyprint.layout.inline.justify_line`; this module puts its own function in that place and widens the glyphs. These
are private names, so it works with one release only (reports/engine.py) and can be switched off (REPORT_JUSTIFY).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi
from weasyprint.text.line_break import Layout

from reports.line_ends import BREAK, JOINER

#: Beyond this share of a character between any two, the line stays ragged: one long word is all that is left in it.
WIDEST = 0.5
#: In narrow cells a few characters would stand far apart: with fewer gaps than this, no more than a tenth each.
FEW, NARROW = 8, 0.1
#: Glyphs are moved in thousandths of the type size, the unit of the PDF.
MILLE = 1000
#: Written twice, they are one stroke.
STROKES = "—…─"
_stretch_spaces = inline.justify_line


def install() -> None:
    """Take over justification."""
    inline.justify_line = _justify_line


@dataclass
class _Stretch:
    """A text box of the line and the characters (by position in its text) behind which there may be more room."""

    box: boxes.TextBox
    gaps: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)

    @property
    def mille(self) -> float:
        """A thousandth of the type size, in CSS pixels."""
        return self.box.style["font_size"] / MILLE


def can_widen(before: str, after: str) -> bool:
    """Whether room may be put between two characters: one is Chinese, or a space; never inside a word or figure."""
    if before in STROKES and after in STROKES:
        return False
    return before == " " or _is_wide(before) or _is_wide(after)


def _is_wide(character: str) -> bool:
    return character >= "\u2e80" or character in "—…“”‘’·"


def _justify_line(context: object, line: boxes.LineBox, missing: float) -> None:
    if not settings.REPORT_JUSTIFY or line.style["direction"] == "rtl":
        _stretch_spaces(context, line, missing)
        return
    stretches = [_Stretch(box) for box in _text_boxes(line)]
    _find_gaps(stretches)
    sizes = sum(len(stretch.gaps) * stretch.box.style["font_size"] for stretch in stretches)
    gaps = sum(len(stretch.gaps) for stretch in stretches)
    is_short = line.style["text_align_last"] == "justify"  # a label that is meant to be spread out
    if not sizes or (missing > sizes * (WIDEST if gaps >= FEW else NARROW) and not is_short):
        return
    _share(stretches, missing, sizes)
    _move(line, {id(stretch.box): stretch for stretch in stretches}, 0)


def _text_boxes(box: boxes.Box) -> Iterator[boxes.TextBox]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        for child in box.children:
            yield from _text_boxes(child)


def _find_gaps(stretches: list[_Stretch]) -> None:
    before: tuple[_Stretch, int, str] | None = None
    for stretch in stretches:
        for position, character in enumerate(stretch.box.text):
            if character in (JOINER, BREAK):
                continue
            if before and can_widen(before[2], character):
                before[0].gaps.append(before[1])
            before = (stretch, position, character)


def _share(stretches: list[_Stretch], missing: float, sizes: float) -> None:
    """Whole thousandths for every gap, so that the line ends where it should to a hundredth of a point."""
    due = given = 0.0
    for stretch in stretches:
        starts = _byte_positions(stretch.box.text)
        for position in stretch.gaps:
            due += missing * stretch.box.style["font_size"] / sizes
            width = int((due - given) / stretch.mille)
            stretch.widths[starts[position]] = width
            given += width * stretch.mille


def _byte_positions(text: str) -> list[int]:
    positions, position = [], 0
    for character in text:
        positions.append(position)
        position += len(character.encode())
    return positions


def _move(box: boxes.Box, stretches: dict[int, _Stretch], moved: float) -> float:
    """Moves boxes behind wider ones to the right; says how far the next one has to go."""
    if isinstance(box, boxes.TextBox):
        stretch = stretches[id(box)]
        wider = sum(stretch.widths.values()) * stretch.mille
        box.position_x += moved
        box.width += wider
        _widen(box.pango_layout, stretch.widths, stretch.mille * TO_UNITS)
        return moved + wider
    if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        box.translate(moved, 0)
        return moved
    start = moved
    box.position_x += moved
    for child in box.children:
        if child.is_in_normal_flow():
            moved = _move(child, stretches, moved)
    box.width += moved - start
    return moved


def _widen(layout: Layout, widths: dict[int, int], mille: float) -> None:
    line, _ = layout.get_first_line()
    for start, glyph in _glyphs(line):
        if start in widths:
            glyph.geometry.width += int(widths[start] * mille) + 1  # drawing cuts fractions off


def _glyphs(line: object) -> Iterator[tuple[int, object]]:
    """The last glyph of every character, with the place of the character in the text (bytes)."""
    run = line.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        count, clusters = item.glyphs.num_glyphs, item.glyphs.log_clusters
        for index in range(count):
            if index + 1 == count or clusters[index + 1] != clusters[index]:
                yield item.item.offset + clusters[index], item.glyphs.glyphs[index]
