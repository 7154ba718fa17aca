"""Copying row by row: which row of an earlier filing is which row of this year, and what it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from evaluations.domain.asked import asked, form_data
from evaluations.domain.facts import SCORED, EvaluationFacts
from evaluations.domain.places import at
from evaluations.domain.row_matching import Keys, label_of, matched
from evaluations.domain.sections import (
    FORM_SECTIONS,
    MAX_ROWS,
    ROWSETS,
    SECTION_BY_KEY,
    SECTION_OF_ROWSET,
    Field,
    Kind,
    Row,
    RowSet,
    SectionData,
    is_blank,
)
from huadu_perf.lib.findings import Place

#: What this year calls by another name than last year's filing.
_SOURCES = {("budget_lines", "last_year_amount"): "executed_amount"}
#: What a node of the index system may prescribe.
_PRESCRIBED = ("name", "kind", "points", "direction", "target_value", "unit")
#: Values that mean nothing where these two are others.
_MEASURED_IN = ("direction", "unit")
_TARGETS = ("target_value", "target_text")
_MORE_KEYS = UUID("8f0e4a52-35a1-5c0b-9d4e-6a1c9b1f7e20")


class Outcome(Enum):
    """What becomes of a line."""

    ADDED = "新增"
    FILLED = "补上空缺"
    REPLACED = "替换"
    KEPT = "已填，保留"
    SAME = "相同"
    LEFT = "不复制"
    NOTHING = ""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Line:
    """One row or single field: what it is called, what becomes of it, and why it is left where it is."""

    label: str
    outcome: Outcome
    reason: str = ""


class Carrier:
    """Copies from `source` (as it is read: bound numbers with their values) into the sections of `facts`."""

    def __init__(self, source: EvaluationFacts, facts: EvaluationFacts) -> None:
        self.source, self.facts = source, facts
        self.marks: list[Place] = []
        self._data: dict[str, SectionData] = {}
        self._touched: set[str] = set()
        self._keys: dict[str, Keys] = {}
        self._nodes = {node.key: node for node in facts.campaign.nodes}
        self._old_nodes = {node.key for node in source.campaign.nodes}

    def sections(self) -> dict[str, SectionData]:
        """The sections that change, as they become, in their order."""
        return {each.key: self._data[each.key] for each in FORM_SECTIONS if each.key in self._touched}

    def _section(self, key: str) -> SectionData:
        if key not in self._data:
            self._data[key] = form_data(asked(SECTION_BY_KEY[key], self.facts.campaign.template), self.facts)
        return self._data[key]

    def _mark(self, place: Place) -> None:
        self.marks.append(place)
        self._touched.add(place.section)

    # ── single fields ────────────────────────────────────────────────────────────────────────────────────────────

    def field(self, section: str, name: str, writes: bool, replaces: bool) -> Line:
        """Copies a single field where it is empty, or where what stands there gives way."""
        spec = next(field for field in SECTION_BY_KEY[section].fields if field.name == name)
        fields = self._section(section).fields
        value = getattr(getattr(self.source, SECTION_BY_KEY[section].group), name)
        outcome = _outcome(fields[name], value, replaces)
        if writes and outcome in (Outcome.FILLED, Outcome.REPLACED):
            fields[name] = value
            self._mark(Place(section, field=name))
        return Line(spec.label, outcome)

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self, rowset: str, names: tuple[str, ...], writes: bool, replaces: bool) -> Iterator[Line]:
        """Copies the rows of a row set; a row that stands already takes what it lacks."""
        spec = ROWSETS[rowset]
        there = {row["key"]: row for row in self._rows(rowset)}
        for number, old in enumerate(getattr(self.source, rowset), start=1):
            label = label_of(spec, old, number)
            key = self._keys_of(rowset).get(old.key)
            if key in there:
                yield Line(label, self._complete(spec, old, there[key], names, writes, replaces))
            elif spec.is_fixed:
                continue
            elif reason := self._refusal(spec, old):
                yield Line(label, Outcome.LEFT, reason)
            else:
                self._add(spec, old, names, writes)
                yield Line(label, Outcome.ADDED)

    def _rows(self, rowset: str) -> list[Row]:
        return self._section(SECTION_OF_ROWSET[rowset]).rows[rowset]

    def _keys_of(self, rowset: str) -> Keys:
        """The row of this year for each row of the source that has one; those added are put in as they come."""
        if rowset not in self._keys:
            old, rows = getattr(self.source, rowset), self._rows(rowset)
            above = self._keys_of("projects") if rowset == "project_indicators" else {}
            self._keys[rowset] = matched(ROWSETS[rowset], old, rows, above)
        return self._keys[rowset]

    def _complete(
        self, spec: RowSet, old: Any, row: Row, names: tuple[str, ...], writes: bool, replaces: bool
    ) -> Outcome:
        """Gives a row what it lacks. What the index system prescribes stays, and a target in another unit means nothing."""
        node = self._nodes.get(row["key"]) if spec.name == "indicators" else None
        fixed = {name for name in _PRESCRIBED if node and not is_blank(getattr(node, name))}
        values = {name: value for name, value in self._values(spec, old, names) if name not in fixed}
        if any(_conflict(row[name], getattr(old, name, None)) for name in _MEASURED_IN if name in row):
            kept = {} if replaces and not fixed & {*_MEASURED_IN} else dict.fromkeys(_TARGETS)
            values = {name: value for name, value in values.items() if name not in kept}
        found = {name: _outcome(row[name], value, replaces) for name, value in values.items()}
        written = [name for name, each in found.items() if each in (Outcome.FILLED, Outcome.REPLACED)]
        if written and writes:
            row.update({name: values[name] for name in written})
            self._mark(at(spec.name, row["key"]))
        return _gravest(found.values())

    def _values(self, spec: RowSet, old: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        """What the old row gives, with links to this year's rows. Only names are copied above the third level."""
        fields = {field.name: field for field in spec.fields}
        if getattr(old, "level", 3) < 3:
            names = ("name",)
        for name in names:
            value = getattr(old, _SOURCES.get((spec.name, name), name))
            yield name, self._linked(fields[name], value) if fields[name].target else value

    def _linked(self, field: Field, value: Any) -> Any:
        keys = self._keys_of(field.target)
        if field.kind == Kind.LINKS:
            return tuple(keys[key] for key in value if key in keys)
        return keys.get(value)

    def _refusal(self, spec: RowSet, old: Any) -> str:
        """Why a row cannot be added; empty when it can."""
        if len(self._rows(spec.name)) >= MAX_ROWS:
            return f"已有 {MAX_ROWS} 行，不能再加"
        if spec.name == "project_indicators" and old.project not in self._keys_of("projects"):
            return "本年没有它所属的项目"
        if spec.name != "indicators":
            return ""
        if self._nodes and old.key in self._old_nodes and old.key not in self._nodes:
            return "本年指标体系中没有这一项"
        if old.parent is not None and old.parent not in self._keys_of("indicators"):
            return "本年指标体系中没有它的上级指标"
        return ""

    def _add(self, spec: RowSet, old: Any, names: tuple[str, ...], writes: bool) -> None:
        rows, keys = self._rows(spec.name), self._keys_of(spec.name)
        row: Row = {"key": self._free_key(spec.name, old.key)}
        row |= {field.name: _blank(field) for field in spec.fields} | dict(self._values(spec, old, names))
        place = len(rows)
        if spec.name == "indicators":
            row |= {"level": old.level, "parent": keys.get(old.parent)}
            place = _behind(rows, row["parent"])
        if writes:
            rows.insert(place, row)
            self._mark(at(spec.name, row["key"]))
        if writes or spec.name in ("indicators", "projects"):
            keys[old.key] = row["key"]  # what stands below it is told of even if nothing is written

    def _free_key(self, rowset: str, key: UUID) -> UUID:
        """The old key, so that the years can be compared; another one where this year uses it otherwise."""
        together = SCORED if rowset in SCORED else (rowset,)
        taken = {row["key"] for name in together for row in self._rows(name)}
        while key in taken:
            key = uuid5(_MORE_KEYS, str(key))
        return key


def _blank(field: Field) -> Any:
    if field.kind == Kind.LINKS:
        return ()
    return "" if field.kind in (Kind.NAME, Kind.PROSE) else None


def _conflict(here: Any, there: Any) -> bool:
    return not is_blank(here) and not is_blank(there) and here != there


def _outcome(here: Any, there: Any, replaces: bool) -> Outcome:
    """What becomes of one value."""
    if is_blank(there):
        return Outcome.NOTHING
    if is_blank(here):
        return Outcome.FILLED
    if here == there:
        return Outcome.SAME
    return Outcome.REPLACED if replaces else Outcome.KEPT


def _gravest(outcomes: Any) -> Outcome:
    """One word for a row: what is written counts before what stays."""
    found = set(outcomes)
    order = (Outcome.REPLACED, Outcome.FILLED, Outcome.KEPT, Outcome.SAME)
    return next((each for each in order if each in found), Outcome.NOTHING)


def _behind(rows: list[Row], parent: UUID | None) -> int:
    """The place behind everything that stands below a row of a tree."""
    if parent is None:
        return len(rows)
    below, place = {parent}, len(rows)
    for number, row in enumerate(rows):
        if row["key"] in below or row["parent"] in below:
            below.add(row["key"])
            place = number + 1
    return place
