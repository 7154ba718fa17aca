"""What a cell of a filled-in workbook says: read as the form reads what is typed, links by name."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from evaluations.domain.numbers.naming import Names, keyed
from evaluations.domain.sections import Field, Kind
from evaluations.domain.sheets import LEVELS, NUMBERS, bare, name_of, names_of
from evaluations.forms.reading import Unreadable, read
from huadu_perf.lib.values import plain_text
from huadu_perf.lib.workbooks.columns import DIGITS, Cell, NotReadable

_NEVER = {
    "f": "是公式，请复制后“选择性粘贴”为数值",
    "e": "是错误值，请改成数值或清空",
    "d": "被 Excel 当成了日期，请把单元格设为文本后重填",
    "b": "是逻辑值，请改成数值或文字",
}
#: How people type what has no key of its own.
_SIGNS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_BETWEEN = re.compile(r"[；;]+")


def is_empty(cell: Cell | None) -> bool:
    """Whether nothing stands there that people would see."""
    return cell is None or not plain_text(cell.text)


@dataclass(frozen=True)
class LinkNames:
    """What items of a row set are called: `was` when the workbook was made, `now` in the file (None: two of them)."""

    was: Mapping[str, UUID]
    now: Mapping[str, UUID | None]
    keys: Sequence[UUID]
    present: frozenset[UUID]

    @classmethod
    def of(cls, base: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> "LinkNames":
        """From the rows of the workbook as it was made, and as they stand in the file."""
        now: dict[str, UUID | None] = {}
        for row in rows:
            name = bare(name_of(row))
            now[name] = None if name in now else row["key"]
        keys = [row["key"] for row in rows]
        was = {bare(name): key for key, name in names_of(base).items()}
        present = frozenset(keys)
        return cls(was, now, [*keys, *(row["key"] for row in base if row["key"] not in present)], present)

    def find(self, text: str) -> UUID | None:
        """The item of that name. Raises NotReadable where two have it."""
        name = bare(name_of({"text": text}))
        key = self.was.get(name)
        if key is not None and (key in self.present or name not in self.now):
            return key
        if name in self.now and self.now[name] is None:
            raise NotReadable(f"有两项都叫“{text}”，请先把名称改得不同")
        return self.now.get(name)


class Reading:
    """Reads cells. `tokens`: names of the tokens in the narratives, as the workbook shows them."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self.tokens = Names({}, dict(tokens))

    def value(self, spec: Field, cell: Cell | None, links: Mapping[str, LinkNames]) -> Any:
        """The value of a cell, None for an empty one. Raises NotReadable with a sentence for people."""
        if cell is None or is_empty(cell):
            return None
        if cell.type in _NEVER:
            raise NotReadable(f"“{spec.label}”{_NEVER[cell.type]}")
        if spec.name == "level":
            return _level(spec, cell)
        if spec.kind in (Kind.LINK, Kind.LINKS):
            return _linked(spec, cell, links[spec.target])
        if spec.kind == Kind.CHOICE:
            return _chosen(spec, cell)
        try:
            value = read(spec, _number_text(spec, cell) if spec.kind in NUMBERS else _text(cell))
        except Unreadable as error:
            raise NotReadable(str(error)) from error
        return keyed(value, self.tokens) if spec.kind == Kind.PROSE else value


def _text(cell: Cell) -> str:
    """Text as it is stored; a number in a column of text is what people see of it."""
    if cell.type not in ("n", "p"):
        return cell.text
    return f"{_percent(cell)}%" if cell.type == "p" else f"{_shown(cell):f}"


def _number_text(spec: Field, cell: Cell) -> str:
    if cell.type == "p":
        shown = _percent(cell)
        raise NotReadable(f"“{spec.label}”是百分比格式的 {shown}%，请把单元格改为常规格式，填 {shown}")
    return f"{_shown(cell):f}" if cell.type == "n" else cell.text


def _percent(cell: Cell) -> str:
    return f"{(_shown(cell) * 100).normalize():f}"


def _shown(cell: Cell) -> Decimal:
    """A number in the 15 digits that Excel shows: what lies behind is only how it counts."""
    value = Decimal(cell.text)
    if not value.is_finite():
        raise NotReadable("不是数字")
    if len(value.as_tuple().digits) > DIGITS:
        value = value.quantize(Decimal(1).scaleb(value.adjusted() - DIGITS + 1))
    return value.normalize()  # whoever writes it does so with all its places


def _level(spec: Field, cell: Cell) -> int:
    text = bare(_text(cell)).removesuffix("指标")
    for number, word in enumerate(LEVELS, start=1):
        if text in (word, word[0], str(number)):
            return number
    raise NotReadable(f"“{spec.label}”只能填：{'、'.join(LEVELS)}")


def _chosen(spec: Field, cell: Cell) -> str:
    assert spec.choices is not None
    text = bare(_text(cell))
    text = _SIGNS.get(text, text)
    for value, label in spec.choices.choices:
        word = bare(str(label))
        if text in (word, bare(str(value))) or text.removesuffix("指标") == word.split("·")[-1]:
            return str(value)
    raise NotReadable(f"“{spec.label}”只能填：{'、'.join(spec.choices.labels)}")


def _linked(spec: Field, cell: Cell, names: LinkNames) -> Any:
    text = plain_text(_text(cell))
    if spec.kind == Kind.LINK:
        return _one(spec, text, names)
    chosen = {key for line in text.split("\n") if plain_text(line) for key in _in_line(spec, line, names)}
    return tuple(key for key in names.keys if key in chosen)


def _one(spec: Field, text: str, names: LinkNames) -> UUID:
    key = names.find(text)
    if key is None:
        known = "、".join(list(names.was)[:6])
        raise NotReadable(
            f"“{spec.label}”没有叫“{text[:40]}”的一项，请从下拉列表选" + (f"：{known[:120]}" if known else "")
        )
    return key


def _in_line(spec: Field, line: str, names: LinkNames) -> Iterator[UUID]:
    """The items of one line: mostly one."""
    whole = names.find(line)
    if whole is not None:
        yield whole
        return
    for piece in _BETWEEN.split(line):
        yield from _several(spec, piece, names)


def _several(spec: Field, piece: str, names: LinkNames) -> Iterator[UUID]:
    """The items of one line; names may themselves hold the 、 that stands between them."""
    words = [word for word in piece.split("、") if plain_text(word)]
    start = 0
    while start < len(words):
        for end in _backwards(start, len(words)):
            key = names.find("、".join(words[start:end]))
            if key is not None:
                yield key
                start = end
                break
        else:
            _one(spec, words[start], names)
            start += 1


def _backwards(start: int, end: int) -> Iterable[int]:
    return range(end, start, -1)
