"""操作日志 in the words of the office: which changes are asked for, and what each of them says.

`history_of_rows.py` reads the same log for one evaluation in the words of its forms; this is the whole of it, every table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, DateTimeField, Field, ForeignKey, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware

from accounts.models import User
from evaluations.models import ChangeLog
from huadu_perf.lib.fixed_point import FixedPointField
from huadu_perf.lib.money import plain_number

OPERATIONS = {"INSERT": "新增", "UPDATE": "修改", "DELETE": "删除"}
#: Longer values are cut in the list; whole texts stand in 修改记录 of the evaluation.
LONGEST = 200


@dataclass(frozen=True)
class LogFilter:
    """What of the log is asked for; empty words ask for nothing, unreadable ones for nothing either."""

    evaluation: str = ""
    who: str = ""
    table: str = ""
    operation: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "LogFilter":
        """From an address."""
        return cls(**{name: asked.get(name, "").strip() for name in cls.__dataclass_fields__})

    def narrowed(self, changes: QuerySet[ChangeLog]) -> QuerySet[ChangeLog]:
        """The changes that are asked for."""
        wanted: dict[str, Any] = {}
        if self.evaluation:
            wanted["evaluation_id"] = int(self.evaluation) if self.evaluation.isdecimal() else None
        if self.who:
            wanted["actor"] = self.who
        if self.table in models_by_table():
            wanted["table_name"] = self.table
        if self.operation in OPERATIONS:
            wanted["operation"] = self.operation
        if first := _day(self.since):
            wanted["at__gte"] = make_aware(datetime.combine(first, time.min))
        if last := _day(self.until):
            wanted["at__lte"] = make_aware(datetime.combine(last, time.max))
        return changes.filter(**wanted)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@cache
def models_by_table() -> dict[str, Any]:
    """Every model by the name of its table."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def people_by_actor() -> dict[str, str]:
    """Names by what the log calls their people."""
    return {f"user:{person.pk}": str(person) for person in User.objects.order_by("name", "pk")}


@dataclass(frozen=True)
class LoggedChange:
    """One change in words; `fields` as (label, before, after)."""

    change: ChangeLog
    who: str
    operation: str
    table: str
    fields: tuple[tuple[str, str, str], ...]


def told(change: ChangeLog, people: Mapping[str, str]) -> LoggedChange:
    """A change with tables, columns, states and people by their names."""
    model = models_by_table().get(change.table_name)
    columns = {column.column: column for column in model._meta.concrete_fields} if model else {}
    before, after = change.before or {}, change.after or {}
    return LoggedChange(
        change,
        people.get(change.actor, f"系统：{change.actor.removeprefix('system:')}"),
        OPERATIONS.get(change.operation, change.operation),
        str(model._meta.verbose_name) if model else change.table_name,
        tuple(
            (
                str(columns[name].verbose_name) if name in columns else name,
                _said(columns.get(name), before.get(name), people),
                _said(columns.get(name), after.get(name), people),
            )
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        ),
    )


def _said(column: Field | None, value: Any, people: Mapping[str, str]) -> str:
    """A logged value as people read it; what cannot be read stays as it is."""
    if value is None or value == "" or column is None:
        return "" if value is None else str(value)[:LONGEST]
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))  # type: ignore[attr-defined]
    if isinstance(column, BooleanField):
        return "是" if value else "否"
    if isinstance(column, ForeignKey) and column.related_model is User:
        return people.get(f"user:{value}", str(value))
    if isinstance(column, FixedPointField) and isinstance(value, int):
        return plain_number(column.from_db_value(value, None, None))
    if isinstance(column, DateTimeField):
        return _moment(str(value))
    return str(value)[:LONGEST]


def _moment(text: str) -> str:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        return text
    return f"{localtime(make_aware(found, UTC) if is_naive(found) else found):%Y-%m-%d %H:%M:%S}"
