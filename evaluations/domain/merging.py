"""Three versions of a section made one: as the workbook was made (base), as the file states it, as it is stored now.

What the file leaves as it was keeps what is stored. What only the file changed is a change. What both changed to
different values is a conflict, for a person to decide. Nothing is taken out, and no blank erases, unless asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from evaluations.domain.sections import (
    MAX_ROWS,
    Field,
    Kind,
    Row,
    RowSet,
    Section,
    SectionData,
    is_blank,
)
from evaluations.domain.sheets import name_of
from evaluations.domain.stated import StatedRow, StatedSection


class Sort(StrEnum):
    """What becomes of a value or row."""

    ADDED = "新增"
    CHANGED = "修改"
    REMOVED = "删除"
    CONFLICT = "两边都改了"
    MOVED = "顺序"


@dataclass(frozen=True)
class Change:
    """One value, row or order that differs from what is stored.

    `anchor` names it in the form; `sheet` and `at` say where it stands in the file; `was` is set for conflicts.
    """

    sort: Sort
    section: str
    anchor: str
    sheet: str
    at: str
    label: str
    rowset: RowSet | None = None
    key: UUID | None = None
    spec: Field | None = None
    old: Any = None
    new: Any = None
    was: Any = None


@dataclass
class Merge:
    """All changes of a section, and how many values stay; `kept` are blanks in the file that erase nothing."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0
    kept: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """What the person decided: conflicts for which the file counts, rows to take out, orders to follow."""

    mine: Collection[str] = ()
    removed: Collection[str] = ()
    moved: Collection[str] = ()


def same(spec: Field, one: Any, other: Any) -> bool:
    """Whether two values state the same."""
    if is_blank(one) or is_blank(other):
        return is_blank(one) and is_blank(other)
    if spec.kind == Kind.LINKS:
        return set(one) == set(other)
    if spec.kind == Kind.NAME:
        return " ".join(str(one).split()) == " ".join(str(other).split())
    return bool(one == other)


def merge(
    section: Section, base: SectionData, mine: StatedSection, now: SectionData, *, erase: bool = False
) -> Merge:
    """What the file changes. `erase`: blanks take out what is stored."""
    found = Merge()
    for spec in section.fields:
        if spec.name in mine.values:
            place = Change(
                Sort.CHANGED, section.key, spec.name, mine.sheet, mine.cells[spec.name], spec.label, spec=spec
            )
            values = base.fields[spec.name], mine.values[spec.name], now.fields[spec.name]
            _compare(found, place, values, erase)
    for rowset in section.rowsets:
        if rowset.name in mine.rows:
            _Rows(section, rowset, base, mine, now, erase, found).compare()
    return found


def _compare(found: Merge, place: Change, values: tuple[Any, Any, Any], erase: bool) -> None:
    """One value in its three versions."""
    spec = place.spec
    assert spec is not None
    was, new, old = values
    if is_blank(new) and not erase:
        if is_blank(was) or is_blank(old):  # nothing there, or others filled in what was empty
            found.same += 1
        else:
            found.kept.append(_with(place, old=old, new=new))
        return
    if same(spec, new, old) or same(spec, new, was):
        found.same += 1
    elif same(spec, was, old):
        found.changes.append(_with(place, old=old, new=new))
    else:
        found.changes.append(_with(place, sort=Sort.CONFLICT, old=old, new=new, was=was))


def _with(place: Change, **more: Any) -> Change:
    return Change(**{**place.__dict__, **more})


