"""What was found in an old report: each value with its place, the sentence it came from and how sure it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from evaluations.domain.old_report.lines import Paragraph

#: A value as it will be stored: text, a figure in the unit of its field (元 for amounts), or numbers of linked rows.
Value = str | Decimal | tuple[int, ...]


class Confidence(StrEnum):
    """How sure a reading is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """The word people read."""
        return {"high": "高", "medium": "中", "low": "低"}[self.value]


@dataclass(frozen=True)
class Target:
    """Where a value belongs: a section's field, or a field of the row with that number (from 0) of a row set.

    `stated`: the report says it, but the system works it out itself; nothing is stored, it can only be compared.
    """

    section: str
    field: str
    rowset: str = ""
    row: int = 0
    stated: bool = False


@dataclass(frozen=True)
class Source:
    """The sentence a value came from, its lines in the text (from 1), and where in the sentence the value stands."""

    line: int
    last_line: int
    sentence: str
    start: int
    end: int

    @property
    def written(self) -> str:
        """The value as it is written."""
        return self.sentence[self.start : self.end]


@dataclass(frozen=True)
class Alternative:
    """Another reading of the same field."""

    value: Value
    source: Source
    reason: str


@dataclass(frozen=True)
class Item:
    """One value found. `joins`: it is a part of a longer text and does not compete with others of its place.

    `also`: other places of the report that say the same.
    """

    target: Target
    value: Value
    source: Source
    confidence: Confidence = Confidence.HIGH
    reason: str = ""
    joins: bool = False
    alternatives: tuple[Alternative, ...] = ()
    also: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Missed:
    """What of the report was not understood, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class RowShape:
    """How a row stands in its set: its level and the row above it (indicators), or the project it belongs to."""

    level: int = 0
    parent: int | None = None


@dataclass
class Finds:
    """Gathers items, and remembers which characters of each paragraph they were taken from."""

    items: list[Item] = field(default_factory=list)
    rows: dict[str, list[RowShape]] = field(default_factory=dict)
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    remarks: dict[tuple[int, int], str] = field(default_factory=dict)
    heads: list["Span"] = field(default_factory=list)
    by_field: dict[tuple[str, str], list[Item]] = field(default_factory=dict)

    def new_row(self, rowset: str, shape: RowShape = RowShape()) -> int:
        """The number of a new row."""
        rows = self.rows.setdefault(rowset, [])
        rows.append(shape)
        return len(rows) - 1

    def structure(self, span: "Span") -> None:
        """A part that is understood and gives no item: the head of a table, a sum."""
        self.take(span)
        self.heads.append(span)

    def having(self, where: str, name: str) -> list[Item]:
        """The items of a field of that row set, or of that section's single fields, so far."""
        return self.by_field.get((where, name), [])

    def take(self, span: "Span", start: int = 0, end: int | None = None) -> None:
        """Marks a part of a span as understood."""
        last = span.end if end is None else span.start + end
        self.taken.setdefault(span.place, []).append((span.start + start, last))

    def add(
        self, target: Target, value: Value, span: "Span", start: int, end: int, *,
        confidence: Confidence = Confidence.HIGH, reason: str = "", joins: bool = False,
        part: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """An item whose value stands at [start, end) of the span; `part` of it was understood with it (or all)."""
        source = span.source(start, end)
        item = Item(target, value, source, confidence, reason, joins)
        self.items.append(item)
        self.by_field.setdefault((target.rowset or target.section, target.field), []).append(item)
        self.take(span, *(part or (0, None)))

    def add_text(
        self, target: Target, span: "Span", start: int = 0, end: int | None = None, **more: object
    ) -> bool:
        """An item that is a piece of text, without the marks around it. False when nothing is left of it."""
        begin, finish = trimmed(span.text, start, len(span.text) if end is None else end)
        if begin == finish:
            return False
        self.add(target, span.text[begin:finish], span, begin, finish, **more)  # type: ignore[arg-type]
        return True

    def remark(self, span: "Span", reason: str) -> None:
        """Says why a part stays without a place, where the ordinary words do not tell."""
        self.remarks[span.place, span.start] = reason


@dataclass(frozen=True)
class Span:
    """A part of a paragraph; offsets in it count from its own beginning."""

    place: int
    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.paragraph.text[self.start : self.end]

    def part(self, start: int, end: int) -> "Span":
        """A part of this part."""
        return replace(self, start=self.start + start, end=self.start + end)

    def source(self, start: int, end: int) -> Source:
        """The sentence around a value in it."""
        last = max(self.start, self.end - 1)
        return Source(self.paragraph.line_at(self.start), self.paragraph.line_at(last), self.text, start, end)

    def sentences(self) -> Iterator["Span"]:
        """Its sentences, each with its end mark."""
        begin = 0
        for place, char in enumerate(self.text):
            if char in "。！？!?":
                yield self.part(begin, place + 1)
                begin = place + 1
        if self.text[begin:].strip():
            yield self.part(begin, len(self.text))


_EDGES = " \t\u3000，,；;、：:"


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A part without blanks and idle marks at its edges; a full stop stays, it belongs to the sentence."""
    while start < end and text[start] in _EDGES + "。.":
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end
