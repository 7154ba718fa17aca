"""What differs between two filings: item by item, field by field. Rounds of one evaluation, or two years of a department.

The comparison lists every item of both, also those that stayed, in the order of the new filing; so it can be read as a
list of changes and as both versions side by side.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.matching import Pairs, pairs_of
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, Field, Kind, RowSet, Section, is_blank
from evaluations.enums import EvidenceKind
from huadu_perf.lib.money import ratio
from huadu_perf.lib.values import number


class Change(StrEnum):
    """What became of an item."""

    ADDED = "新增"
    REMOVED = "删除"
    CHANGED = "改动"
    SAME = "未改动"


EVIDENCE = RowSet(
    "evidence", "佐证材料",
    (
        Field("title", "材料名称"), Field("kind", "类型", Kind.CHOICE, choices=EvidenceKind),
        Field("dated", "形成日期"), Field("file_name", "文件名"), Field("size", "大小（字节）", Kind.COUNT),
        Field("sha256", "文件校验值（SHA-256）"), Field("sample_size", "样本量", Kind.COUNT),
        Field("pages", "所在页码"),
        Field("indicators", "佐证的指标", Kind.LINKS, target="indicators"),
        Field("projects", "佐证的项目", Kind.LINKS, target="projects"),
    ),
    word="份",
)  # fmt: skip
EXPLANATIONS = RowSet(
    "explanations", "校验问题的说明",
    (Field("finding", "校验规则"), Field("message", "校验问题", Kind.PROSE), Field("text", "说明", Kind.PROSE)),
    word="条",
)  # fmt: skip
#: The sections that are no forms, with their rows.
_FURTHER = ((SECTION_BY_KEY["evidence"], EVIDENCE), (SECTION_BY_KEY["check"], EXPLANATIONS))
#: Where a row's name stands, and how much of it is read.
_NAMING, MOST_LETTERS = ("name", "title", "message"), 60
_NUMERIC = {Kind.AMOUNT, Kind.AREA, Kind.COUNT, Kind.POINTS, Kind.QUANTITY}


@dataclass(frozen=True)
class FieldChange:
    """One field with both values, as facts hold them; None (or empty) for an item that is not there."""

    spec: Field
    old: Any
    new: Any
    differs: bool = True

    @property
    def difference(self) -> Decimal | None:
        """New less old, where both are numbers and differ (amounts in 元)."""
        old, new = number(self.old), number(self.new)
        if not self.differs or self.spec.kind not in _NUMERIC or old is None or new is None:
            return None
        return new - old

    @property
    def share(self) -> Decimal | None:
        """The difference as a share of the old value (0–1); None when that is zero."""
        return ratio(self.difference, number(self.old)) if self.difference is not None else None


@dataclass(frozen=True)
class ItemChange:
    """A single field of a section (`rowset` empty) or a row, with all its fields."""

    change: Change
    section: str
    rowset: str
    old_key: UUID | None
    new_key: UUID | None
    label: str
    fields: tuple[FieldChange, ...]
    level: int = 0

    @property
    def changed(self) -> tuple[FieldChange, ...]:
        """The fields that differ; of an item that came or went, those that say anything."""
        return tuple(field for field in self.fields if field.differs)

    @property
    def keys(self) -> set[tuple[str, UUID | str]]:
        """How remarks name it: (row set, key), or (section, field)."""
        if not self.rowset:
            return {(self.section, self.fields[0].spec.name)}
        return {(self.rowset, key) for key in (self.old_key, self.new_key) if key is not None}


@dataclass(frozen=True)
class SetChange:
    """The single fields of a section, or one row set; `is_reordered`: what stayed stands in another order."""

    label: str
    items: tuple[ItemChange, ...]
    is_reordered: bool = False


@dataclass(frozen=True)
class SectionChange:
    """A section with its parts."""

    section: Section
    sets: tuple[SetChange, ...]


@dataclass(frozen=True)
class Comparison:
    """Two filings side by side. `names`: what linked items are called, in the old filing and in the new one."""

    sections: tuple[SectionChange, ...]
    old_names: Mapping[UUID, str]
    new_names: Mapping[UUID, str]

    def items(self) -> Iterator[ItemChange]:
        """All items of all sections."""
        for section in self.sections:
            for part in section.sets:
                yield from part.items

    def count(self, change: Change) -> int:
        """How many items came, went, changed or stayed."""
        return sum(item.change == change for item in self.items())

    @property
    def is_empty(self) -> bool:
        """Whether both say the same, in the same order."""
        stayed = all(item.change == Change.SAME for item in self.items())
        return stayed and not any(part.is_reordered for section in self.sections for part in section.sets)


def compare(old: EvaluationFacts, new: EvaluationFacts) -> Comparison:
    """Everything `new` says beside what `old` says."""
    rowsets = [rowset for section in FORM_SECTIONS for rowset in section.rowsets] + [EVIDENCE]
    pairs = {rowset.name: pairs_of(rowset.name, old, new) for rowset in rowsets}
    of_links = {before: after for found in pairs.values() for after, before in found.items()}
    sections = [
        SectionChange(section, tuple(_sets(section, old, new, pairs, of_links))) for section in FORM_SECTIONS
    ]
    for section, rowset in _FURTHER:
        part = _rows(section, rowset, old, new, pairs.get(rowset.name, {}), of_links)
        sections.append(SectionChange(section, (part,)))
    return Comparison(tuple(sections), names_of(old), names_of(new))


def names_of(facts: EvaluationFacts) -> dict[UUID, str]:
    """What every item that links point at is called."""
    return {
        row.key: _label(rowset, row, order)
        for section in FORM_SECTIONS
        for rowset in section.rowsets
        for order, row in enumerate(getattr(facts, rowset.name), start=1)
    }


def _sets(
    section: Section, old: EvaluationFacts, new: EvaluationFacts, pairs: dict[str, Pairs], links: Pairs
) -> Iterator[SetChange]:
    if section.fields:
        before, after = getattr(old, section.group), getattr(new, section.group)
        yield SetChange("", tuple(_single(section, spec, before, after) for spec in section.fields))
    for rowset in section.rowsets:
        yield _rows(section, rowset, old, new, pairs[rowset.name], links)


def _single(section: Section, spec: Field, before: Any, after: Any) -> ItemChange:
    old, new = getattr(before, spec.name), getattr(after, spec.name)
    change = Change.SAME if old == new else Change.CHANGED
    field = FieldChange(spec, old, new, old != new)
    return ItemChange(change, section.key, "", None, None, spec.label, (field,))


def _rows(
    section: Section, rowset: RowSet, old: EvaluationFacts, new: EvaluationFacts, pairs: Pairs, links: Pairs
) -> SetChange:
    """Rows in the new order; one that went stands behind the row it stood behind."""
    before = {_key(row): (order, row) for order, row in enumerate(getattr(old, rowset.name), start=1)}
    after = {_key(row): (order, row) for order, row in enumerate(getattr(new, rowset.name), start=1)}
    if rowset is EXPLANATIONS:  # known by the finding they answer
        pairs = {key: key for key in after if key in before}
    items = []
    for key, place in _merged(list(before), list(after), pairs):
        old_key = pairs.get(key) if place else key
        items.append(
            _item(
                section, rowset,
                (old_key, before[old_key]) if old_key else None, (key, after[key]) if place else None, links,
            )
        )  # fmt: skip
    stayed = [pairs[key] for key in after if key in pairs]
    position = {key: order for order, key in enumerate(before)}
    return SetChange(rowset.label, tuple(items), stayed != sorted(stayed, key=position.__getitem__))


def _key(row: Any) -> UUID:
    """The key of a row; an explanation's is made of the finding it answers."""
    return row.key if hasattr(row, "key") else uuid5(NAMESPACE_URL, row.finding)


