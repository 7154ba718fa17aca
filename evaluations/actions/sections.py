"""Saving one section: compare-and-set on its version, then its fields and rows, in one transaction."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db.models import F, Model
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.drafts import close_sittings
from evaluations.actions.holding import hold_open
from evaluations.actions.touched import marked_before, marks_of, touched_by
from evaluations.domain.facts import SCORED
from evaluations.domain.sections import Row, RowSet, Section, SectionData
from evaluations.models import CarriedOver, Detail, SectionState, SelfEvaluation
from evaluations.row_tables import ROW_TABLES, RowTable
from huadu_perf.lib.fixed_point import FiguresModel
from huadu_perf.lib.values import NOT_APPLICABLE


class StaleSection(Exception):
    """Somebody saved the section after this person opened it; nothing was written."""

    def __init__(self, state: SectionState) -> None:
        super().__init__(state.section)
        self.state = state


def save_section(
    *,
    evaluation: SelfEvaluation,
    section: Section,
    data: SectionData,
    version: int,
    by: User,
    complete: bool = False,
    confirms: bool = False,
    sitting: UUID | None = None,
    replaced: Collection[UUID] = (),
) -> None:
    """Writes a section if its version is still `version`; the drafts of its `sitting` and of those it replaced go.

    `confirms`: the person says that what was copied from an earlier year is right as it is saved.
    Raises EvaluationLocked after submission, StaleSection when somebody else saved first.
    """
    with acting(by):
        _take_version(evaluation, section, version, by, complete, timezone.now())
        write_section(evaluation, section, data)
        if confirms:
            marks_of(evaluation, section).delete()
        if sitting is not None:
            close_sittings(evaluation, section.key, by, sitting, replaced)


def _take_version(
    evaluation: SelfEvaluation, section: Section, version: int, by: User, complete: bool, now: datetime
) -> None:
    hold_open(evaluation)
    states = SectionState.objects.filter(evaluation=evaluation, section=section.key)
    taken = states.filter(version=version).update(
        version=F("version") + 1, edited_by=by, edited_at=now, is_declared_complete=complete
    )
    if not taken:
        raise StaleSection(states.select_related("edited_by").get())


def write_section(evaluation: SelfEvaluation, section: Section, data: SectionData) -> None:
    """Fields and rows of one section, as it is asked for; the caller holds the transaction and the version."""
    marked = marked_before(evaluation, section)
    if section.fields:
        _write_fields(evaluation, data.fields)
    tables = [(ROW_TABLES[rowset.name], data.rows[rowset.name]) for rowset in section.rowsets]
    stored = {table.rowset: _stored(evaluation, table) for table, _ in tables}
    _refuse_shared_keys(evaluation, {table.rowset: rows for table, rows in tables}, stored)
    gone = {
        rowset.name: _take_missing(rowset, stored[rowset.name], data.rows[rowset.name])
        for rowset in section.rowsets
    }
    for rowset in section.rowsets:
        if rowset.is_fixed:  # its items stand once: the old line makes room for the new
            _drop(ROW_TABLES[rowset.name], gone.pop(rowset.name))
    for table, rows in tables:
        _write_rows(evaluation, table, rows, stored)
    for rowset_name in reversed(gone):  # last, when what pointed at them points elsewhere
        _drop(ROW_TABLES[rowset_name], gone[rowset_name])
    if touched := touched_by(marked, data):
        CarriedOver.objects.filter(pk__in=touched).delete()


def _refuse_shared_keys(
    evaluation: SelfEvaluation, posted: dict[str, list[Row]], stored: dict[str, "Stored"]
) -> None:
    """Scores are kept by key: a new row never takes that of another scored row (only a forged post does)."""
    keys = {name: {row["key"] for row in rows} for name, rows in posted.items() if name in SCORED}
    new = {name: found - stored[name].keys() for name, found in keys.items()}
    every = [key for found in keys.values() for key in found]
    taken = len(every) != len(set(every))
    for name in SCORED if any(new.values()) else ():
        others = set().union(*(found for rowset, found in new.items() if rowset != name))
        table = ROW_TABLES[name]
        rows = table.model._default_manager.filter(**table.owned_by(evaluation), key__in=others)
        taken = taken or (bool(others) and rows.exists())
    if taken:
        raise SuspiciousOperation("一行的编号与另一行相同")


Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it stands in its table."""

    pk: int
    columns: Columns

    @property
    def level(self) -> int:
        """Its depth in the tree; 0 in a list."""
        return self.columns.get("level", 0)


Stored = dict[UUID, StoredRow]


def _stored(evaluation: SelfEvaluation, table: RowTable) -> Stored:
    names = _names(table.model, table.columns, table.own_links)
    rows = table.model._default_manager.filter(**table.owned_by(evaluation)).values(
        "pk", "key", "position", *names
    )
    return {row.pop("key"): StoredRow(row.pop("pk"), row) for row in rows}


def _write_fields(evaluation: SelfEvaluation, values: dict[str, Any]) -> None:
    detail = Detail.objects.get(evaluation=evaluation)
    for name, value in values.items():
        detail.assign(name, value)
    detail.save(update_fields=[*values, "not_applicable"])


def _take_missing(rowset: RowSet, stored: Stored, rows: list[Row]) -> list[StoredRow]:
    """Takes out what is stored and no longer given. Lines of a fixed set that this report does not ask for stay."""
    gone = stored.keys() - {row["key"] for row in rows}
    if rowset.is_fixed:
        asked = {*rowset.items, *(row["item"] for row in rows)}
        gone = {key for key in gone if stored[key].columns["item"] in asked}
    return [stored.pop(key) for key in gone]


