"""Lets the end of a transactional test empty the tables, which the guards refuse to everybody."""

from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase

from evaluations import triggers
from tests.plugins.copies import Copy


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


@pytest.fixture(scope="session", autouse=True)
def emptied_by_copy() -> Iterator[None]:
    """On SQLite the tables are flushed once; from then on what that left is copied back, in a tenth of the time."""
    flush = TransactionTestCase._fixture_teardown
    emptied = Copy()
    with pytest.MonkeyPatch.context() as patch:

        def empty(case: TransactionTestCase) -> None:
            if connection.vendor != "sqlite":
                flush(case)
            elif emptied.is_taken:
                emptied.put_back()
                ContentType.objects.clear_cache()
            else:
                flush(case)
                emptied.take()

        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield
