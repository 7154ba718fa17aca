"""修改记录 of one row: who changed which field when, from what to what; out of the change log the database keeps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from accounts.models import User
from evaluations.domain.sections import ROWSETS, Field, Kind
from evaluations.forms.reading import write
from evaluations.history_of_rows import name_of_row
from evaluations.link_history import ONE_SAVE, LinkChange, link_changes, logged_links, tables_at
from evaluations.models import ChangeLog, SelfEvaluation
from evaluations.row_tables import ROW_TABLES, RowTable
from huadu_perf.lib.fixed_point import FixedPointField
from huadu_perf.lib.values import NOT_APPLICABLE

#: Saves of one row that are shown; older ones stand in the auditor's log.
MOST = 60


@dataclass(frozen=True)
class RowChange:
    """One save of a row: `fields` as (label, before, after), none where the row was made."""

    at: datetime
    who: str
    fields: tuple[tuple[str, str, str], ...]


def row_history(evaluation: SelfEvaluation, rowset: str, key: UUID) -> list[RowChange]:
    """The saves of a row of this evaluation, the last one first. A constant number of queries; amounts in 万元."""
    table = ROW_TABLES[rowset]
    pk = (
        table.model._default_manager.filter(**table.owned_by(evaluation), key=key)
        .values_list("pk", flat=True)
        .first()
    )
    if pk is None:
        return []
    models = [model for model in (table.model, table.extension) if model]
    rows = Q(table_name__in=[model._meta.db_table for model in models], row_id=str(pk))
    changes = list(
        ChangeLog.objects.filter(rows, evaluation_id=evaluation.pk).exclude(operation="DELETE")[:MOST]
    )
    people = _people(changes)
    columns = {model._meta.db_table: _columns(table, model, evaluation) for model in models}
    found = [_change(each, columns[each.table_name], people) for each in changes]
    made = {table.model._meta.db_table: "INSERT"}
    told = [
        change
        for each, change in zip(changes, found, strict=True)
        if change.fields or made.get(each.table_name) == each.operation
    ]
    # What a row was linked to when it was made is no change of it.
    since = told[-1].at + ONE_SAVE if told and not told[-1].fields else datetime.min.replace(tzinfo=UTC)
    return sorted([*told, *_linked(evaluation, rowset, pk, since)], key=lambda each: each.at, reverse=True)


def _linked(evaluation: SelfEvaluation, rowset: str, pk: int, since: datetime) -> list[RowChange]:
    """The saves that since then changed what the row is linked to, and the material that proves it."""
    tables = tables_at(rowset)
    if not tables:
        return []
    ends = [
        Q(table_name=table.name) & (Q(**{f"after__{table.owner}": pk}) | Q(**{f"before__{table.owner}": pk}))
        for table in tables
    ]
    rows = list(logged_links(evaluation).filter(reduce(or_, ends), at__gt=since)[: MOST * 10])
    if not rows:
        return []
    people, name = _people(rows), name_of_row(evaluation)
    return [
        RowChange(each.newest.at, _who(each.newest, people), (_link_words(each, name),))
        for each in link_changes(rows, tables)
    ]


def _link_words(each: LinkChange, name: Callable[[str, str], str]) -> tuple[str, str, str]:
    sides = (
        "、".join(name(each.table.leads_to, str(end)) for end in side) for side in (each.before, each.after)
    )
    return (each.table.label, *sides)  # type: ignore[return-value]


def _people(changes: list[ChangeLog]) -> dict[str, str]:
    keys = {each.actor.removeprefix("user:") for each in changes if each.actor.startswith("user:")}
    return {f"user:{person.pk}": person.name for person in User.objects.filter(pk__in=keys)}


@dataclass(frozen=True)
class _Column:
    """A column of the log: the field of the form it holds, how it is stored, and the names its links lead to."""

    spec: Field
    stored: Any
    names: Mapping[int, str]

    def text(self, value: Any) -> str:
        """A logged value as the form shows it."""
        if self.names:
            return self.names.get(value, "")
        if isinstance(self.stored, FixedPointField):
            return write(self.spec, self.stored.from_db_value(value, None, None))
        if self.spec.choices and value:
            return str(dict(self.spec.choices.choices).get(value, value))
        return "" if value is None else str(value)


def _columns(table: RowTable, model: type[Model], evaluation: SelfEvaluation) -> dict[str, _Column]:
    """The columns of a table that hold fields of the form, by name; those that place a row in a tree are left out."""
    own = {field.name: field for field in model._meta.concrete_fields}
    rowset = ROWSETS[table.rowset]
    placing = (rowset.parent, "level", "item")
    return {
        own[spec.name].column: _Column(spec, own[spec.name], _names(evaluation, spec))
        for spec in rowset.fields
        if spec.name in own and spec.name not in placing
    }


def _names(evaluation: SelfEvaluation, spec: Field) -> dict[int, str]:
    if spec.kind != Kind.LINK:
        return {}
    target = ROW_TABLES[spec.target]
    return {row.pk: str(row) for row in target.model._default_manager.filter(**target.owned_by(evaluation))}


def _who(each: ChangeLog, people: Mapping[str, str]) -> str:
    return people.get(each.actor, each.actor.removeprefix("system:"))


def _change(each: ChangeLog, columns: Mapping[str, _Column], people: Mapping[str, str]) -> RowChange:
    is_update = each.operation == "UPDATE"
    return RowChange(each.at, _who(each, people), tuple(_fields(each, columns)) if is_update else ())


def _fields(each: ChangeLog, columns: Mapping[str, _Column]) -> Iterator[tuple[str, str, str]]:
    """What changed, field by field. A figure that became 不适用 changes its column and the list of these."""
    before, after = each.before or {}, each.after or {}
    marked = [set(side.get("not_applicable") or ()) for side in (before, after)]
    for name, column in columns.items():
        if name not in after and column.spec.name not in marked[0] ^ marked[1]:
            continue
        old, new = (
            str(NOT_APPLICABLE) if column.spec.name in not_applicable else column.text(side.get(name))
            for side, not_applicable in zip((before, after), marked, strict=True)
        )
        if old != new:
            yield column.spec.label, old, new
