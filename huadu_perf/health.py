"""/healthz and /readyz, for whatever watches the server: no login, no data, no versions; a broken part is named and no more."""

import os
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import passive

#: How long the probe waits for SQLite's one writer.
PATIENCE_MS = 3000


@passive
@require_safe
@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _plain("ok")


@passive
@require_safe
@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """What the process needs is there; 503 with the names of what is not."""
    failed = [name for name, is_well in PROBES.items() if not is_well()]
    return _plain(f"failed: {' '.join(failed)}", 503) if failed else _plain("ok")


def _plain(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status)


def is_writable(database: BaseDatabaseWrapper) -> bool:
    """Whether the database answers and takes writes; none is made."""
    try:
        if database.vendor == "sqlite":
            return _has_free_writer(database)
        with database.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return bool(cursor.fetchone() == ("off",))
    except Error:
        return False


def _has_free_writer(database: BaseDatabaseWrapper) -> bool:
    """Takes SQLite's place of the one writer and gives it back."""
    with database.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            with transaction.atomic(using=database.alias):  # BEGIN IMMEDIATE, see the settings
                return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


@cache
def _known() -> frozenset[tuple[str, str]]:
    """The migrations that this code has."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _is_migrated() -> bool:
    try:
        return _known() <= set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return True  # that the database does not answer is told by its own probe


def has_room(folder: Path) -> bool:
    """Whether files can be written there, and enough of them; a folder that is not there yet counts as the one it comes into."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    return os.access(there, os.W_OK) and shutil.disk_usage(there).free >= settings.READY_FREE_BYTES


PROBES: Mapping[str, Callable[[], bool]] = {
    "database": lambda: is_writable(connection),
    "migrations": _is_migrated,
    "media": lambda: has_room(Path(settings.MEDIA_ROOT)),
    "var": lambda: has_room(Path(settings.VAR_DIR)),
}
