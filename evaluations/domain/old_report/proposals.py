"""What of an old report could go into an evaluation: each item beside what stands there, and the sections as they would become."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from budgets.enums import BudgetItem
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.old_report.facts import JOINT, field_of, has_place, is_too_long, row_key
from evaluations.domain.old_report.found import Confidence, Item, Target, Value
from evaluations.domain.old_report.reading import OldReport
from evaluations.domain.sections import (
    FORM_SECTIONS,
    ROWSETS,
    SECTION_BY_KEY,
    Kind,
    RowSet,
    SectionData,
    is_blank,
    section_data,
)
from huadu_perf.lib.findings import Place
from huadu_perf.lib.values import NOT_APPLICABLE

#: What another year's report may give: never actual values, scores, money, evidence.
_TARGETS = ("name", "kind", "direction", "target_value", "target_text", "unit", "points", "goal")
CARRIED: dict[str, tuple[str, ...]] = {
    "divisions": ("name",), "subunits": ("name", "nature"), "duties": ("text",), "tasks": ("title", "text"),
    "goals": ("title", "expected", "tasks"), "indicators": _TARGETS,
}  # fmt: skip
CARRIED_FIELDS = (("profile", "nature"), ("profile", "established_count"), ("profile", "serving_count"),
                  ("profile", "retired_count"), ("tasks", "overview"))  # fmt: skip
#: By which field a row of a report is known to be one that stands already.
_NAMES = {"duties": "text", "tasks": "title", "goals": "title", "problems": "text", "measures": "text"}
_FIGURES = (Kind.AMOUNT, Kind.COUNT, Kind.POINTS, Kind.QUANTITY)
_LETTERS = re.compile(r"[\W_]+")


class State(StrEnum):
    """How an item stands to what is there."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    STATED = "stated"
    OTHER_YEAR = "other_year"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Proposal:
    """One item with its place in the evaluation. `number` names it in the form; `current`: what stands there."""

    number: int
    item: Item
    key: UUID | None
    state: State
    current: Any = None

    @property
    def may_be_taken(self) -> bool:
        """Whether one can accept it."""
        return self.state in (State.NEW, State.DIFFERS)

    @property
    def is_offered(self) -> bool:
        """Whether it is accepted unless one says no: only what is sure, and only where nothing stands."""
        return self.state == State.NEW and self.item.confidence == Confidence.HIGH


class Offer:
    """A report held against an evaluation. `whole`: everything may be taken, else only what another year can give."""

    def __init__(self, report: OldReport, facts: EvaluationFacts, whole: bool) -> None:
        self.report, self.facts, self.whole = report, facts, whole
        self.keys = {name: _keys_of(report, facts, name) for name in (*_ORDER, "project_indicators")}
        self.rows = {name: {row.key: row for row in getattr(facts, name)} for name in ROWSETS}
        self.proposals = [self._proposal(number, item) for number, item in enumerate(report.items)]

    def _proposal(self, number: int, item: Item) -> Proposal:
        target, field = item.target, field_of(item.target)
        if field is None or (target.rowset == "indicators" and not self._has_place(target.row)):
            return Proposal(number, item, None, State.STATED)
        key = self.keys[target.rowset][target.row] if target.rowset else None
        current = self._current(target, key)
        if not self.whole and not is_carried(target):
            return Proposal(number, item, key, State.OTHER_YEAR, current)
        if is_too_long(field, item.value):
            return Proposal(number, item, key, State.TOO_LONG, current)
        if is_blank(current):
            return Proposal(number, item, key, State.NEW, current)
        same = _same(self._stored(target, item.value), current)
        return Proposal(number, item, key, State.SAME if same else State.DIFFERS, current)

    def _has_place(self, row: int) -> bool:
        shapes = self.report.rows["indicators"]
        return has_place(row, shapes, range(len(shapes)))

    def _current(self, target: Target, key: UUID | None) -> Any:
        if not target.rowset:
            group = getattr(self.facts, SECTION_BY_KEY[target.section].group)
            return getattr(group, target.field)
        row = self.rows[target.rowset].get(key) if key else None
        return getattr(row, target.field) if row else None

    def _stored(self, target: Target, value: Value) -> Any:
        """A value as it would be stored."""
        field = field_of(target)
        if isinstance(value, tuple):
            keys = tuple(self.keys[field.target][row] for row in value) if field else ()
            return keys[0] if field and field.kind == Kind.LINK else keys
        is_figure = field is not None and field.kind in _FIGURES
        return NOT_APPLICABLE if is_figure and value == str(NOT_APPLICABLE) else value

    # ── taking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def taken(self, accepted: Collection[int]) -> dict[str, SectionData]:
        """The sections as they become when these proposals are accepted; only sections that change."""
        chosen = [each for each in self.proposals if each.number in accepted and each.may_be_taken]
        values: dict[Target, Any] = {}
        for each in chosen:
            value = self._stored(each.item.target, each.item.value)
            held = values.get(each.item.target)
            values[each.item.target] = f"{held}{JOINT}{value}" if each.item.joins and held else value
        for target in self._names_above(values):
            values.setdefault(target, self._name_at(target))
        return {key: self._section(key, values) for key in _sections_of(values)}

    def carried(self, accepted: Collection[int]) -> set[Place]:
        """The accepted rows and fields that are another year's. A report without a year that is taken whole is this year's."""
        year = self.report.year or (self.whole and self.facts.campaign.year)
        if year == self.facts.campaign.year:
            return set()
        return {
            Place(target.section, target.rowset, each.key, "" if each.key else target.field)
            for each in self.proposals
            for target in (each.item.target,)
            if each.number in accepted and each.may_be_taken
        }

    def _names_above(self, values: dict[Target, Any]) -> list[Target]:
        """The names of rows that accepted rows hang on and that do not stand yet: a parent comes with its child."""
        needed = []
        for target in values:
            needed += [Target(target.section, "name", *place) for place in self._above(target)]
        return [each for each in needed if self.keys[each.rowset][each.row] not in self.rows[each.rowset]]

    def _above(self, target: Target) -> Iterator[tuple[str, int]]:
        """The row itself and those above it, where rows hang on one another."""
        if target.rowset == "indicators":
            row: int | None = target.row
            while row is not None:
                yield "indicators", row
                row = self.report.rows["indicators"][row].parent
        elif target.rowset == "project_indicators":
            yield "project_indicators", target.row
            yield "projects", self.report.rows["project_indicators"][target.row].parent or 0

    def _name_at(self, target: Target) -> Any:
        return next((item.value for item in self.report.items if item.target == target), "")

    def _section(self, key: str, values: dict[Target, Any]) -> SectionData:
        section = SECTION_BY_KEY[key]
        data = section_data(section, self.facts)
        own = {target: value for target, value in values.items() if target.section == key}
        fields = data.fields | {target.field: value for target, value in own.items() if not target.rowset}
        rows = {name: [dict(row) for row in held] for name, held in data.rows.items()}
        for target, value in sorted(own.items(), key=lambda each: (each[0].rowset, each[0].row)):
            if target.rowset:
                self._row(rows[target.rowset], ROWSETS[target.rowset], target.row)[target.field] = value
        for name, held in rows.items():
            _only_known_links(ROWSETS[name], held, rows)
        return SectionData(fields, rows)

    def _row(self, rows: list[dict[str, Any]], rowset: RowSet, number: int) -> dict[str, Any]:
        """The row of that key, made when it is not there."""
        key = self.keys[rowset.name][number]
        found = next((row for row in rows if row["key"] == key), None)
        if found is None:
            found = {"key": key, **{field.name: _EMPTY.get(field.kind) for field in rowset.fields}}
            rows.append(found)
            self._place(found, rowset.name, number)
        return found

    def _place(self, row: dict[str, Any], rowset: str, number: int) -> None:
        shape = self.report.rows[rowset][number]
        if rowset == "indicators":
            row["level"] = shape.level
            row["parent"] = None if shape.parent is None else self.keys["indicators"][shape.parent]
        elif rowset == "project_indicators":
            row["project"] = self.keys["projects"][shape.parent or 0]
        elif rowset == "budget_lines":
            row["item"] = list(BudgetItem)[number]