class _Rows:
    """The rows of one row set in their three versions."""

    def __init__(
        self, section: Section, rowset: RowSet, base: SectionData, mine: StatedSection, now: SectionData,
        erase: bool, found: Merge,
    ) -> None:  # fmt: skip
        self.section, self.rowset, self.erase, self.found = section, rowset, erase, found
        self.base = {row["key"]: row for row in base.rows[rowset.name]}
        self.now = {row["key"]: row for row in now.rows[rowset.name]}
        self.mine = {row.key: row for row in mine.rows[rowset.name]}
        self.sheet = mine.sheets.get(rowset.name, "")

    def compare(self) -> None:
        """Row by row in the order of the file, then what is missing there, then the order itself."""
        for row in self.mine.values():
            if row.key in self.now:
                self._values(row)
            elif self.rowset.is_given:
                continue  # what last year promised stands in its filing, not in a file
            elif row.key in self.base:
                self._revived(row)
            else:
                self._add(Sort.ADDED, row, new=row.values)
        if not (self.rowset.is_fixed or self.rowset.is_given):
            for key in self.now:
                if key in self.base and key not in self.mine:
                    self._missing(key)
            self._order()

    def _label(self, values: Mapping[str, Any]) -> str:
        item = next((each for each in self.rowset.fields if each.name == "item"), None)
        if item and item.choices and values.get("item"):
            return str(item.choices(values["item"]).label)
        return name_of(values) or f"（未命名的{self.rowset.called}）"

    def _add(self, sort: Sort, row: StatedRow, **more: Any) -> None:
        anchor = f"{self.rowset.name}-{row.key}"
        at = f"第 {row.number} 行"
        self.found.changes.append(
            Change(sort, self.section.key, anchor, self.sheet, at, self._label(row.values), self.rowset,
                   row.key, **more)
        )  # fmt: skip

    def _values(self, row: StatedRow) -> None:
        old = self.now[row.key]
        was = self.base.get(row.key, old)  # a row that this very file added before
        for spec in self.rowset.fields:
            if spec.name in row.values and not spec.given:
                anchor = f"{self.rowset.name}-{row.key}-{spec.name}"
                label = f"{self._label(old)} · {spec.label}"
                place = Change(Sort.CHANGED, self.section.key, anchor, self.sheet, row.cells[spec.name], label,
                               self.rowset, row.key, spec)  # fmt: skip
                values = was[spec.name], row.values[spec.name], old[spec.name]
                _compare(self.found, place, values, self.erase)

    def _revived(self, row: StatedRow) -> None:
        """A row that others took out: it stays out unless the file changed it and the person insists."""
        was = self.base[row.key]
        changed = any(
            not same(spec, row.values[spec.name], was[spec.name])
            for spec in self.rowset.fields
            if spec.name in row.values and not is_blank(row.values[spec.name])
        )
        if changed:
            self._add(Sort.CONFLICT, row, new=row.values, was=was)

    def _missing(self, key: UUID) -> None:
        row = self.now[key]
        anchor = f"{self.rowset.name}-{key}"
        self.found.changes.append(
            Change(Sort.REMOVED, self.section.key, anchor, self.sheet, "", self._label(row), self.rowset, key,
                   old=row, was=self.base[key])
        )  # fmt: skip

    def _order(self) -> None:
        kept = [key for key in self.mine if key in self.base and key in self.now]
        if kept != [key for key in self.base if key in set(kept)] and kept != [
            key for key in self.now if key in set(kept)
        ]:
            self.found.changes.append(
                Change(Sort.MOVED, self.section.key, self.rowset.name, self.sheet, "", self.rowset.label,
                       self.rowset)
            )  # fmt: skip


# ── taking it over ───────────────────────────────────────────────────────────────────────────────────────────────


def applied(
    section: Section, mine: StatedSection, now: SectionData, changes: Iterable[Change], choices: Choices
) -> SectionData:
    """The section as it is to be stored: what is stored now, with what was accepted."""
    taken = [change for change in changes if change.section == section.key and _accepted(change, choices)]
    fields = now.fields | {
        change.spec.name: _empty(change.spec, change.new)
        for change in taken
        if change.rowset is None and change.spec
    }
    rows = {}
    for rowset in section.rowsets:
        here = [change for change in taken if change.rowset is not None and change.rowset.name == rowset.name]
        order = [row.key for row in mine.rows.get(rowset.name, ())]
        rows[rowset.name] = _rows(rowset, now.rows[rowset.name], order, here)
    return SectionData(fields, rows)


