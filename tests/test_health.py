"""/healthz and /readyz: each broken part is named, alone, soon, and nothing else is told."""

import sqlite3
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings

from huadu_perf.health import has_room, is_writable

only_postgresql = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL"),
]


def ready() -> tuple[int, str]:
    response = Client().get("/readyz")
    return response.status_code, response.content.decode().strip()


def test_all_is_well(db: None) -> None:
    assert ready() == (200, "ok")
    for url in ("/healthz", "/readyz"):
        response = Client().get(url)
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies


def test_the_process_answers_without_its_database() -> None:
    """No mark, no database: pytest-django refuses any question to it."""
    assert Client().get("/healthz").content == b"ok\n"


def test_a_missing_migration_is_named(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert ready() == (503, "failed: migrations")


def test_a_full_disk_is_named(db: None, tmp_path: Path) -> None:
    with override_settings(READY_FREE_BYTES=2**62):
        assert ready() == (503, "failed: media var")
        assert not has_room(tmp_path)
    assert has_room(tmp_path / "not" / "there yet")


@pytest.fixture
def file_database(tmp_path: Path) -> Path:
    """A database file of its own, as the settings open it, under the alias `file`."""
    path = tmp_path / "own.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE one (id)")
    connections.settings["file"] = connections.settings["default"] | {
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": settings.SQLITE_OPTIONS,
    }  # fmt: skip
    yield path
    connections["file"].close()
    del connections["file"], connections.settings["file"]


@pytest.mark.django_db(databases=["default"])
def test_a_locked_sqlite_file_is_told_within_5_seconds(
    file_database: Path, django_db_blocker: pytest.FixtureRequest
) -> None:
    with django_db_blocker.unblock():
        assert is_writable(connections["file"])
        writer = sqlite3.connect(file_database, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        start = time.monotonic()
        assert not is_writable(connections["file"])
        assert time.monotonic() - start < 5
        writer.execute("ROLLBACK")
        assert is_writable(connections["file"])


@pytest.mark.parametrize("read_only", [pytest.param(True, marks=only_postgresql)])
def test_a_postgresql_that_takes_no_writes_is_named(read_only: bool, db: None) -> None:
    """As a standby does."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert ready() == (503, "failed: database")
