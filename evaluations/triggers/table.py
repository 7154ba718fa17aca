"""A guarded table: its logged columns, and what is refused there.

Conditions are SQL in which OLD and NEW are the row before and after, written as PostgreSQL reads them;
sqlite.py puts the two things SQLite says otherwise (IS DISTINCT FROM, FOR SHARE) into its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

INSERT, UPDATE, DELETE = OPERATIONS = ("INSERT", "UPDATE", "DELETE")
NOT_LOGGED = "（不记录）"
CHANGED = "（已修改）"


@dataclass(frozen=True)
class Refusal:
    """A write is refused when this SQL is true; `engine` for what only one engine can tell."""

    when: str
    message: str
    engine: str | None = None


@dataclass(frozen=True)
class Column:
    """A logged column. The kind says what JSON it becomes; of a secret only that it changed."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """A guarded table: what is refused by operation, and whose change log its rows belong to."""

    model: type[models.Model]
    evaluation: str = "NULL"  # SQL of the evaluation's id; {row} is OLD or NEW
    refuse: Mapping[str, tuple[Refusal, ...]] = field(default_factory=dict)
    secret: frozenset[str] = frozenset()
    unlogged: frozenset[str] = frozenset()
    is_logged: bool = True

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """The column of the primary key."""
        return self.model._meta.pk.column

    @property
    def columns(self) -> tuple[Column, ...]:
        """The logged columns."""
        return tuple(
            Column(column.column, "secret" if column.column in self.secret else _kind(column))
            for column in self.model._meta.local_concrete_fields
            if column.column not in self.unlogged
        )

    @property
    def changed(self) -> str:
        """SQL: whether an update changed a logged column."""
        return differs(*(column.name for column in self.columns))

    def evaluation_of(self, row: str) -> str:
        """SQL of the id of the evaluation this OLD or NEW row belongs to; NULL for none."""
        return self.evaluation.format(row=row)

    def refusals(self, operation: str, engine: str) -> tuple[Refusal, ...]:
        """All refusals of one operation on one engine, the actor's first."""
        own = tuple(each for each in self.refuse.get(operation, ()) if each.engine in (None, engine))
        if not self.is_logged:
            return own
        touched = f"{self.changed} AND " if operation == UPDATE else ""
        return (Refusal(f"{touched}app_actor() IS NULL", "没有操作人：写入必须在 acting(...) 之内。"), *own)


_KINDS = {
    models.BooleanField: "boolean",
    models.UUIDField: "uuid",
    models.JSONField: "json",
    models.DateTimeField: "moment",
}


def _kind(column: Any) -> str:
    return next((kind for type_, kind in _KINDS.items() if isinstance(column, type_)), "plain")


def differs(*columns: str) -> str:
    """SQL: whether an update changes any of these columns."""
    old, new = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
    return f"(({old}) IS DISTINCT FROM ({new}))"
