"""Which row of one year is which row of another: by key, else by what it is called at its place in the tree."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from evaluations.domain.sections import Row, RowSet

Keys = dict[UUID, UUID]
_LETTERS = re.compile(r"[\W_]+")


def matched(
    spec: RowSet, old: Sequence[Any], rows: Iterable[Row], above: Mapping[UUID, UUID] | None = None
) -> Keys:
    """The key of this year's row for each old row that has one, each once.

    `above`: this year's projects by last year's, for their indicators, which are called alike in several projects.
    """
    names = _paths(spec, list(rows), None)
    old_names = _paths(spec, [_values(spec, row) for row in old], above or {})
    by_name: dict[object, UUID] = {}
    for key, name in names.items():
        by_name.setdefault(name, key)
    found: Keys = {} if spec.is_fixed else {row.key: row.key for row in old if row.key in names}
    taken = set(found.values())
    for row in old:
        here = by_name.get(old_names[row.key]) if old_names[row.key] else None
        if row.key not in found and here is not None and here not in taken:
            found[row.key] = here
            taken.add(here)
    return found


def label_of(spec: RowSet, row: Any, number: int) -> str:
    """What a row is called, else its number."""
    item = getattr(row, "item", None)
    name = item.label if item is not None else _name(_values(spec, row))
    return f"{name[:40]}…" if len(name) > 40 else name or f"第 {number} {spec.word}"


def _values(spec: RowSet, row: Any) -> Row:
    return {"key": row.key} | {field.name: getattr(row, field.name) for field in spec.fields}


def _name(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or row.get("name") or row.get("text") or "")


def _paths(spec: RowSet, rows: Sequence[Row], above: Mapping[UUID, UUID] | None) -> dict[UUID, Any]:
    """What each row is known by: its item, its name, or in a tree its name below those above it. Blank names are none."""
    if spec.is_fixed:
        return {row["key"]: row["item"] for row in rows}
    names = {row["key"]: _LETTERS.sub("", _name(row)) for row in rows}
    if spec.parent and spec.parent != "parent":
        holders = {
            row["key"]: row[spec.parent] if above is None else above.get(row[spec.parent]) for row in rows
        }
        return {key: (holders[key], name) if name and holders[key] else () for key, name in names.items()}
    if not spec.parent:
        return {key: (name,) if name else () for key, name in names.items()}
    parents = {row["key"]: row["parent"] for row in rows}
    return {key: _path(key, parents, names) for key in names}


def _path(key: UUID, above: Mapping[UUID, UUID | None], names: Mapping[UUID, str]) -> tuple[str, ...]:
    path: list[str] = []
    at: UUID | None = key
    while at is not None and at in names and len(path) < 4:
        path.insert(0, names[at])
        at = above[at]
    return tuple(path) if all(path) else ()
