"""Links that a report writes: 任务一、三, 目标2, or rows by their whole names."""

import re
from collections.abc import Iterable

from evaluations.domain.numbers.numerals import read_chinese
from evaluations.domain.numbers.plain import half_width
from evaluations.domain.old_report.found import Item

_NUMBER = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_PARTS = re.compile(r"[、,，;；和及]")
_LETTERS = re.compile(r"[\W_]+")
#: At the end of a text, in brackets or as a sentence of its own: which tasks it belongs to.
TASKS = re.compile(
    r"(?P<all>[（(]\s?(?:对应|服务于|服务)(?:的)?(?:年度)?(?:重点)?(?:工作)?(?P<in>任务\s?[:：]?[^（）()。]{1,200})[）)]。?"
    r"|(?<=[。；;])\s?对应(?:的)?(?:年度)?(?:重点)?(?:工作)?(?P<out>任务\s?[:：][^。]{1,200})。?)$"
)


def rows_named(words: str, noun: str, titles: Iterable[Item]) -> tuple[int, ...]:
    """The rows that words name, all of them by number (任务一、三) or all by name; none where one is not known.

    `titles`: the names that were read, each at its row.
    """
    names = {item.target.row: _bare(str(item.value)) for item in titles}
    said = half_width(words).removeprefix(noun).lstrip(" :：").rstrip(" 。；;")
    whole = [row for row, name in names.items() if name and name == _bare(said)]
    if whole:
        return (whole[0],)
    found = [_row(part.strip(), noun, names) for part in _PARTS.split(said) if part.strip()]
    rows = tuple(dict.fromkeys(row for row in found if row is not None))
    return tuple(sorted(rows)) if rows and None not in found else ()


def _row(part: str, noun: str, names: dict[int, str]) -> int | None:
    number = re.fullmatch(rf"(?:{noun})?\s?(?P<number>{_NUMBER})", part)
    if number:
        written = number["number"]
        value = int(written) if written.isdigit() else read_chinese(written)
        row = int(value) - 1 if value else -1
        return row if row in names else None
    return next((row for row, name in names.items() if name and name == _bare(part)), None)


def _bare(text: str) -> str:
    return _LETTERS.sub("", half_width(text))