_EMPTY: dict[Kind, Any] = {Kind.NAME: "", Kind.PROSE: "", Kind.LINKS: ()}
_ORDER = ("divisions", "subunits", "duties", "tasks", "budget_lines", "goals", "indicators", "projects", "problems",
          "measures")  # fmt: skip


def is_carried(target: Target) -> bool:
    """Whether another year's report may give this (issue 5 §4: targets, never actual values, scores or money)."""
    if target.rowset:
        return target.field in CARRIED.get(target.rowset, ())
    return (target.section, target.field) in CARRIED_FIELDS


def _sections_of(values: dict[Target, Any]) -> list[str]:
    touched = {target.section for target in values}
    return [section.key for section in FORM_SECTIONS if section.key in touched]


def _only_known_links(
    rowset: RowSet, rows: list[dict[str, Any]], all_rows: dict[str, list[dict[str, Any]]]
) -> None:
    """A measure answers only problems that stand or were taken too."""
    for field in rowset.fields:
        if field.kind == Kind.LINKS and field.target in all_rows:
            known = {row["key"] for row in all_rows[field.target]}
            for row in rows:
                row[field.name] = tuple(key for key in row[field.name] or () if key in known)


def _same(value: Any, current: Any) -> bool:
    if isinstance(value, str) and isinstance(current, str):
        return value.strip() == current.strip()
    return bool(value == current)


# ── which row is which ───────────────────────────────────────────────────────────────────────────────────────────


def _keys_of(report: OldReport, facts: EvaluationFacts, rowset: str) -> list[UUID]:
    """The key of each row of the report: of the row that stands already under its name, else one of its own."""
    names = _names_in(report, rowset)
    taken: set[UUID] = set()
    keys: list[UUID] = []
    for row, shape in enumerate(report.rows.get(rowset, ())):
        if rowset == "budget_lines":
            found = next(
                (line.key for line in facts.budget_lines if line.item == list(BudgetItem)[row]), None
            )
        else:
            above = keys[shape.parent] if rowset == "indicators" and shape.parent is not None else None
            found = _standing(facts, rowset, names.get(row, ""), shape.level, above, taken)
        keys.append(found or row_key(report, rowset, row))
        taken.add(keys[-1])
    return keys


def _names_in(report: OldReport, rowset: str) -> dict[int, str]:
    field = _NAMES.get(rowset, "name")
    found: dict[int, str] = {}
    for item in report.items:
        if (item.target.rowset, item.target.field) == (rowset, field):
            found.setdefault(item.target.row, str(item.value))
    return found


def _standing(
    facts: EvaluationFacts, rowset: str, name: str, level: int, above: UUID | None, taken: Collection[UUID]
) -> UUID | None:
    """The row that stands under that name, each once; indicators at their level below the same row."""
    rows: Sequence[Any] = getattr(facts, rowset)
    for row in rows:
        is_there = rowset != "indicators" or (row.level == level and row.parent == above)
        if (
            name
            and is_there
            and row.key not in taken
            and _bare(getattr(row, _NAMES.get(rowset, "name"))) == _bare(name)
        ):
            return UUID(str(row.key))
    return None


def _bare(text: str) -> str:
    return _LETTERS.sub("", text)
