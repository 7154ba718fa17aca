"""Pages of a PDF as lines in the order they were written; what stands between ruled lines is a table row."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from huadu_perf.lib.documents.rows import row_line

#: Places are whole hundredths of a point.
POINT = 100
#: By so much two rules, or two baselines, may differ and still be one.
NEAR = 3 * POINT
#: A filled box thinner than this is a rule.
THIN = 3 * POINT
#: A page with more rules than this is a drawing.
MOST_RULES = 4000
#: What stands first on so many pages is a watermark or a page head.
REPEATED = 3
_CHINESE = "\u2018-\u201d\u2026\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e"
_SPACED = re.compile(rf"(?<=[{_CHINESE}])\s+|\s+(?=[{_CHINESE}])")

Cell = tuple[int, int, int, int]  # left, bottom, right, top in whole points


@dataclass(frozen=True)
class Piece:
    """A piece of text and where it begins, from the lower left corner."""

    x: int
    y: int
    text: str


@dataclass
class Rules:
    """The ruled lines of a page: (place, from, to), the place is x of an upright one and y of a level one."""

    upright: list[tuple[int, int, int]] = field(default_factory=list)
    level: list[tuple[int, int, int]] = field(default_factory=list)

    def add(self, x1: int, y1: int, x2: int, y2: int) -> None:
        """A line, or a thin box; others are none."""
        left, right, bottom, top = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        if right - left < THIN < top - bottom:
            self.upright.append(((left + right) // 2, bottom, top))
        elif top - bottom < THIN < right - left:
            self.level.append(((bottom + top) // 2, left, right))

    def cell(self, x: int, y: int) -> Cell | None:
        """The cell around a place; None outside of tables."""
        sides = [at for at, low, high in self.upright if low - NEAR <= y <= high + NEAR]
        edges = [at for at, low, high in self.level if low - NEAR <= x <= high + NEAR]
        left = max((at for at in sides if at <= x + POINT), default=None)
        right = min((at for at in sides if at > x + POINT), default=None)
        bottom = max((at for at in edges if at <= y + POINT), default=None)
        top = min((at for at in edges if at > y + POINT), default=None)
        if left is None or right is None or bottom is None or top is None:
            return None
        return left // POINT, bottom // POINT, right // POINT, top // POINT


def lines_of_pages(pages: Iterable[Any]) -> Iterator[list[str]]:
    """The lines of each page in reading order."""
    read = [_read(page) for page in pages]
    first = Counter(pieces[0].text.strip() for pieces, _ in read if pieces)
    running = {words for words, count in first.items() if count >= REPEATED}
    for pieces, rules in read:
        yield page_lines(pieces, rules, running)


def page_lines(pieces: list[Piece], rules: Rules, running: Container[str] = ()) -> list[str]:
    """The lines of a page. `running`: what stands first on many pages, a watermark or head, belongs to no table."""
    if len(rules.upright) + len(rules.level) > MOST_RULES:
        rules = Rules()
    lines: list[str] = []
    if pieces and pieces[0].text.strip() in running:
        lines, pieces = [pieces[0].text.strip()], pieces[1:]
    table: dict[Cell, list[Piece]] = {}
    run: list[Piece] = []
    for piece in pieces:
        cell = rules.cell(piece.x, piece.y)
        if cell is None:
            lines += _rows(table)
            table = {}
            run.append(piece)
        else:
            lines += _joined(run)
            run = []
            table.setdefault(cell, []).append(piece)
    return [line for line in (*lines, *_joined(run), *_rows(table)) if line]


def _read(page: Any) -> tuple[list[Piece], Rules]:
    """The pieces of text in the order they were written, and the rules."""
    pieces, rules = [], Rules()
    pen = (0, 0)

    def text(words: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        if words.strip():
            x, y = _placed(cm, tm[4], tm[5])
            pieces.append(Piece(x, y, words))

    def operator(name: bytes, operands: Any, cm: Any, tm: Any) -> None:
        nonlocal pen
        if name in (b"m", b"l") and len(operands) == 2:
            place = _placed(cm, operands[0], operands[1])
            if name == b"l":
                rules.add(*pen, *place)
            pen = place
        elif name == b"re" and len(operands) == 4:
            x, y, wide, high = operands
            rules.add(*_placed(cm, x, y), *_placed(cm, x + wide, y + high))

    page.extract_text(visitor_text=text, visitor_operand_before=operator)
    return pieces, rules


def _placed(cm: Any, x: Any, y: Any) -> tuple[int, int]:
    """A place on the page: pypdf's numbers through the current matrix."""
    right, up = x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]
    return round(right * POINT), round(up * POINT)


def _joined(pieces: list[Piece]) -> Iterator[str]:
    """Lines of plain text: pieces on one baseline belong together."""
    line, last = "", None
    for piece in pieces:
        if last is not None and abs(piece.y - last) > NEAR:
            yield closed(line)
            line = ""
        line += piece.text.replace("\n", "")
        last = piece.y
    yield closed(line)


def closed(line: str) -> str:
    """The line without the blanks that stand for spaced letters: none beside a Chinese character or mark."""
    return _SPACED.sub("", line).strip()


def _rows(table: dict[Cell, list[Piece]]) -> Iterator[str]:
    """The rows of a table from the top; a cell that goes on from the row above is empty."""
    for top in sorted({cell[3] for cell in table}, reverse=True):
        row = []
        for cell in sorted(table):
            if abs(cell[3] - top) <= 1:
                row.append("\n".join(_joined(table[cell])))
            elif cell[3] > top and cell[1] < top - 1:
                row.append("")
        yield row_line(row)
