"""Saving one section: compare-and-set on its version, then its fields and rows, in one transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.holding import hold_open
from evaluations.domain.sections import Row, Section, SectionData
from evaluations.models import Detail, SectionState, SelfEvaluation
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
) -> None:
    """Writes a section if its version is still `version`.

    Raises EvaluationLocked after submission, StaleSection when somebody else saved first.
    """
    with acting(by):
        _take_version(evaluation, section, version, by, complete, timezone.now())
        write_section(evaluation, section, data)


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
    """Fields and rows of one section; the caller holds the transaction and the version."""
    if section.fields:
        _write_fields(evaluation, data.fields)
    tables = [(ROW_TABLES[rowset.name], data.rows[rowset.name]) for rowset in section.rowsets]
    stored = {table.rowset: _stored(evaluation, table) for table, _ in tables}
    gone = {table.rowset: _take_missing(stored[table.rowset], rows) for table, rows in tables}
    for rowset in section.rowsets:
        if rowset.is_fixed:  # its items stand once: the old line makes room for the new
            _drop(ROW_TABLES[rowset.name], gone.pop(rowset.name))
    for table, rows in tables:
        _write_rows(evaluation, table, rows, stored)
    for rowset_name in reversed(gone):  # last, when what pointed at them points elsewhere
        _drop(ROW_TABLES[rowset_name], gone[rowset_name])


Stored = dict[UUID, Any]


def _stored(evaluation: SelfEvaluation, table: RowTable) -> Stored:
    rows = table.model._default_manager.filter(**table.owned_by(evaluation))
    return {record.key: record for record in rows}


def _write_fields(evaluation: SelfEvaluation, values: dict[str, Any]) -> None:
    detail = Detail.objects.get(evaluation=evaluation)
    for name, value in values.items():
        detail.assign(name, value)
    detail.save(update_fields=[*values, "not_applicable"])


def _take_missing(stored: Stored, rows: list[Row]) -> list[Any]:
    """Takes out what is stored and no longer given."""
    return [stored.pop(key) for key in stored.keys() - {row["key"] for row in rows}]


def _drop(table: RowTable, gone: list[Any]) -> None:
    if not gone:
        return
    if table.extension:
        table.extension._default_manager.filter(pk__in=[record.pk for record in gone]).delete()
    for level in sorted({getattr(record, "level", 0) for record in gone}, reverse=True):
        ids = [record.pk for record in gone if getattr(record, "level", 0) == level]
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
        changed = [
            record
            for position, row in enumerate(rows)
            if (row.get("level") or 0) == level
            and (record := _changed(evaluation, table, records.get(row["key"]), row, position, targets))
        ]
        _upsert(table, changed)
        if any(record.key not in records for record in changed):
            fresh = _stored(evaluation, table)
            records.update({record.key: fresh[record.key] for record in changed})
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


def _changed(
    evaluation: SelfEvaluation, table: RowTable, record: Any, row: Row, position: int, targets: dict[str, Ids]
) -> Any:
    """The record with the row's values, or None when it held them already."""
    record = record or table.model(key=row["key"], **table.owned_by(evaluation))
    before = None if record.pk is None else dict(record.__dict__)
    record.position = position
    _assign(record, table.columns, row)
    for name, target in table.links.items():
        if hasattr(record, f"{name}_id"):
            setattr(record, f"{name}_id", targets[target].get(row[name]))
    return record if before != record.__dict__ else None


def _assign(record: Any, names: Iterable[str], row: Row) -> None:
    for name in names:
        value = row[name]
        if value is None and not record._meta.get_field(name).null:
            value = ""
        if isinstance(record, FiguresModel):
            record.assign(name, value)
        else:
            setattr(record, name, None if value is NOT_APPLICABLE else value)


def _upsert(table: RowTable, records: list[Any]) -> None:
    if not records:
        return
    owner = table.owner
    names = [
        column.name
        for column in table.model._meta.concrete_fields
        if column.name not in ("id", "key", owner) and not column.primary_key
    ]
    table.model._default_manager.bulk_create(
        records, update_conflicts=True, unique_fields=[owner, "key"], update_fields=names
    )


def _write_extension(
    evaluation: SelfEvaluation, table: RowTable, rows: list[Row], ids: Ids, targets: dict[str, Ids]
) -> None:
    assert table.extension is not None
    records = {record.pk: record for record in table.extension._default_manager.filter(pk__in=ids.values())}
    changed = []
    for row in rows:
        pk = ids[row["key"]]
        record = records.get(pk) or table.extension(pk=pk, evaluation=evaluation)
        before = dict(record.__dict__) if pk in records else None
        _assign(record, table.extension_columns, row)
        for name, target in table.links.items():
            if hasattr(record, f"{name}_id"):
                setattr(record, f"{name}_id", targets[target].get(row[name]))
        if before != record.__dict__:
            changed.append(record)
    if changed:
        names = [column.name for column in table.extension._meta.concrete_fields if not column.primary_key]
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
