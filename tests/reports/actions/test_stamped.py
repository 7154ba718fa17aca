"""Stamped scans: PDFs only, by their content; versions are added; nothing is kept of what is refused."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from accounts.access import Rights
from evaluations.domain.file_types import FileRefused
from evaluations.models import ChangeLog
from reports.actions.issuing import issue
from reports.actions.stamped import add_stamped
from reports.files import STAMPED, opened
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for, stamped_scans
from tests.factories import approve, filed, make_evaluation, union_facts
from tests.reports.pdfs import pdf

pytestmark = pytest.mark.django_db


def files() -> int:
    """How many files lie in the store of scans."""
    return sum(len(names) for _, _, names in os.walk(Path(settings.MEDIA_ROOT) / STAMPED))


@pytest.fixture
def issued(approved) -> IssuedReport:
    return issued_for(approved)


@pytest.fixture
def preparer(people) -> Rights:
    return Rights(people["gonghui"])


def add(issued: IssuedReport, rights: Rights, content: bytes, name: str = "盖章.pdf") -> StampedReport:
    return add_stamped(issued=issued, name=name, content=content, rights=rights)


def test_versions_are_added_and_all_are_kept(issued, preparer, people):
    first = add(issued, preparer, pdf(2, "甲"))
    second = add(issued, Rights(people["gonghui-fzr"]), pdf(3, "乙"), "..\\..\\盖章 二.pdf")
    assert [(scan.version, scan.pages) for scan in stamped_scans(issued)] == [(2, 3), (1, 2)]
    assert (second.file_name, second.uploaded_by) == ("盖章 二.pdf", people["gonghui-fzr"])
    with opened(first) as file:
        assert file.read() == pdf(2, "甲")
    logged = ChangeLog.objects.filter(table_name=StampedReport._meta.db_table).first()
    assert (logged.evaluation_id, logged.actor) == (issued.evaluation_id, f"user:{people['gonghui-fzr'].pk}")


@pytest.mark.parametrize("who", ["shenhe", "caizheng", "zhengxie", "shenji"])
def test_only_the_department_adds(issued, people, who):
    with pytest.raises(PermissionDenied):
        add(issued, Rights(people[who]), pdf())
    assert not issued.stamped_scans.exists()


def test_what_is_refused_leaves_nothing(issued, preparer, settings):
    add(issued, preparer, pdf(1, "甲"))
    before = files()
    with opened(issued) as file:
        original = file.read()
    settings.STAMPED_MAX_FILES = 2
    for content, word in (
        (pdf(1, "甲"), "“盖章.pdf”与已上传的第 1 版相同"),
        (original, "就是签发的报告本身"),
        (b"\x89PNG\r\n\x1a\n", "“盖章.pdf”不是 PDF 文件"),
        (b"", "不是 PDF 文件"),
    ):
        with pytest.raises(FileRefused) as refused:
            add(issued, preparer, content)
        assert word in refused.value.reason
    add(issued, preparer, pdf(1, "乙"))
    with pytest.raises(FileRefused, match="已有 2 版"):
        add(issued, preparer, pdf(1, "丙"))
    settings.STAMPED_MAX_BYTES = 100
    with pytest.raises(FileRefused, match="MB 的限制"):
        add(issued, preparer, pdf(1, "丁"))
    assert (issued.stamped_scans.count(), files()) == (2, before + 1)


def test_the_report_of_another_department_is_no_stamped_scan(issued, preparer, people):
    facts = union_facts()
    facts = facts.model_copy(
        update={"department": facts.department.model_copy(update={"name": "另一个部门"})}
    )
    other = filed(make_evaluation(issued.evaluation.campaign, "300001", facts), facts, people["gonghui-fzr"])
    approve(other, people["shenhe"])
    theirs = issue(evaluation=other, by="tests")
    with opened(theirs) as file:
        content = file.read()
    with pytest.raises(FileRefused, match="是系统签发的另一份报告"):
        add(issued, preparer, content)
    assert not issued.stamped_scans.exists()