def _accepted(change: Change, choices: Choices) -> bool:
    asked = {Sort.CONFLICT: choices.mine, Sort.REMOVED: choices.removed, Sort.MOVED: choices.moved}
    return change.sort not in asked or change.anchor in asked[change.sort]


def _rows(rowset: RowSet, now: Sequence[Row], order: Sequence[UUID], changes: Sequence[Change]) -> list[Row]:
    rows = {row["key"]: dict(row) for row in now}
    for change in changes:
        assert change.key is not None or change.sort == Sort.MOVED
        if change.sort == Sort.REMOVED:
            rows.pop(change.key, None)
        elif change.spec is not None:
            rows[change.key][change.spec.name] = _empty(change.spec, change.new)
        elif change.sort in (Sort.ADDED, Sort.CONFLICT):
            values = {spec.name: _empty(spec, change.new.get(spec.name)) for spec in rowset.fields}
            rows[change.key] = {"key": change.key, **values}
    is_moved = any(change.sort == Sort.MOVED for change in changes)
    lead, rest = (order, list(rows)) if is_moved else ([row["key"] for row in now], order)
    return [rows[key] for key in placed(lead, rest) if key in rows]


def placed(lead: Sequence[UUID], rest: Sequence[UUID]) -> list[UUID]:
    """`lead` in its order, and what only `rest` has behind the one that stands before it there."""
    result, at = list(lead), -1
    known = set(lead)
    for key in rest:
        if key in known:
            at = result.index(key)
        else:
            at += 1
            result.insert(at, key)
            known.add(key)
    return result


def _empty(spec: Field, value: Any) -> Any:
    """An empty value as its kind is stored."""
    if not is_blank(value):
        return value
    return () if spec.kind == Kind.LINKS else "" if spec.kind in (Kind.NAME, Kind.PROSE) else None


def without_gone(sections: Mapping[Section, SectionData]) -> dict[Section, SectionData]:
    """The sections without links to rows that are taken out with them."""
    keys = {
        name: {row["key"] for row in rows} for data in sections.values() for name, rows in data.rows.items()
    }

    def held(spec: Field, value: Any) -> Any:
        there = keys.get(spec.target)
        if there is None or is_blank(value):
            return value
        if spec.kind == Kind.LINKS:
            return tuple(key for key in value if key in there)
        return value if value in there else None

    return {
        section: SectionData(
            data.fields,
            {
                rowset.name: [
                    {"key": row["key"]} | {spec.name: held(spec, row[spec.name]) for spec in rowset.fields}
                    for row in data.rows[rowset.name]
                ]
                for rowset in section.rowsets
            },
        )
        for section, data in sections.items()
    }


def faults(section: Section, data: SectionData) -> Iterator[str]:
    """What would make the section none: too many rows, rows without the one they belong to."""
    for rowset in section.rowsets:
        rows = data.rows[rowset.name]
        if len(rows) > MAX_ROWS:
            yield f"“{rowset.label}”有 {len(rows)} 行，最多 {MAX_ROWS} 行"
        if rowset.parent:
            yield from _tree_faults(rowset, rows)


def _tree_faults(rowset: RowSet, rows: Sequence[Row]) -> Iterator[str]:
    has_levels = any(spec.name == "level" for spec in rowset.fields)
    level = {row["key"]: row["level"] for row in rows} if has_levels else {}
    for row in rows:
        above, name = row[rowset.parent], name_of(row) or "（未命名）"
        if not has_levels:
            if above is None:
                yield f"{rowset.label}“{name}”没有所属的项目：它的项目被删去了，请一并删除或改选"
        elif row["level"] not in (1, 2, 3):
            yield f"{rowset.label}“{name}”没有级别"
        elif (level.get(above, 0) if above else 0) != row["level"] - 1:
            yield f"{rowset.label}“{name}”的上级不对或被删去了：{row['level']} 级指标的上级应是 {row['level'] - 1} 级，请一并删除或改选"
