"""Several people at once: jobs in threads, each with a connection of its own, on the data of a test."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections


@pytest.fixture
def other_connections(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Threads work on the test's data. SQLite's in memory is copied to a file: in memory nobody is ever alone."""
    memory = connection.settings_dict["NAME"]

    def move() -> None:
        if connection.vendor == "sqlite":
            with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
                connection.connection.backup(copy)
            copy.close()
            connection.settings_dict["NAME"] = str(tmp_path / "copy.sqlite3")

    yield move
    connection.settings_dict["NAME"] = memory


def together(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Runs the jobs at once; what each gave or raised."""
    outcomes: list[Any] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            outcomes.append(job())
        except Exception as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
