"""Measures a made PDF with a ruler, knowing nothing of how it was made: python -m tests.reports.measure FILE

GB/T 9704-2012 as issue 4 §1 gives it: the block, lines and characters, flush edges, what may stand at the ends of
lines and pages, page numbers, fonts. `faults` lists what lies outside, each with its page and figure.
"""

import io
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pdfplumber
from PIL import Image
from pypdf import PdfReader

MM = 72 / 25.4
LEFT, TOP, WIDTH, HEIGHT = 28 * MM, 37 * MM, 156 * MM, 225 * MM
RIGHT, BOTTOM = LEFT + WIDTH, TOP + HEIGHT
PAGE = (210 * MM, 297 * MM)
HALF_MM, SIZE, NUMBER_SIZE = 0.5 * MM, 15.75, 14.0
LINES, CHARACTERS = 22, 28
CLOSING = "，。、；：？！）〕》」』】”’…—％%·"
OPENING = "（〔《「『【“‘"
#: A figure at the end of a line and what must not begin the next one; and the other way round.
BROKEN = re.compile(
    r"[0-9][|][0-9.,%％‰㎡年月日个人元分项期名次号条轮]|[0-9][.,][|][0-9]|[0-9]万[|]元|[0-9]亿[|]元|〕[|][0-9]|[≥≤第][|][0-9]"
    r"|[0-9]人[|]次|[0-9]百分[|]点|[0-9]平方[|]米"
)


@dataclass(frozen=True)
class Character:
    """One character: its box in points from the top left corner of the page, its face and size."""

    text: str
    x0: float
    x1: float
    middle: float
    face: str
    size: float
    is_upright: bool


@dataclass
class Line:
    """Characters side by side, in a cell or over the whole block."""

    characters: list[Character]

    @cached_property
    def text(self) -> str:
        return "".join(character.text for character in self.characters).strip()

    @property
    def x0(self) -> float:
        return self.characters[0].x0

    @cached_property
    def x1(self) -> float:
        return max(character.x1 for character in self.characters if character.text.strip())

    @property
    def middle(self) -> float:
        """Of its first Chinese character, else of the first."""
        return next((c for c in self.characters if c.text >= "\u4e00"), self.characters[0]).middle

    @property
    def faces(self) -> set[str]:
        return {character.face for character in self.characters if character.text.strip()}

    @property
    def is_body(self) -> bool:
        return all(abs(character.size - SIZE) < 0.1 for character in self.characters)


@dataclass
class Sheet:
    """A page of the PDF. `number` is what is printed on it, 0 for none."""

    order: int
    width: float
    height: float
    lines: list[Line]
    number: int = 0
    number_box: tuple[float, float, float, float] = (0, 0, 0, 0)
    has_table: bool = False

    @property
    def is_wide(self) -> bool:
        return self.width > self.height


@dataclass
class Measures:
    """What was found in a PDF."""

    sheets: list[Sheet]
    fonts: list[dict[str, object]]
    dash: dict[int, float] = field(default_factory=dict)

    def paragraphs(self) -> Iterator[list[tuple[Sheet, Line]]]:
        """The paragraphs of the text: a line two characters in begins one; headings and tables are none."""
        paragraph: list[tuple[Sheet, Line]] = []
        for sheet in self.sheets:
            text = {id(line) for line in text_lines(sheet)}
            for line in sheet.lines:
                is_text = id(line) in text
                if paragraph and (not is_text or abs(line.x0 - LEFT) > 3):
                    yield paragraph
                    paragraph = []
                if is_text:
                    paragraph.append((sheet, line))
        if paragraph:
            yield paragraph


def text_lines(sheet: Sheet) -> list[Line]:
    """The lines of body type on a page of text (not of a table, a cover, an annex)."""
    if sheet.is_wide or sheet.has_table or not sheet.number:
        return []
    return [
        line
        for line in sheet.lines
        if line.is_body and (abs(line.x0 - LEFT) < 3 or abs(line.x0 - LEFT - 2 * SIZE) < 3)
    ]


