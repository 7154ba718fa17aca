"""A backup: the database and every kept file in one folder, with a manifest of hashes and row counts; and a drill of its return.

The database is copied first: files are only ever added, so every file that its rows name is in the copy of the folder.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from huadu_perf.lib.disk import digest_of, to_disk

MANIFEST, MEDIA = "manifest.json", "media"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
#: The names of all tables, as each engine tells them.
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}


class BackupFailed(Exception):
    """Why there is no backup, or none that could be restored; in Chinese."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: every file with its SHA-256 (by its path in the folder), every table with its number of rows."""

    made_at: str
    engine: str
    files: dict[str, str]
    rows: dict[str, int]


# ── making one ───────────────────────────────────────────────────────────────────────────────────────────────────


def make_backup(folder: Path) -> Manifest:
    """Writes a backup into a new folder and reads all of it again. Raises BackupFailed; without its manifest it is none."""
    try:
        _begin(folder)
        rows = _dump(folder / DATABASE[connection.vendor])
        to_disk(folder / DATABASE[connection.vendor])
        _copy_media(folder / MEDIA)
        files = _hashes(folder)
        faults = _differences(folder / MEDIA, Path(settings.MEDIA_ROOT))
        if faults:
            raise BackupFailed(f"备份的文件与原件不一致：{'、'.join(faults)}")
        manifest = Manifest(timezone.localtime().isoformat(), connection.vendor, files, rows)
        _write_manifest(folder, manifest)
    except OSError as error:
        raise BackupFailed(f"备份没有写完：{error.strerror}（{error.filename or folder}）") from error
    return manifest


