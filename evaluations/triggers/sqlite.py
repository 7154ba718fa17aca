"""The guards as SQLite triggers: per table and operation one that refuses and one that logs."""

from collections.abc import Iterator

from evaluations.triggers.specification import LOG
from evaluations.triggers.table import CHANGED, DELETE, INSERT, NOT_LOGGED, OPERATIONS, UPDATE, Column, Table

INSTALLED = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"


def create(table: Table) -> Iterator[tuple[str, str]]:
    """Name and CREATE statement of each trigger of a table."""
    for operation in OPERATIONS:
        of_table = f"{table.name}_{operation.lower()}"
        refusals = _refusals(table, operation)
        if refusals:
            yield _trigger(f"guard_refuse_{of_table}", f"BEFORE {operation}", table, refusals)
        if table.is_logged:
            when = f" WHEN {_spoken(table.changed)}" if operation == UPDATE else ""
            yield _trigger(f"guard_log_{of_table}", f"AFTER {operation}", table, _log(table, operation), when)


def drop(name: str) -> str:
    """The DROP statement of a trigger."""
    return f'DROP TRIGGER "{name}"'


def _trigger(name: str, moment: str, table: Table, body: str, when: str = "") -> tuple[str, str]:
    head = f'CREATE TRIGGER "{name}" {moment} ON "{table.name}" FOR EACH ROW{when}'
    return name, f"{head} BEGIN\n{body};\nEND"


def _refusals(table: Table, operation: str) -> str:
    cases = "\n".join(
        f"  WHEN {_spoken(refusal.when)}\n  THEN RAISE(ABORT, '{refusal.message}')"
        for refusal in table.refusals(operation, "sqlite")
    )
    return f"SELECT CASE\n{cases}\nEND" if cases else ""


def _spoken(condition: str) -> str:
    """A condition in SQLite's words. It has one writer at a time, so nothing is locked FOR SHARE."""
    return condition.replace(" IS DISTINCT FROM ", " IS NOT ").replace(" FOR SHARE", "")


def _log(table: Table, operation: str) -> str:
    row = "OLD" if operation == DELETE else "NEW"
    before = "NULL" if operation == INSERT else _json(table, "OLD", operation)
    after = "NULL" if operation == DELETE else _json(table, "NEW", operation)
    return (
        f'INSERT INTO {LOG} ("at", actor, table_name, row_id, evaluation_id, operation, "before", "after")\n'
        f"VALUES (strftime('%Y-%m-%d %H:%M:%f', 'now'), app_actor(), '{table.name}', {row}.\"{table.key}\","
        f" {table.evaluation_of(row)}, '{operation}',\n{before},\n{after})"
    )


def _json(table: Table, row: str, operation: str) -> str:
    """The row as JSON; of an update only the columns that changed."""
    whole = ", ".join(f"'{column.name}', {_value(column, row, operation)}" for column in table.columns)
    if operation != UPDATE:
        return f"json_object({whole})"
    same = ", ".join(
        f"CASE WHEN OLD.\"{column.name}\" IS NEW.\"{column.name}\" THEN '$.{column.name}' ELSE '$.-' END"
        for column in table.columns
    )
    return f"json_remove(json_object({whole}), {same})"


def _value(column: Column, row: str, operation: str) -> str:
    """One value as PostgreSQL's JSON would have it."""
    name = f'{row}."{column.name}"'
    match column.kind:
        case "boolean":
            return f"json(CASE {name} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
        case "uuid":
            parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
            return " || '-' || ".join(f"substr({name}, {start}, {length})" for start, length in parts)
        case "json":
            return f"json({name})"
        case "moment":
            return f"strftime('%Y-%m-%dT%H:%M:%fZ', {name})"
        case "secret":
            return f"'{CHANGED if (row, operation) == ('NEW', UPDATE) else NOT_LOGGED}'"
    return name
