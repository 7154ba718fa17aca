"""Reads a made PDF with a ruler, knowing nothing of how it was made: where every line and character stands."""

import io
import re
import subprocess
import tempfile
from collections import defaultdict
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
SIZE, NUMBER_SIZE = 15.75, 14.0


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
        raw = [
            c
            for c in page.chars
            if c["size"] < 60 and _is_page_number(c, width, height) and c["text"].strip()
        ]
        box = (
            min(c["x0"] for c in raw),
            max(c["x1"] for c in raw),
            min(c["top"] for c in raw),
            max(c["bottom"] for c in raw),
        )
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
    x0, _, y0, y1 = sheet.number_box
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pdf"
        path.write_bytes(pdf)
        crop = [
            "-x",
            int(x0 * dots),
            "-y",
            int((y0 - 4) * dots),
            "-W",
            int(NUMBER_SIZE * 0.8 * dots),
            "-H",
            int((y1 - y0 + 8) * dots),
        ]
        page = ["-f", sheet.order, "-l", sheet.order, "-r", 600, "-gray", "-singlefile"]
        subprocess.run(["pdftoppm", *map(str, page + crop), str(path), str(path.with_suffix(""))], check=True)
        with Image.open(path.with_suffix(".pgm")) as image:
            inked = image.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert inked, "no dash"
    return ((y0 - 4) + (inked[1] + inked[3]) / 2 / dots - BOTTOM) / MM
