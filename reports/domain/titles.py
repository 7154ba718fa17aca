"""Breaks a title into lines that are centred one above the other and never cut a word (GB/T 9704)."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

#: 2号 (22 pt) characters in a line of 156 mm, with a little air.
LINE_WIDTH = 19
#: A title of more words is no title; it is filled line by line, as trying all breaks would take for ever.
MOST_WORDS = 12
_WORDS = re.compile(
    r"(?<=年度)|(?<=\d年)(?!度)|(?=部门)|(?=整体支出)|(?=项目支出)|(?=绩效)|(?=自评报告)|(?=\d{4}年)"
)


def title_lines(title: str, name: str = "", width: int = LINE_WIDTH) -> tuple[str, ...]:
    """The fewest lines that hold the title, as even as possible. Breaks between words, and after `name`.

    Only a word longer than a line is cut.
    """
    words = list(_words(title, name, width))
    if len(words) > MOST_WORDS:
        return _filled(words, width)
    for count in range(1, len(words) + 1):
        broken = [lines for lines in _breaks(words, count) if max(map(_width, lines)) <= width]
        if broken:
            return min(broken, key=_unevenness)
    return tuple(words)


def _filled(words: list[str], width: int) -> tuple[str, ...]:
    lines = [""]
    for word in words:
        if lines[-1] and _width(lines[-1] + word) > width:
            lines.append("")
        lines[-1] += word
    return tuple(lines)


def _words(title: str, name: str, width: int) -> Iterator[str]:
    before, found, after = title.partition(name) if name and name in title else ("", "", title)
    for piece in (before, found, *_WORDS.split(after)):
        yield from (piece[start : start + width] for start in range(0, len(piece), width))


def _breaks(words: list[str], count: int) -> Iterator[tuple[str, ...]]:
    for cuts in combinations(range(1, len(words)), count - 1):
        edges = (0, *cuts, len(words))
        yield tuple("".join(words[start:end]) for start, end in pairwise(edges))


def _width(text: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in text)


def _unevenness(lines: tuple[str, ...]) -> tuple[float, float]:
    """Even first; of two alike the one whose last line is longer (正梯形)."""
    widths = [_width(line) for line in lines]
    return max(widths) - min(widths), widths[0] - widths[-1]
