"""A backup and its drill, on both engines: what is whole is said to be, and whatever is wrong is found."""

import io
import json
import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.acting import acting
from accounts.models import User
from evaluations.models import Evidence
from huadu_perf.backups import (
    TABLES,
    BackupFailed,
    Manifest,
    opened_sqlite,
    read_manifest,
    row_counts,
    row_faults,
)
from huadu_perf.management.commands.restore_drill import _managed
from reports.models import IssuedReport

transactional = pytest.mark.django_db(transaction=True)


def run(*arguments: str) -> tuple[str, str]:
    """What it printed, and what it complained about."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """An empty store of this test."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "media").mkdir()
    return tmp_path / "media"


@pytest.fixture
def filled(demo: None, settings: Any, request: pytest.FixtureRequest) -> Path:
    """The store of this test with the files of the demo, as they lie where all tests have them."""
    before = Path(settings.MEDIA_ROOT)
    store: Path = request.getfixturevalue("store")
    for row in (*Evidence.objects.exclude(file=""), *IssuedReport.objects.all()):
        (store / row.file.name).parent.mkdir(parents=True, exist_ok=True)
        (store / row.file.name).write_bytes((before / row.file.name).read_bytes())
    return store


@transactional
def test_a_backup_is_whole_and_the_drill_says_so_and_what_is_damaged_is_found(
    filled: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    told, faults = run("backup", str(folder))
    kept = [file for file in filled.rglob("*") if file.is_file()]
    assert (
        faults == ""
        and f"文件 {len(kept)} 个" in told
        and len(kept) >= Evidence.objects.exclude(file="").count() > 0
    )
    assert folder.stat().st_mode & 0o77 == 0
    rows = read_manifest(folder).rows
    with connection.cursor() as cursor:
        assert rows == row_counts(cursor, TABLES[connection.vendor])
    assert rows["accounts_user"] == User.objects.count() and rows["evaluations_changelog"] > 100

    with acting("tests"):
        User.objects.filter(username="gonghui").update(name="之后改的")  # a backup is of its moment
    told, faults = run("restore_drill", str(folder))
    assert (faults, told.splitlines()[-1]) == ("", "演练通过：这份备份可以恢复。")

    (folder / "media" / "more").write_bytes(b"x")
    file = next(file for file in sorted((folder / "media").rglob("*/*")) if file.is_file())
    content, name = file.read_bytes(), file.relative_to(folder).as_posix()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    assert run("restore_drill", str(folder))[1].splitlines() == [
        "多出：media/more", f"被改动：{name}", "演练未通过，共 2 个问题。"
    ]  # fmt: skip
    (folder / "media" / "more").unlink()
    file.unlink()
    assert run("restore_drill", str(folder))[1].splitlines()[0] == f"缺少：{name}"
    assert "不是空的" in run("backup", str(folder))[1]


@transactional
def test_what_is_no_backup_is_said(store: Path, tmp_path: Path) -> None:
    assert "不能放在 MEDIA_ROOT" in run("backup", str(store / "backup"))[1]
    assert "没有 manifest.json" in run("restore_drill", str(tmp_path))[1]
    (tmp_path / "manifest.json").write_text("[]")
    assert "读不懂" in run("restore_drill", str(tmp_path))[1]
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "file").write_text("")
    assert "备份没有写完" in run("backup", str(tmp_path / "file" / "backup"))[1]


def test_tables_that_came_back_otherwise_are_named() -> None:
    manifest = Manifest("", "sqlite", {}, {"same": 1, "fewer": 3, "gone": 2})
    assert row_faults(manifest, {"same": 1, "fewer": 2, "new": 0}) == [
        "数据表 fewer：清单上 3，恢复后 2", "数据表 gone：清单上 2，恢复后 没有", "数据表 new：清单上 没有，恢复后 0",
    ]  # fmt: skip


def test_a_broken_database_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "database.sqlite3").write_bytes(b"no database at all" * 99)
    with pytest.raises(BackupFailed, match="不是完好的数据库"), opened_sqlite(tmp_path / "database.sqlite3"):
        pass


def test_what_a_command_of_the_drill_complains_about_is_a_fault_of_the_drill() -> None:
    (*_, last) = _managed(dict(os.environ), "按登记核对文件", "no_such_command")
    assert last.startswith("按登记核对文件：")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@transactional
def test_without_the_tools_of_postgresql_it_says_what_to_install(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "没有找到 pg_dump。请安装 postgresql-client" in run("backup", str(tmp_path / "backup"))[1]
    assert not (tmp_path / "backup" / "manifest.json").exists()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
@transactional
def test_the_drill_leaves_no_database_behind(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own one, by name: other workers drill in the same cluster."""
    folder = tmp_path / "backup"
    assert run("backup", str(folder))[1] == ""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["rows"]["accounts_user"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    drawn = uuid.uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: drawn)
        assert "数据表 accounts_user：清单上" in run("restore_drill", str(folder))[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s", [f"huadu_drill_{drawn.hex[:12]}"]
        )
        assert cursor.fetchall() == []