def _drop(table: RowTable, gone: list[StoredRow]) -> None:
    if not gone:
        return
    if table.extension:
        table.extension._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
    for level in sorted({row.level for row in gone}, reverse=True):
        ids = [row.pk for row in gone if row.level == level]
        table.model._default_manager.filter(pk__in=ids).delete()


def _write_rows(
    evaluation: SelfEvaluation, table: RowTable, rows: list[Row], stored: dict[str, Stored]
) -> None:
    """Upserts changed rows level by level (parents first), then their extension and their many-to-many links."""
    records = stored[table.rowset]
    targets = {
        target: {key: record.pk for key, record in stored[target].items()}
        if target in stored
        else _ids(evaluation, target)
        for target in {*table.links.values(), *table.many_links.values()}
    }
    for level in sorted({row.get("level") or 0 for row in rows}):
        placed = [(place, row) for place, row in enumerate(rows) if (row.get("level") or 0) == level]
        changed = _changed(table, placed, records, targets)
        _upsert(evaluation, table, changed)
        if changed.keys() - records.keys():
            fresh = _stored(evaluation, table)
            records.update({key: fresh[key] for key in changed})
            if table.rowset in targets:
                targets[table.rowset] = {key: record.pk for key, record in records.items()}
    ids = {key: record.pk for key, record in records.items()}
    if table.extension:
        _write_extension(evaluation, table, rows, ids, targets)
    for name, target in table.many_links.items():
        _write_many(table, name, rows, ids, targets[target])


Ids = dict[UUID, int]


def _ids(evaluation: SelfEvaluation, rowset: str) -> Ids:
    table = ROW_TABLES[rowset]
    return dict(table.model._default_manager.filter(**table.owned_by(evaluation)).values_list("key", "pk"))


def _names(model: type[Model], names: Iterable[str], links: Iterable[str]) -> list[str]:
    """The columns that hold some fields and links of a row set."""
    marks = ["not_applicable"] if issubclass(model, FiguresModel) else []
    return [*names, *(f"{name}_id" for name in links), *marks]


def _columns(
    model: type[Model], names: Iterable[str], links: dict[str, str], row: Row, targets: dict[str, Ids]
) -> Columns:
    """A row's values as its table holds them: 不适用 is named in a column of its own, links are ids."""
    columns = {name: row[name] for name in names}
    empty = (name for name, value in columns.items() if value is None)
    columns |= {name: "" for name in empty if not model._meta.get_field(name).null}
    columns |= {f"{name}_id": targets[target].get(row[name]) for name, target in links.items()}
    if issubclass(model, FiguresModel):
        marked = sorted(name for name, value in columns.items() if value is NOT_APPLICABLE)
        columns |= {**dict.fromkeys(marked), "not_applicable": marked}
    return columns


def _changed(
    table: RowTable, placed: Iterable[tuple[int, Row]], stored: Stored, targets: dict[str, Ids]
) -> dict[UUID, Columns]:
    """The columns of those rows (each with its position) that are not stored so already, by key."""
    changed = {}
    for position, row in placed:
        columns = _columns(table.model, table.columns, table.own_links, row, targets) | {"position": position}
        if row["key"] not in stored or stored[row["key"]].columns != columns:
            changed[row["key"]] = columns
    return changed


def _upsert(evaluation: SelfEvaluation, table: RowTable, rows: dict[UUID, Columns]) -> None:
    if not rows:
        return
    records = [table.model(key=key, **table.owned_by(evaluation), **columns) for key, columns in rows.items()]
    names = ["position", *_names(table.model, table.columns, table.own_links)]
    table.model._default_manager.bulk_create(
        records, update_conflicts=True, unique_fields=[table.owner, "key"], update_fields=names
    )


def _write_extension(
    evaluation: SelfEvaluation, table: RowTable, rows: list[Row], ids: Ids, targets: dict[str, Ids]
) -> None:
    assert table.extension is not None
    names = _names(table.extension, table.extension_columns, table.extension_links)
    found = table.extension._default_manager.filter(pk__in=ids.values()).values("pk", *names)
    stored = {columns.pop("pk"): columns for columns in found}
    changed = []
    for row in rows:
        pk = ids[row["key"]]
        columns = _columns(table.extension, table.extension_columns, table.extension_links, row, targets)
        if stored.get(pk) != columns:
            changed.append(table.extension(pk=pk, evaluation=evaluation, **columns))
    if changed:
        table.extension._default_manager.bulk_create(
            changed, update_conflicts=True, unique_fields=["project"], update_fields=names
        )


def _write_many(table: RowTable, name: str, rows: list[Row], ids: Ids, targets: Ids) -> None:
    relation = table.model._meta.get_field(name)
    through = relation.remote_field.through
    source, target = relation.m2m_column_name(), relation.m2m_reverse_name()
    wanted = {(ids[row["key"]], targets[key]) for row in rows for key in row[name] if key in targets}
    stored = {
        (link[source], link[target]): link["id"]
        for link in through.objects.filter(**{f"{source}__in": ids.values()}).values("id", source, target)
    }
    gone = [pk for pair, pk in stored.items() if pair not in wanted]
    if gone:
        through.objects.filter(pk__in=gone).delete()
    through.objects.bulk_create(
        through(**{source: left, target: right}) for left, right in sorted(wanted - stored.keys())
    )
