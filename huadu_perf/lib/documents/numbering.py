"""The numbers Word generates before the paragraphs of a list; they are nowhere in the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS, _STEPS = "零一二三四五六七八九", ("", "十", "百", "千")
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def chinese(number: int) -> str:
    """The numeral: 12 is 十二, 105 一百零五. Below one and from ten thousand on in figures."""
    if not 0 < number < 10_000:
        return str(number)
    places = [int(digit) for digit in str(number)]
    said = ""
    for place, digit in enumerate(places):
        step = _STEPS[len(places) - 1 - place]
        said += f"{_DIGITS[digit]}{step}" if digit else "零"
    said = re.sub("零+", "零", said).rstrip("零")
    return said[1:] if said.startswith("一十") else said


def _circled(number: int) -> str:
    return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese, "chineseCountingThousand": chinese, "japaneseCounting": chinese,
    "ideographDigital": chinese, "taiwaneseCountingThousand": chinese, "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled, "lowerLetter": _letter, "upperLetter": lambda n: _letter(n).upper(),
}  # fmt: skip


@dataclass(frozen=True)
class Level:
    """One level of a list: how its number is written, where it starts, and whether all its parts are in figures."""

    form: str
    text: str
    start: int
    in_figures: bool = False


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """The lists a document defines; none when it has no numbering part."""
        found = cls()
        part = next(
            (
                rel.target_part
                for rel in document.part.rels.values()
                if rel.reltype.endswith("/numbering") and not rel.is_external
            ),
            None,
        )
        if part is None:
            return found
        root = part.element
        abstract = {each.get(qn("w:abstractNumId")): _levels(each) for each in root.iter(qn("w:abstractNum"))}
        for num in root.iter(qn("w:num")):
            named = num.find(qn("w:abstractNumId"))
            if named is not None:
                found.levels[num.get(qn("w:numId"), "")] = abstract.get(named.get(qn("w:val")), {})
        for style in document.styles.element.iter(qn("w:style")):
            own = _pointer(style.find(qn("w:pPr")))
            if own:
                found.styles[style.get(qn("w:styleId"), "")] = own
        return found

    def number_of(self, paragraph: Any) -> str:
        """The number in front of a paragraph, and counts it; empty for one of no list."""
        properties = paragraph.find(qn("w:pPr"))
        place = _pointer(properties)
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        if place is None and style is not None:
            place = self.styles.get(style.get(qn("w:val"), ""))
        if place is None or place[1] not in self.levels.get(place[0], {}):
            return ""
        return self._next(*place)

    def _next(self, name: str, depth: int) -> str:
        levels, counts = self.levels[name], self.counts.setdefault(name, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for below in [each for each in counts if each > depth]:
            del counts[below]
        if levels[depth].form in ("bullet", "none"):
            return ""

        def put(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels and not levels[depth].in_figures else "decimal"
            return _FORMATS.get(form, str)(counts.get(at, 1))

        return re.sub(r"%([1-9])", put, levels[depth].text)


def _levels(abstract: Any) -> dict[int, Level]:
    found = {}
    for level in abstract.iter(qn("w:lvl")):
        form, text, start = (level.find(qn(f"w:{name}")) for name in ("numFmt", "lvlText", "start"))
        found[_whole(level.get(qn("w:ilvl")), 0)] = Level(
            form.get(qn("w:val"), "decimal") if form is not None else "decimal",
            text.get(qn("w:val"), "") if text is not None else "",
            _whole(start.get(qn("w:val")), 1) if start is not None else 1,
            level.find(qn("w:isLgl")) is not None,
        )
    return found


def _pointer(properties: Any) -> tuple[str, int] | None:
    """The list and level a paragraph or style names; numId 0 takes it out of every list."""
    own = properties.find(qn("w:numPr")) if properties is not None else None
    if own is None or own.find(qn("w:numId")) is None:
        return None
    number, depth = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
    return number.get(qn("w:val"), ""), _whole(depth.get(qn("w:val")), 0) if depth is not None else 0


def _whole(written: str | None, otherwise: int) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 6 else otherwise
