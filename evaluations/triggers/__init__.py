"""Row triggers: the change log, the lock of submitted rows, the guard of the status (docs/decisions/0004)."""

from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.acting import current_actor
from evaluations.triggers import postgresql, sqlite
from evaluations.triggers.specification import guard_also, tables

__all__ = [
    "guard_also", "guards_off", "guards_on", "install", "installed", "missing", "register_actor", "tables",
    "uninstall",
]  # fmt: skip


def install(using: str = "default") -> None:
    """Puts all guards in place, replacing what is there."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        uninstall(using)
        for statement in (*_common(connection), *_triggers(connection).values()):
            cursor.execute(statement)


def uninstall(using: str = "default") -> None:
    """Takes all guards away: for migrations, and for tests that empty the tables."""
    connection = connections[using]
    engine = _engine(connection)
    names = installed(using)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if names:
            connection.check_constraints()  # PostgreSQL drops no trigger while deferred checks are pending
        for name in sorted(names):
            cursor.execute(engine.drop(name))


def installed(using: str = "default") -> set[str]:
    """Names of the guards that are there."""
    with connections[using].cursor() as cursor:
        cursor.execute(_engine(connections[using]).INSTALLED)
        return {name for (name,) in cursor.fetchall()}


def missing(using: str = "default") -> set[str]:
    """Names of the guards that should be there and are not; empty when all is well."""
    return set(_triggers(connections[using])) - installed(using)


def guards_off(using: str, plan: list[Any], **_: object) -> None:
    """Before migrations: SQLite cannot remake a table that a trigger of another table names."""
    if plan:
        uninstall(using)


def guards_on(using: str, **_: object) -> None:
    """After migrating and flushing: all guards in place, once all tables are there."""
    present = connections[using].introspection.table_names()
    if {table.name for table in tables()} <= set(present):
        install(using)


def register_actor(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Lets SQLite's triggers ask who acts. A client without this function cannot write."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("app_actor", 0, current_actor)


def _engine(connection: BaseDatabaseWrapper) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _common(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    return postgresql.COMMON if connection.vendor == "postgresql" else ()


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return {name: statement for table in tables() for name, statement in _engine(connection).create(table)}
