"""A database as it was, kept in memory and put back: SQLite copies in milliseconds what is slow to write again."""

import sqlite3

from django.db import connection

from tests.plugins.alone import ONE_AT_A_TIME


class Copy:
    """Nothing yet, until it is taken. Whoever is at work in the tests' database is waited for."""

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
            connection.connection.backup(self.kept)

    def put_back(self) -> None:
        """Makes the tests' database what it was."""
        with ONE_AT_A_TIME:
            connection.ensure_connection()
            self.kept.backup(connection.connection)
