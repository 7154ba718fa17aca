"""Marks at the head of a heading or a list item: 一、（一）1.（1）①一是, 任务1：, and rows of tables."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from evaluations.domain.numbers.numerals import read_chinese

_CN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MARK = (
    rf"(?P<chapter>{_CN}\s?、|第{_CN}(?:部分|章)[、，:：\s]?)"
    rf"|(?P<part>[（(]\s?{_CN}\s?[）)][、.]?)"
    r"|(?P<point>[0-9]{1,2}\s?(?:、|[.．](?![0-9])))"
    r"|(?P<sub>[（(]\s?[0-9]{1,2}\s?[）)][、.]?|[0-9]{1,2}\s?[）)])"
    rf"|(?P<circle>[{_CIRCLED}])"
    rf"|(?P<said>(?:第)?{_CN}是(?![非否])|第{_CN}[，、](?=\S))"
    r"|(?P<task>(?:任务|目标|措施|问题)\s?(?:[0-9]{1,2}|[一二三四五六七八九十])\s?[:：、.])"
)
HEAD_MARK = re.compile(_MARK)
#: Where a mark inside a paragraph may stand: behind the end of a sentence, a colon, or a full stop that is no decimal point.
_BEFORE_MARK = re.compile(
    r"(?:(?<=[。；;：:！!])|(?<=[^0-9]\.)|(?<=[\])】\s](?=[一二三四五六七八九十]、)))\s{0,3}(?=\S)"
)
#: What leads to a list of its own inside an item: the marks behind it are not those of the list around.
_NESTING = re.compile(r"原因(?:主要)?(?:是|为|有|在于)?\s?[:：]\s?$")
_KINDS = ("chapter", "part", "point", "sub", "circle", "said", "task")
_CELLS = re.compile(r"[|｜\t]")
#: A row of a table has no more cells than this.
MOST_CELLS = 60


class Mark(NamedTuple):
    """A mark: its kind, the number it writes (None when it cannot be read) and where it ends."""

    kind: str
    number: int | None
    end: int


def mark_at(text: str, place: int = 0) -> Mark | None:
    """The mark that begins there."""
    match = HEAD_MARK.match(text, place)
    if match is None:
        return None
    kind = next(kind for kind in _KINDS if match[kind])
    return Mark(kind, _number(match[0]), match.end())


def _number(written: str) -> int | None:
    figures = re.search(r"[0-9]+", written)
    if figures:
        return int(figures[0])
    if written[0] in _CIRCLED:
        return _CIRCLED.index(written[0]) + 1
    words = re.search(_CN, written)
    value = read_chinese(words[0]) if words else None
    return int(value) if value is not None else None


def inner_marks(text: str) -> Iterator[tuple[int, Mark]]:
    """The marks inside a paragraph, each with where it begins; those of a list inside an item are left out."""
    for match in _BEFORE_MARK.finditer(text):
        mark = mark_at(text, match.end()) if match.end() else None
        if mark and not _NESTING.search(text[max(0, match.end() - 12) : match.end()]):
            yield match.end(), mark


def begins_item(text: str) -> bool:
    """Whether a line begins with a mark."""
    return HEAD_MARK.match(text) is not None


def cells_of(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the cells of a table row, without blank edges; none for a text that is no row."""
    breaks = [match.start() for match in _CELLS.finditer(text)][:MOST_CELLS]
    if not breaks:
        return ()
    spans = []
    for start, end in zip([0, *(place + 1 for place in breaks)], [*breaks, len(text)], strict=True):
        held = text[start:end]
        begin = start + len(held) - len(held.lstrip())
        spans.append((begin, max(begin, begin + len(held.strip()))))
    return tuple(spans)
