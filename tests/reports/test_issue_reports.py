"""issue_reports and the system check: nothing that is approved stays without its report unnoticed."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations import triggers
from reports.actions import issuing
from reports.checks import approved_are_issued
from reports.files import names_in_store
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for
from reports.rendering import RenderingFailed

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str, bool]:
    """What it printed, what it complained about, whether it ended well."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("issue_reports", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), False
    return out.getvalue(), err.getvalue(), True


@pytest.fixture
def own_store(approved, tmp_path: Path, settings: Any) -> Path:
    """A store of this test with the file of the demo's report in it."""
    report = issued_for(approved)
    with report.file.open() as file:
        content = file.read()
    settings.MEDIA_ROOT = str(tmp_path)
    default_storage.save(report.file.name, ContentFile(content))
    return tmp_path


@pytest.fixture
def forgotten(approved) -> Any:
    """The demo's approved evaluation as if it had been approved before there were issued reports."""
    triggers.uninstall()
    IssuedReport.objects.all().delete()
    triggers.install()
    return approved


def test_it_issues_what_is_missing_and_nothing_twice(forgotten):
    assert run() == (f"已签发 {issued_name(forgotten)}\n补签发 1 份。\n", "", True)
    first = issued_for(forgotten)
    assert first.issued_by is None
    assert run() == ("审核通过的自评都已签发报告。\n", "", True)
    assert issued_for(forgotten) == first


def issued_name(evaluation: Any) -> str:
    return f"2022_{evaluation.department.short_name}_整体支出绩效自评报告_第1轮.pdf"


def test_a_failure_is_told_and_the_run_ends_badly(forgotten, monkeypatch):
    def fail(html: str) -> bytes:
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(issuing, "to_pdf", fail)
    _out, err, is_well = run()
    assert not is_well
    assert f"{forgotten}：没有生成 PDF：缺少字体。" in err
    assert not IssuedReport.objects.exists()


def test_check_finds_nothing_when_all_is_well(own_store):
    assert run("--check") == ("签发的报告和盖章件共 1 份，没有登记的文件 0 个。\n", "", True)


def test_check_names_what_was_not_issued(forgotten):
    _, err, is_well = run("--check")
    assert not is_well
    assert f"{forgotten}：审核通过，没有签发报告" in err
    assert not IssuedReport.objects.exists()


def test_check_names_damaged_and_stray_files(approved, own_store):
    report = issued_for(approved)
    path = own_store / report.file.name
    path.chmod(0o640)
    path.write_bytes(b"%PDF of another")
    default_storage.save("issued/ab/abcdef", ContentFile(b"left over"))
    _out, err, is_well = run("--check")
    assert not is_well
    assert "被改动过" in err and report.file_name in err
    assert "没有登记的文件，可以删除：issued/ab/abcdef" in err
    path.unlink()
    assert "读不到" in run("--check")[1]
    assert not StampedReport.objects.exists()


def test_an_empty_store_has_no_files(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    assert names_in_store() == set()


def test_the_system_check_warns(forgotten):
    (warning,) = approved_are_issued(databases=["default"])
    assert str(forgotten) in warning.msg and "issue_reports" in warning.hint
    assert approved_are_issued(databases=None) == []
    run()
    assert approved_are_issued(databases=["default"]) == []


def test_the_system_check_reads_no_column_that_an_upgrade_adds(forgotten):
    """`migrate` asks it first: a column of a later version is not there yet."""
    with CaptureQueriesContext(connection) as asked:
        assert approved_are_issued(databases=["default"])
    sql = asked.captured_queries[-1]["sql"]
    assert "campaign" in sql
    assert not [name for name in ("notice", "definition", "check_settings") if f'"{name}"' in sql]


def test_the_system_check_waits_for_the_first_migration(forgotten, monkeypatch):
    monkeypatch.setattr(IssuedReport._meta, "db_table", "reports_not_there")
    assert approved_are_issued(databases=["default"]) == []


def test_media_root_is_not_in_the_static_tree():
    static = [Path(folder) for folder in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    assert not any(Path(settings.MEDIA_ROOT).is_relative_to(folder) for folder in static)