def measure(pdf: bytes) -> Measures:
    """Reads the PDF: characters by pdfplumber, fonts by pypdf, the dash of page numbers from an image of the page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        sheets = [_sheet(order, page) for order, page in enumerate(document.pages, start=1)]
    fonts = list(_fonts(PdfReader(io.BytesIO(pdf))))
    numbered = [sheet for sheet in sheets if sheet.number and not sheet.is_wide][:2]
    return Measures(sheets, fonts, {sheet.order: _dash_below(pdf, sheet) for sheet in numbered})


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
        for one, other in zip(lines, lines[1:], strict=False):
            steps = (other.middle - one.middle) / pitch
            if abs(steps - round(steps)) * pitch > 0.6 or steps < 0.9:
                yield f"page {sheet.order}: {steps:.2f} lines down to {other.text[:20]}"
    if pages and not any(len(lines) == LINES for _, lines in pages[1:-1]) and len(pages) > 4:
        yield "no page has 22 lines"


def _full_line_faults(found: Measures) -> Iterator[str]:
    """Full lines end at the right edge, and plain ones have 28 characters."""
    for paragraph in found.paragraphs():
        for (sheet, line), (_, after) in zip(paragraph, paragraph[1:], strict=False):
            if abs(line.x1 - RIGHT) > 1:
                yield f"page {sheet.order}: ends {RIGHT - line.x1:.1f} pt before the right edge: {line.text}"
            expected = CHARACTERS - round((line.x0 - LEFT) / SIZE)
            is_pushed = after.text[1:2] in CLOSING or after.text[0] in OPENING
            if _is_plain(line.text) and len(line.text) not in ({expected - 1, expected} if is_pushed else {expected}):
                if not after.text[0].isascii() and not is_pushed:
                    yield f"page {sheet.order}: {len(line.text)} characters: {line.text}"


def _is_plain(text: str) -> bool:
    """Only full-width characters, no two marks side by side that would close up."""
    marks = CLOSING + OPENING
    return all(character > "\u2e80" or character in "—…“”" for character in text) and not any(
        one in marks and other in marks for one, other in zip(text, text[1:], strict=False)
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
        for (sheet, line), (_, after) in zip(paragraph, paragraph[1:], strict=False):
            if BROKEN.search(f"{line.text[-4:]}|{after.text[:3]}"):
                yield f"page {sheet.order}: torn apart: {line.text[-6:]}|{after.text[:6]}"


def _heading_faults(found: Measures) -> Iterator[str]:
    for sheet in found.sheets:
        lines = [line for line in sheet.lines if line.text]
        if lines and not sheet.has_table and lines[-1].is_body and lines[-1].faces & {"Report-Hei", "Report-Kai"}:
            yield f"page {sheet.order}: a heading is last: {lines[-1].text}"


def _number_faults(found: Measures) -> Iterator[str]:
    """— 1 —, on the outer side one character in, 7 mm below the block, on the sheet as it is bound."""
    expected = 0
    for sheet in found.sheets:
        if not sheet.number:
            if sheet.order > 2 and sheet.lines:
                yield f"page {sheet.order}: no number"
            continue
        expected += 1
        x0, x1, y0, y1 = sheet.number_box
        if sheet.number != expected:
            yield f"page {sheet.order}: number {sheet.number}, expected {expected}"
        inset = RIGHT - x1 if sheet.number % 2 else x0 - LEFT
        if abs(inset - NUMBER_SIZE) > 2:
            yield f"page {sheet.order}: number {inset:.1f} pt from the {'right' if sheet.number % 2 else 'left'}"
        if not BOTTOM + 5 * MM < (y0 + y1) / 2 < BOTTOM + 9 * MM:
            yield f"page {sheet.order}: number {((y0 + y1) / 2 - BOTTOM) / MM:.1f} mm below the block"
    for order, distance in found.dash.items():
        if abs(distance - 7) > 0.5:
            yield f"page {order}: dash {distance:.2f} mm below the block"


def _font_faults(found: Measures) -> Iterator[str]:
    for font in found.fonts:
        if font["kind"] == "/Type3" or not font["embedded"] or not font["subset"]:
            yield f"font {font}"
    for sheet in found.sheets:
        for line in sheet.lines:
            if "(cid:" in line.text or "\ufffd" in line.text:
                yield f"page {sheet.order}: a glyph without a character: {line.text}"


def _sheet(order: int, page: pdfplumber.page.Page) -> Sheet:
    width, height = float(page.width), float(page.height)
    characters = [_character(c) for c in page.chars if c["size"] < 60]
    number = [c for c, raw in zip(characters, (c for c in page.chars if c["size"] < 60), strict=True)
              if _is_page_number(raw, width, height)]  # fmt: skip
    rules = [(e["x0"], e["top"], e["bottom"]) for e in page.edges if e["orientation"] == "v"]
    lines = list(_lines([c for c in characters if c not in number and c.is_upright], rules))
    sheet = Sheet(order, width, height, lines, has_table=bool(rules))
    digits = "".join(c.text for c in number if c.text.isdigit())
    if digits:
        raw = [c for c in page.chars if c["size"] < 60 and _is_page_number(c, width, height) and c["text"].strip()]
        box = (min(c["x0"] for c in raw), max(c["x1"] for c in raw), min(c["top"] for c in raw), max(c["bottom"] for c in raw))
        sheet.number, sheet.number_box = int(digits), _bound(sheet, box)
    return sheet


def _is_page_number(raw: dict, width: float, height: float) -> bool:
    if width > height:
        return not raw["upright"]
    return raw["top"] > BOTTOM + 2 and abs(raw["size"] - NUMBER_SIZE) < 0.1


def _bound(sheet: Sheet, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box on the sheet as it is bound: a landscape page is turned clockwise… back to its portrait place."""
    if not sheet.is_wide:
        return box
    x0, x1, y0, y1 = box
    return y0, y1, sheet.width - x1, sheet.width - x0


