"""卷宗: one zip with the issued report, the list, and every file of evidence as it was uploaded."""

import hashlib
import io
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.models import Campaign, Evidence
from reports.dossier import entry_name
from reports.models import IssuedReport
from tests.factories import approve, filed, make_evaluation, union_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(people) -> Client:
    client = Client()
    client.force_login(people["shenji"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def unpacked(answer) -> zipfile.ZipFile:
    package = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    assert package.testzip() is None
    return package


def test_the_dossier_holds_the_issued_report_the_list_and_the_files(auditor, approved):
    answer = auditor.get(reverse("reports:dossier", args=[approved.pk]))
    package = unpacked(answer)
    pieces = list(Evidence.objects.filter(evaluation=approved).order_by("position"))
    report, listed, *files = package.namelist()
    assert report == "2022_花都区总工会_整体支出绩效自评报告_第1轮.pdf"
    assert (
        hashlib.sha256(package.read(report)).hexdigest()
        == IssuedReport.objects.get(evaluation=approved).sha256
    )
    assert [hashlib.sha256(package.read(name)).hexdigest() for name in files] == [
        piece.sha256 for piece in pieces
    ]
    assert files[0] == "佐证材料/01_劳动模范春节慰问金支付明细.xlsx"
    rows = list(load_workbook(io.BytesIO(package.read(listed)))["佐证材料目录"].values)
    assert [row[6] for row in rows[1 : len(pieces) + 1]] == files
    assert [row[8] for row in rows[1 : len(pieces) + 1]] == [piece.sha256 for piece in pieces]
    assert answer["Cache-Control"] == "private, no-store"
    assert "%E5%8D%B7%E5%AE%97.zip" in answer["Content-Disposition"]


def test_a_file_that_is_gone_is_listed_as_gone(auditor, approved, settings, tmp_path):
    lost = Evidence.objects.filter(evaluation=approved).order_by("position").first()
    content = lost.file.read()
    lost.file.storage.delete(lost.file.name)
    try:
        package = unpacked(auditor.get(reverse("reports:dossier", args=[approved.pk])))
    finally:
        lost.file.storage.save(lost.file.name, io.BytesIO(content))
    rows = list(load_workbook(io.BytesIO(package.read(package.namelist()[1])))["佐证材料目录"].values)
    assert rows[1][6] == "文件不在库中"
    assert not any(name.startswith("佐证材料/01_") for name in package.namelist())


@pytest.mark.parametrize(
    ("title", "file_name", "entry"),
    [
        ("支付明细", "a.PDF", "佐证材料/03_支付明细.pdf"),
        ("../../etc/passwd", "x.png", "佐证材料/03_etcpasswd.png"),
        ('a:b*c?"<>|\x07', "x.png", "佐证材料/03_abc.png"),
        ("长" * 200, "x.png", f"佐证材料/03_{'长' * 80}.png"),
        ("...", "x.png", "佐证材料/03_未命名.png"),
    ],
)
def test_names_in_the_zip_are_safe_everywhere(title, file_name, entry):
    assert entry_name(3, Evidence(title=title, file_name=file_name)) == entry


def test_what_was_approved_and_not_issued_is_not_packed(auditor, people):
    """No other PDF stands in for the one that should have been issued."""
    campaign = Campaign.objects.get()
    evaluation = make_evaluation(campaign, "997003", union_facts())
    approve(filed(evaluation, union_facts(), people["gonghui"]), people["shenhe"])
    answer = auditor.get(reverse("reports:dossier", args=[evaluation.pk]))
    assert answer.status_code == 409
    assert "还没有签发报告" in answer.content.decode()