def _begin(folder: Path) -> None:
    media = Path(settings.MEDIA_ROOT).resolve()
    if folder.resolve() == media or media in folder.resolve().parents:
        raise BackupFailed(f"备份不能放在 MEDIA_ROOT（{media}）里面，请另选文件夹。")
    if folder.exists() and any(folder.iterdir()):
        raise BackupFailed(f"文件夹 {folder} 不是空的，每次备份请用一个新的文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # it holds everything, so it is nobody else's to read


def _dump(target: Path) -> dict[str, int]:
    """The database as of one moment, in one file; gives the number of rows of each table at that moment."""
    return _dump_sqlite(target) if connection.vendor == "sqlite" else _dump_postgresql(target)


def _dump_sqlite(target: Path) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with opened_sqlite(target) as copy:
        return row_counts(copy, TABLES["sqlite"])


def _dump_postgresql(target: Path) -> dict[str, int]:
    """pg_dump sees what this transaction sees."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = row_counts(cursor, TABLES["postgresql"])
        _tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    _tool("pg_restore", "--list", str(target))  # its table of contents can be read
    return rows


def _copy_media(target: Path) -> None:
    target.mkdir()
    source = Path(settings.MEDIA_ROOT)
    for file in _files(source):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(file, copy)
        except FileNotFoundError:  # an upload that was given up meanwhile
            copy.unlink(missing_ok=True)
        else:
            to_disk(copy)


def _differences(copy: Path, source: Path) -> list[str]:
    """Files of the copy that are not what they are copies of; read again from both."""
    return [
        str(file.relative_to(copy))
        for file in _files(copy)
        if (original := source / file.relative_to(copy)).exists() and _digest(file) != _digest(original)
    ]


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    """Last, and at once: where it stands the backup is whole."""
    draft = folder / f"{MANIFEST}.new"
    draft.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
    to_disk(draft)
    draft.rename(folder / MANIFEST)
    to_disk(folder / MANIFEST)


# ── the drill ────────────────────────────────────────────────────────────────────────────────────────────────────


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupFailed."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except FileNotFoundError as error:
        raise BackupFailed(f"{folder} 里没有 {MANIFEST}：不是备份，或者备份没有做完。") from error
    except (OSError, ValueError, TypeError) as error:
        raise BackupFailed(f"{folder / MANIFEST} 读不懂，备份不可用。") from error


def file_faults(folder: Path, manifest: Manifest) -> list[str]:
    """Where the files of the folder differ from the manifest."""
    found = _hashes(folder)
    names = {
        "缺少": manifest.files.keys() - found.keys(),
        "多出": found.keys() - manifest.files.keys(),
        "被改动": {
            name for name in found.keys() & manifest.files.keys() if found[name] != manifest.files[name]
        },
    }
    return [f"{word}：{name}" for word, each in names.items() for name in sorted(each)]


def row_faults(manifest: Manifest, rows: dict[str, int]) -> list[str]:
    """Where restored tables have other numbers of rows."""
    return [
        f"数据表 {name}：清单上 {manifest.rows.get(name, '没有')}，恢复后 {rows.get(name, '没有')}"
        for name in sorted(manifest.rows.keys() | rows.keys())
        if manifest.rows.get(name) != rows.get(name)
    ]


@contextmanager
def restored(folder: Path, manifest: Manifest, place: Path) -> Iterator[tuple[dict[str, int], str]]:
    """The backup's database in a place of its own: the rows of its tables, and its DATABASE_URL. Gone afterwards.

    Raises BackupFailed.
    """
    source = folder / DATABASE[manifest.engine]
    if manifest.engine == "sqlite":
        shutil.copyfile(source, place / source.name)
        with opened_sqlite(place / source.name) as cursor:
            rows = row_counts(cursor, TABLES["sqlite"])
        yield rows, f"sqlite:///{place / source.name}"
    else:
        with _restored_postgresql(source) as found:
            yield found


@contextmanager
def _restored_postgresql(dump: Path) -> Iterator[tuple[dict[str, int], str]]:
    if connection.vendor != "postgresql":
        raise BackupFailed("这份备份是 PostgreSQL 的，演练时 DATABASE_URL 要指向 PostgreSQL。")
    name = f"huadu_drill_{uuid.uuid4().hex[:12]}"
    _tool("createdb", "--template=template0", "--encoding=UTF8", name)
    try:
        _tool("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}", str(dump))
        there = connection.get_connection_params() | {"dbname": name}
        with closing(connection.Database.connect(**there)) as database, database.cursor() as cursor:
            rows = row_counts(cursor, TABLES["postgresql"])
        yield rows, _url(name)
    finally:
        _tool("dropdb", "--if-exists", "--force", name)


@contextmanager
def opened_sqlite(path: Path) -> Iterator[Any]:
    """A cursor in a database file that is whole. Raises BackupFailed."""
    try:
        with closing(sqlite3.connect(path)) as database:
            answer = database.execute("PRAGMA integrity_check").fetchall()
            if answer != [("ok",)] or database.execute("PRAGMA foreign_key_check").fetchall():
                raise BackupFailed(f"数据库文件 {path.name} 不完整（integrity_check 未通过）。")
            yield database.cursor()
    except sqlite3.DatabaseError as error:
        raise BackupFailed(f"数据库文件 {path.name} 打不开，不是完好的数据库。") from error


def row_counts(cursor: Any, tables: str) -> dict[str, int]:
    """The number of rows of every table; `tables` is the question for their names, one of TABLES."""
    cursor.execute(tables)
    counts = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
        (counts[name],) = cursor.fetchone()
    return counts


# ── files and tools ──────────────────────────────────────────────────────────────────────────────────────────────


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _hashes(folder: Path) -> dict[str, str]:
    """Every file of a backup but its manifest, by its path."""
    return {
        file.relative_to(folder).as_posix(): _digest(file)
        for file in _files(folder)
        if file != folder / MANIFEST
    }


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return digest_of(content)


def _parameters() -> dict[str, str]:
    """Where the PostgreSQL of DATABASE_URL is, as its tools take it."""
    found = connection.get_connection_params()
    names = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
    }
    return {name: str(found[key]) for name, key in names.items() if found.get(key)}


def _url(database: str) -> str:
    told = {name: quote(value, safe="") for name, value in _parameters().items()}
    person = ":".join(told[name] for name in ("PGUSER", "PGPASSWORD") if name in told)
    query = "&".join(
        f"{key}={told[name]}" for name, key in (("PGHOST", "host"), ("PGPORT", "port")) if name in told
    )
    return f"postgres://{person}@/{database}?{query}"


def _tool(name: str, *arguments: str) -> None:
    """Runs a tool of PostgreSQL; the password goes by its environment. Raises BackupFailed."""
    if shutil.which(name) is None:
        raise BackupFailed(f"没有找到 {name}。请安装 postgresql-client（版本不低于数据库服务器）后再运行。")
    done = subprocess.run(
        [name, *arguments], env=os.environ | _parameters(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{name} 没有成功：{done.stderr.strip()}")
