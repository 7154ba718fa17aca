"""Issued reports and scans are added and never changed, past every write path; and only for what is approved."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.acting import acting
from evaluations import triggers
from evaluations.models import Submission
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for

pytestmark = pytest.mark.django_db

PATHS: dict[str, Callable[[Any], Any]] = {
    "save": lambda row: row.save(),
    "update": lambda row: type(row).objects.filter(pk=row.pk).update(sha256="f" * 64),
    "bulk_update": lambda row: type(row).objects.bulk_update([row], ["file_name"]),
    "raw update": lambda row: run(f"UPDATE {row._meta.db_table} SET file = 'x' WHERE id = {row.pk}"),
    "delete": lambda row: row.delete(),
    "queryset delete": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "raw delete": lambda row: run(f"DELETE FROM {row._meta.db_table} WHERE id = {row.pk}"),
}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def report(approved) -> IssuedReport:
    return issued_for(approved)


@pytest.fixture
def scan(report, people) -> StampedReport:
    with acting("tests"):
        return StampedReport.objects.create(
            issued=report, version=1, file="f", file_name="f", size=1, sha256="0" * 64, pages=1,
            uploaded_by=people["gonghui"], uploaded_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_changes_or_deletes_them(report, scan, path):
    rows = (
        (scan,) if path in ("delete", "queryset delete") else (report, scan)
    )  # the scan protects its report
    for row in rows:
        row.file_name = "anders"
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic(), acting("tests"):
            PATHS[path](row)


@pytest.mark.parametrize("path", PATHS)
def test_without_the_guards_every_path_would(report, scan, path):
    triggers.uninstall()
    with acting("tests"):
        scan.file_name = "anders"
        PATHS[path](scan)
    now = StampedReport.objects.filter(pk=scan.pk).first()
    assert now is None or (now.file_name, now.sha256, now.file.name) != ("f", "0" * 64, "f")


def issue_for(evaluation: Any, **changes: Any) -> IssuedReport:
    values = {
        "evaluation": evaluation, "round": evaluation.round, "year": 2022, "department": "部门", "title": "报告",
        "file": "f", "file_name": "f.pdf", "size": 1, "sha256": "0" * 64, "issued_at": timezone.now(),
        "facts_sha256": getattr(Submission.objects.filter(evaluation=evaluation).last(), "sha256", ""),
    } | changes  # fmt: skip
    return IssuedReport.objects.create(**values)


@pytest.mark.parametrize("name", ["draft", "returned"])
def test_nothing_is_issued_for_what_is_not_approved(name, request):
    with pytest.raises(IntegrityError, match="只能为审核通过的那一轮"), acting("tests"):
        issue_for(request.getfixturevalue(name))


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"round": 2}, "只能为审核通过的那一轮"), ({"facts_sha256": "0" * 64}, "与报送时冻结的数据不符")],
)
def test_nothing_is_issued_for_another_round_or_other_facts(approved, changes, words):
    triggers.uninstall()
    IssuedReport.objects.all().delete()
    triggers.install()
    with pytest.raises(IntegrityError, match=words), acting("tests"):
        issue_for(approved, **changes)


def test_nobody_writes_without_a_name(report, people):
    with pytest.raises(IntegrityError, match="没有操作人"):
        StampedReport.objects.create(
            issued=report, version=9, file="f", file_name="f", size=1, sha256="1" * 64, pages=1,
            uploaded_by=people["gonghui"], uploaded_at=timezone.now(),
        )  # fmt: skip


def test_the_guards_of_this_app_are_in_place():
    names = {name for name in triggers.installed() if "reports_" in name}
    assert {"guard_log_reports_issuedreport", "guard_log_reports_stampedreport"} <= {
        name.removesuffix("_insert") for name in names
    }
    assert triggers.missing() == set()


def test_migrating_puts_them_back():
    call_command("migrate", verbosity=0)
    assert triggers.missing() == set()
