"""操作日志 in the words of the office: which changes and events are asked for, and what each change says.

`history_of_rows.py` reads the same log for one evaluation in the words of its forms; this is the whole of it, every table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Self

from django.apps import apps
from django.db.models import BooleanField, DateTimeField, Field, ForeignKey, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware

from accounts.models import SecurityEvent, User
from evaluations.models import ChangeLog
from huadu_perf.lib.fixed_point import FixedPointField
from huadu_perf.lib.money import plain_number

OPERATIONS = {"INSERT": "新增", "UPDATE": "修改", "DELETE": "删除"}
#: Longer values are cut in the list; whole texts stand in 修改记录 of the evaluation.
LONGEST = 200


@dataclass(frozen=True)
class Days:
    """From the first day to the last; empty words ask for nothing, unreadable ones for nothing either."""

    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """From an address."""
        return cls(**{name: asked.get(name, "").strip() for name in cls.__dataclass_fields__})

    def _within(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if first := _day(self.since):
            wanted["at__gte"] = make_aware(datetime.combine(first, time.min))
        if last := _day(self.until):
            wanted["at__lte"] = make_aware(datetime.combine(last, time.max))
        return wanted


@dataclass(frozen=True)
class LogFilter(Days):
    """What of the changes is asked for."""

    evaluation: str = ""
    who: str = ""
    table: str = ""
    operation: str = ""

    def narrowed(self, changes: QuerySet[ChangeLog]) -> QuerySet[ChangeLog]:
        """The changes that are asked for."""
        wanted = self._within()
        if self.evaluation:
            wanted["evaluation_id"] = int(self.evaluation) if self.evaluation.isdecimal() else None
        if self.who:
            wanted["actor"] = self.who
        if self.table in models_by_table():
            wanted["table_name"] = self.table
        if self.operation in OPERATIONS:
            wanted["operation"] = self.operation
        return changes.filter(**wanted)


@dataclass(frozen=True)
class EventFilter(Days):
    """What of 登录与下载 is asked for. `who`: the number of a person; `word`: part of a login name, an address or a thing."""

    who: str = ""
    event: str = ""
    result: str = ""
    word: str = ""

    def narrowed(self, events: QuerySet[SecurityEvent]) -> QuerySet[SecurityEvent]:
        """The events that are asked for."""
        wanted = self._within()
        if self.who.isdecimal():
            wanted["person_id"] = int(self.who)
        if self.event in SecurityEvent.Event.values:
            wanted["event"] = self.event
        if self.result in SecurityEvent.Result.values:
            wanted["result"] = self.result
        if self.word:
            events = events.filter(
                Q(name__icontains=self.word) | Q(address__icontains=self.word) | Q(thing__icontains=self.word)
            )
        return events.filter(**wanted)


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