def _merged(before: list[UUID], after: list[UUID], pairs: Pairs) -> list[tuple[UUID, bool]]:
    """All keys once: (key in the new filing, True), or (key of a row that went, False)."""
    following: dict[UUID | None, list[UUID]] = {}
    kept, last = set(pairs.values()), None
    for key in before:
        if key in kept:
            last = key
        else:
            following.setdefault(last, []).append(key)
    merged = [(key, False) for key in following.get(None, ())]
    for key in after:
        merged.append((key, True))
        merged += [(gone, False) for gone in following.get(pairs.get(key), ())] if key in pairs else []
    return merged


Numbered = tuple[int, Any]


def _item(
    section: Section,
    rowset: RowSet,
    before: tuple[UUID, Numbered] | None,
    after: tuple[UUID, Numbered] | None,
    links: Pairs,
) -> ItemChange:
    """One row of both filings, or of one."""
    old_key, (_, old) = before or (None, (0, None))
    new_key, (_, new) = after or (None, (0, None))
    _, (order, row) = after or before  # type: ignore[misc]
    fields = tuple(_field(spec, old, new, links) for spec in rowset.fields)
    if old is None or new is None:
        change = Change.ADDED if old is None else Change.REMOVED
    else:
        change = Change.CHANGED if any(field.differs for field in fields) else Change.SAME
    label = _label(rowset, row, order)
    return ItemChange(
        change, section.key, rowset.name, old_key, new_key, label, fields, getattr(row, "level", 0)
    )


def _label(rowset: RowSet, row: Any, order: int) -> str:
    """What it is called: its name, the words it explains, else its number."""
    item = getattr(row, "item", None)
    name = item.label if item else ""
    name = name or next((text for field in _NAMING if (text := getattr(row, field, ""))), "")
    return str(name)[:MOST_LETTERS] or f"{rowset.label}第 {order} {rowset.word}"


def _field(spec: Field, old: Any, new: Any, links: Pairs) -> FieldChange:
    before = getattr(old, spec.name) if old is not None else None
    after = getattr(new, spec.name) if new is not None else None
    if old is None or new is None:
        return FieldChange(spec, before, after, not is_blank(after if old is None else before))
    return FieldChange(spec, before, after, _differ(spec, before, after, links))


def _differ(spec: Field, old: Any, new: Any, links: Pairs) -> bool:
    """Links differ by what they point at, whatever its key; zero, empty and 不适用 are three values."""
    if spec.kind == Kind.LINK:
        return bool(links.get(old, old) != new)
    if spec.kind == Kind.LINKS:
        return {links.get(key, key) for key in old} != set(new)
    return bool(old != new)
