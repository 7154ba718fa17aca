"""Lets the end of a transactional test empty the tables, which the guards refuse to everybody."""

from collections.abc import Iterator

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from evaluations import triggers


@pytest.fixture(scope="session", autouse=True)
def guards_off_while_flushing() -> Iterator[None]:
    """Only Django's own `flush` is let through, by taking the guards away while it runs."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def unguarded(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        using = operations.connection.alias
        triggers.uninstall(using)
        try:
            flush(operations, statements)
        finally:
            triggers.install(using)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unguarded)
        yield
