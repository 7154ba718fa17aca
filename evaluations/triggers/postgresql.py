"""The guards as PostgreSQL triggers: per table a function that refuses, one that logs, and no TRUNCATE.

The functions run with their owner's rights, so the account the application runs under needs no right to
write the log; and they look in our schema first, so that no temporary table can stand in for one of ours.
"""

from collections.abc import Iterator

from evaluations.triggers.specification import LOG
from evaluations.triggers.table import (
    CHANGED,
    DELETE,
    INSERT,
    NOT_LOGGED,
    OPERATIONS,
    UPDATE,
    Column,
    Refusal,
    Table,
    differs,
)

INSTALLED = (
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = current_schema() AND NOT tgisinternal AND tgname LIKE 'guard\\_%'"
)

COMMON = (
    "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)",
    "CREATE OR REPLACE FUNCTION app_actor() RETURNS text LANGUAGE sql STABLE AS"
    " $$ SELECT nullif(current_setting('app.actor', true), '') $$",
    "CREATE OR REPLACE FUNCTION guard_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '不能清空这张表。'; END $$",
    # Of two rows as JSON, what the first has otherwise than the second.
    "CREATE OR REPLACE FUNCTION guard_changed(one jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS"
    " $$ SELECT jsonb_object_agg(key, value) FROM jsonb_each(one) WHERE value IS DISTINCT FROM other->key $$",
)


def create(table: Table) -> Iterator[tuple[str, str]]:
    """Name and CREATE statements of each trigger of a table."""
    if any(table.refusals(operation, "postgresql") for operation in OPERATIONS):
        yield _row_trigger(f"guard_refuse_{table.name}", "BEFORE", table, _refuse(table))
    if table.is_logged:
        yield _row_trigger(f"guard_log_{table.name}", "AFTER", table, _log(table))
    name = f"guard_truncate_{table.name}"
    each = "FOR EACH STATEMENT EXECUTE FUNCTION guard_no_truncate()"
    yield name, f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table.name} {each}"


def drop(name: str) -> str:
    """The DROP statement of a trigger; its table is the rest of its name."""
    return f"DROP TRIGGER {name} ON {name.split('_', 2)[2]}"


def _row_trigger(name: str, when: str, table: Table, body: str) -> tuple[str, str]:
    return name, (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path FROM CURRENT AS $guard$ DECLARE was jsonb; is_now jsonb; BEGIN"
        f"\n{body}\nEND $guard$;\n"
        f"CREATE TRIGGER {name} {when} INSERT OR UPDATE OR DELETE ON {table.name}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _by_operation(branches: dict[str, str]) -> str:
    return "\n".join(
        f"IF TG_OP = '{operation}' THEN\n{body}\nEND IF;" for operation, body in branches.items()
    )


def _refuse(table: Table) -> str:
    def branch(operation: str) -> str:
        raised = "\n".join(map(_raise, table.refusals(operation, "postgresql")))
        return f"{raised}\nRETURN {'OLD' if operation == DELETE else 'NEW'};"

    return _by_operation({operation: branch(operation) for operation in OPERATIONS})


def _raise(refusal: Refusal) -> str:
    return (
        f"IF {refusal.when} THEN\n"
        f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{refusal.message}'; END IF;"
    )


def _log(table: Table) -> str:
    def insert(row: str, before: str, after: str) -> str:
        return (
            f"INSERT INTO {LOG} (at, actor, table_name, row_id, evaluation_id, operation, before, after)\n"
            f"VALUES (clock_timestamp(), app_actor(), '{table.name}', {row}.\"{table.key}\","
            f" {table.evaluation_of(row)}, TG_OP,\n{before},\n{after});"
        )

    both = f"was := {_json(table, 'OLD', UPDATE)};\nis_now := {_json(table, 'NEW', UPDATE)};\n"
    update = both + insert("NEW", "guard_changed(was, is_now)", "guard_changed(is_now, was)")
    branches = {
        INSERT: insert("NEW", "NULL", _json(table, "NEW", INSERT)),
        UPDATE: f"IF {table.changed} THEN\n{update}\nEND IF;",
        DELETE: insert("OLD", _json(table, "OLD", DELETE), "NULL"),
    }
    return f"{_by_operation(branches)}\nRETURN NULL;"


def _json(table: Table, row: str, operation: str) -> str:
    values = ", ".join(f"'{column.name}', {_value(column, row, operation)}" for column in table.columns)
    return f"jsonb_build_object({values})"


def _value(column: Column, row: str, operation: str) -> str:
    name = f'{row}."{column.name}"'
    if column.kind == "moment":
        return f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    if column.kind == "secret":
        if operation != UPDATE or row == "OLD":
            return f"'{NOT_LOGGED}'"
        return f"CASE WHEN {differs(column.name)} THEN '{CHANGED}' ELSE '{NOT_LOGGED}' END"
    return name