def _character(raw: dict) -> Character:
    face = raw["fontname"].split("+")[-1]
    middle = (raw["top"] + raw["bottom"]) / 2
    return Character(raw["text"], raw["x0"], raw["x1"], middle, face, raw["size"], raw["upright"])


def _lines(characters: list[Character], rules: list[tuple[float, float, float]]) -> Iterator[Line]:
    """Characters at one height, cut where a rule of a table stands between two of them."""
    rows: dict[int, list[Character]] = defaultdict(list)
    for character in sorted(characters, key=lambda c: (c.middle, c.x0)):
        key = next((key for key in rows if abs(rows[key][0].middle - character.middle) < 3), len(rows))
        rows[key].append(character)
    for row in rows.values():
        row.sort(key=lambda c: c.x0)
        piece: list[Character] = []
        beside = [x for x, top, bottom in rules if top < row[0].middle < bottom]
        for character in row:
            if piece and any(piece[-1].x1 - 1 < x < character.x0 + 1 for x in beside):
                yield Line(piece)
                piece = []
            piece.append(character)
        if any(character.text.strip() for character in piece):
            yield Line(piece)


def _fonts(reader: PdfReader) -> Iterator[dict[str, object]]:
    seen = set()
    for page in reader.pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            name = str(font.get("/BaseFont", "?"))
            if name in seen:
                continue
            seen.add(name)
            descendants = font.get("/DescendantFonts")
            descriptor = (descendants[0].get_object() if descendants else font).get("/FontDescriptor", {})
            yield {
                "name": name,
                "kind": str(font["/Subtype"]),
                "embedded": any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
                "subset": bool(re.match(r"/[A-Z]{6}\+", name)),
            }


def _dash_below(pdf: bytes, sheet: Sheet) -> float:
    """How far the middle of the page number's dash lies below the block, in mm, measured in an image of 600 dpi."""
    dots = 600 / 72
    x0, x1, y0, y1 = sheet.number_box
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pdf"
        path.write_bytes(pdf)
        crop = ["-x", int(x0 * dots), "-y", int((y0 - 4) * dots), "-W", int(NUMBER_SIZE * 0.8 * dots), "-H", int((y1 - y0 + 8) * dots)]
        page = ["-f", sheet.order, "-l", sheet.order, "-r", 600, "-gray", "-singlefile"]
        subprocess.run(["pdftoppm", *map(str, page + crop), str(path), str(path.with_suffix(""))], check=True)
        with Image.open(path.with_suffix(".pgm")) as image:
            inked = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert inked, "no dash"
    return ((y0 - 4) + (inked[1] + inked[3]) / 2 / dots - BOTTOM) / MM


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
