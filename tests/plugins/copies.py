"""A database as it was, kept in memory and put back: SQLite copies in milliseconds what is slow to write again."""

import sqlite3
import time
from collections.abc import Callable

from django.db import connection

from tests.plugins.alone import ONE_AT_A_TIME

#: How long somebody else may be at work in the tests' database before the test fails, in seconds.
PATIENCE = 30.0


class Copy:
    """Nothing yet, until it is taken."""

    def __init__(self) -> None:
        self.kept = sqlite3.connect(":memory:")

    @property
    def is_taken(self) -> bool:
        """Whether there is anything to put back."""
        return bool(self.kept.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def take(self) -> None:
        """Keeps the tests' database as it is now."""
        with ONE_AT_A_TIME:
            connection.ensure_connection()
            connection.connection.backup(self.kept, progress=_patience())

    def put_back(self) -> None:
        """Makes the tests' database what it was.

        Raises `TimeoutError` where somebody keeps the database busy: `backup` by itself would try for ever.
        """
        with ONE_AT_A_TIME:
            connection.ensure_connection()
            self.kept.backup(connection.connection, progress=_patience())


def _patience() -> Callable[[int, int, int], None]:
    deadline = time.monotonic() + PATIENCE

    def asked_again(status: int, remaining: int, total: int) -> None:
        if time.monotonic() > deadline:
            raise TimeoutError(
                f"the tests' database was busy for {PATIENCE:g} s (SQLite says {status}): what still works in it?"
            )

    return asked_again
