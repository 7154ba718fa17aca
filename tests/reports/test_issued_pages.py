"""The page of what was issued, the file as it was issued, and 审核通过 on the page of the review."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from evaluations import triggers
from reports.actions import issuing
from reports.actions.stamped import add_stamped
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for
from reports.rendering import RenderingFailed
from reports.views import files
from tests.factories import filed, make_evaluation, make_person, rights, union_facts
from tests.reports.pdfs import pdf

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    """The bytes of a download."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be rendered."""
    for place in (files, issuing):
        monkeypatch.setattr(place, "to_pdf", lambda html: pytest.fail("rendered"))


@pytest.fixture
def broken_store(approved: Any, tmp_path: Path, settings: Any) -> Path:
    """An empty store."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["gonghui", "gonghui-fzr", "shenhe", "caizheng", "shenji"])
def test_the_issued_file_is_given_byte_for_byte_and_nothing_is_rendered(unrendered, approved, client_of, who):
    report = issued_for(approved)
    for query, disposition in (("", "attachment"), ("?show", "inline")):
        response = client_of(who).get(reverse("reports:pdf", args=[approved.pk]) + query)
        content = body(response)
        assert hashlib.sha256(content).hexdigest() == report.sha256
        assert response["Content-Type"] == "application/pdf"
        assert int(response["Content-Length"]) == len(content) == report.size
        assert unquote(response["Content-Disposition"]).startswith(disposition)
        assert unquote(response["Content-Disposition"]).endswith("_第1轮.pdf")
        assert response["Cache-Control"] == "private, no-store"
    assert "草稿" not in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_with_explanations_it_is_a_copy_for_reading_and_says_so(approved, client_of):
    response = client_of("gonghui").get(reverse("reports:pdf", args=[approved.pk]) + "?explained")
    assert unquote(response["Content-Disposition"]).endswith("_第1轮_附说明事项_阅读稿.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]
    assert all("阅读稿" in "".join(text.split()) for text in pages)
    for name in ("reports:docx", "reports:xlsx"):
        other = client_of("gonghui").get(reverse(name, args=[approved.pk]) + "?explained")
        assert "_阅读稿." in unquote(other["Content-Disposition"])
    page = client_of("gonghui").get(reverse("reports:preview", args=[approved.pk]) + "?explained")
    assert "是阅读稿；签发的 PDF 才是正式文件" in page.content.decode()


def test_a_missing_file_is_told_and_not_made_anew(unrendered, broken_store, approved, client_of, caplog):
    response = client_of("gonghui").get(reverse("reports:pdf", args=[approved.pk]))
    page = response.content.decode()
    assert response.status_code == 500
    assert "读不到" in page and issued_for(approved).file_name in page and "从备份中恢复" in page
    assert "读不到" in caplog.text and f"evaluation {approved.pk}" in caplog.text


def test_a_changed_file_is_told_and_not_given(unrendered, broken_store, approved, client_of, caplog):
    default_storage.save(issued_for(approved).file.name, ContentFile(b"%PDF of another"))
    response = client_of("gonghui").get(reverse("reports:pdf", args=[approved.pk]))
    assert response.status_code == 500
    assert "被改动过，与登记的 SHA-256 不一致" in response.content.decode()
    assert b"%PDF of another" not in response.content
    assert "被改动过" in caplog.text


def test_approved_without_a_report_is_told(unrendered, approved, client_of):
    triggers.uninstall()
    IssuedReport.objects.all().delete()
    triggers.install()
    client = client_of("gonghui")
    response = client.get(reverse("reports:pdf", args=[approved.pk]))
    assert response.status_code == 409
    for name in ("reports:pdf", "reports:preview", "reports:issued"):
        assert "还没有签发报告" in client.get(reverse(name, args=[approved.pk])).content.decode()


# ── the pages ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["reports:preview", "reports:issued"])
def test_the_hash_and_the_address_of_the_check_are_shown(name, approved, client_of):
    report = issued_for(approved)
    page = client_of("shenhe").get(reverse(name, args=[approved.pk])).content.decode()
    assert f'id="issued-sha256">{report.sha256}<' in page
    assert f'href="/verify/?sha256={report.sha256}"' in page and "testserver/verify/" in page
    assert report.file_name in page and "系统补签发" in page


@pytest.mark.parametrize("name", ["draft", "returned"])
def test_what_is_not_approved_has_nothing_issued(name, client_of, request):
    evaluation = request.getfixturevalue(name)
    page = client_of("shenhe").get(reverse("reports:issued", args=[evaluation.pk])).content.decode()
    assert "还没有签发" in page and "<form" not in page.partition("<main")[2]
    assert (
        "issued-sha256"
        not in client_of("shenhe").get(reverse("reports:preview", args=[evaluation.pk])).content.decode()
    )


def test_the_evaluation_leads_there(approved, draft, client_of):
    href = f'href="/reports/{approved.pk}/issued/"'
    assert (
        href in client_of("gonghui").get(reverse("evaluations:detail", args=[approved.pk])).content.decode()
    )
    assert "/issued/" not in client_of("zhengxie").get(f"/evaluations/{draft.pk}/").content.decode()


# ── stamped scans ────────────────────────────────────────────────────────────────────────────────────────────────


def upload(client: Client, evaluation: Any, content: bytes, name: str = "盖章件.pdf") -> Any:
    file = SimpleUploadedFile(name, content, "application/pdf")
    return client.post(reverse("reports:issued", args=[evaluation.pk]), {"file": file}, follow=True)


def test_a_scan_is_laid_beside_it_and_read_by_those_who_read_the_evaluation(approved, client_of):
    page = upload(client_of("gonghui-fzr"), approved, pdf(4, "甲")).content.decode()
    assert "盖章件第 1 版已上传，共 4 页。" in page
    upload(client_of("gonghui"), approved, pdf(5, "乙"), "第二版.pdf")
    scans = list(StampedReport.objects.order_by("version"))
    page = client_of("shenji").get(reverse("reports:issued", args=[approved.pk])).content.decode()
    assert page.index("第 2 版") < page.index("第 1 版")
    assert page.count("最新") == 2  # the words of the hint, and the mark of one version
    assert "上传盖章件" not in page
    for scan, content in zip(scans, (pdf(4, "甲"), pdf(5, "乙")), strict=True):
        url = reverse("reports:stamped", args=[approved.pk, scan.key])
        response = client_of("shenji").get(url)
        assert body(response) == content
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert client_of("zhengxie").get(url).status_code == 404
        assert client_of("xitong").get(url).status_code == 403


def test_the_key_of_anothers_scan_is_not_found(approved, draft, people, client_of):
    scan = add_stamped(
        issued=issued_for(approved), name="a.pdf", content=pdf(), rights=rights(people["gonghui"])
    )
    url = reverse("reports:stamped", args=[draft.pk, scan.key])
    assert client_of("caizheng").get(url).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"GIF89a", "不是 PDF 文件"), (b"", "选择的文件是空的"), (pdf(0), "有 0 页")],
)
def test_a_refused_scan_says_why_and_keeps_nothing(approved, client_of, content, words):
    response = upload(client_of("gonghui"), approved, content)
    assert (response.status_code, StampedReport.objects.count()) == (422, 0)
    assert words in response.content.decode()


def test_others_upload_nothing(approved, client_of):
    page = upload(client_of("shenhe"), approved, pdf()).content.decode()
    assert "盖章件由本部门的填报人或负责人在报告签发之后上传" in page
    assert not StampedReport.objects.exists()


# ── 审核通过 ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def submitted(campaign: Any) -> Any:
    made = make_evaluation(campaign, "999001", union_facts())
    return filed(made, union_facts(), make_person("fuzeren"))


def press(client: Client, evaluation: Any, **posted: str) -> Any:
    given = {"seen": seen_on(client, evaluation), "comment": "数据已核对。"} | posted
    return client.post(reverse("reports:approve", args=[evaluation.pk]), given)


def seen_on(client: Client, evaluation: Any) -> str:
    page = client.get(reverse("evaluations:review", args=[evaluation.pk])).content.decode()
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_the_button_of_the_review_approves_and_issues(submitted, client_of, monkeypatch):
    monkeypatch.setattr(issuing, "to_pdf", lambda html: b"%PDF")
    client = client_of("shenhe")
    page = client.get(reverse("evaluations:review", args=[submitted.pk])).content.decode()
    assert f'value="approve" formaction="/reports/{submitted.pk}/approve/"' in page
    assert f'value="return" formaction="/evaluations/{submitted.pk}/review/step/"' in page
    response = press(client, submitted)
    assert response["Location"] == reverse("evaluations:detail", args=[submitted.pk])
    submitted.refresh_from_db()
    assert (submitted.status, submitted.transitions.last().comment) == ("approved", "数据已核对。")
    assert issued_for(submitted).issued_by.username == "shenhe"


def words_of(client: Client, name: str, evaluation: Any) -> tuple[str, list[str]]:
    """The file's name, and the text of each page (PDF) or header (Word)."""
    response = client.get(reverse(f"reports:{name}", args=[evaluation.pk]))
    content, title = body(response), unquote(response["Content-Disposition"])
    if name == "pdf":
        return title, ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return title, [package.read(each).decode() for each in package.namelist() if "/header" in each]


def test_every_page_says_that_it_is_filed_and_not_approved_until_the_approval_issues_it_without(
    submitted, client_of
):
    client = client_of("shenhe")
    for name in ("pdf", "docx"):
        title, pages = words_of(client, name, submitted)
        assert title.endswith(f"_第1轮_送审稿.{name}")
        assert pages and all("送审稿" in page for page in pages)
    preview = client.get(reverse("reports:preview", args=[submitted.pk])).content.decode()
    assert '<article class="report report-filed">' in preview and "送审稿</div>" in preview
    assert press(client, submitted).status_code == 302
    for name in ("pdf", "docx"):
        title, pages = words_of(client, name, submitted)
        assert title.endswith(f"_第1轮.{name}")
        assert pages and not any("稿" in page and "送审" in page for page in pages)


def test_the_step_of_evaluations_does_not_approve_past_it(submitted, client_of):
    client = client_of("shenhe")
    url = reverse("evaluations:step", args=[submitted.pk])
    response = client.post(url, {"action": "approve", "seen": seen_on(client, submitted)}, follow=True)
    assert "没有这一步" in response.content.decode()
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_a_failed_rendering_refuses_in_words_and_keeps_what_was_typed(submitted, client_of, monkeypatch):
    def fail(html: str) -> bytes:
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(issuing, "to_pdf", fail)
    response = press(client_of("shenhe"), submitted)
    page = response.content.decode()
    assert response.status_code == 500
    assert "没有通过：审核通过时要签发报告。没有生成 PDF：缺少字体。" in page
    assert "数据已核对。</textarea>" in page
    submitted.refresh_from_db()
    assert (submitted.status, issued_for(submitted)) == ("submitted", None)


@pytest.mark.parametrize(
    ("posted", "status", "words"),
    [
        ({"seen": ""}, 422, "没有办理：表单缺少你所核对的内容版本"),
        ({"seen": "1-9"}, 409, "核查得分有改动"),
        ({"comment": "字" * 2001}, 422, "意见写了 2001 字"),
    ],
)
def test_a_refusal_keeps_what_was_typed(submitted, client_of, unrendered, monkeypatch, posted, status, words):
    if status == 409:
        monkeypatch.setattr(issuing, "to_pdf", lambda html: b"%PDF")
    response = press(client_of("shenhe"), submitted, **posted)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert posted.get("comment", "数据已核对。") in page
    submitted.refresh_from_db()
    assert submitted.status == "submitted"


def test_a_full_disk_approves_nothing_and_says_so(submitted, client_of, monkeypatch, settings, tmp_path):
    """The store takes nothing: the comment stays on the page, the evaluation where it was."""
    monkeypatch.setattr(issuing, "to_pdf", lambda html: b"%PDF")
    (tmp_path / "media").write_bytes(b"no folder")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    response = press(client_of("shenhe"), submitted)
    assert response.status_code == 500
    words = response.content.decode()
    assert "没有通过：签发的报告文件没有存下" in words and "数据已核对。" in words
    submitted.refresh_from_db()
    assert submitted.status == "submitted"
    assert issued_for(submitted) is None


def test_a_full_disk_keeps_no_scan_and_says_so(approved, client_of, settings, tmp_path):
    (tmp_path / "media").write_bytes(b"no folder")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    response = upload(client_of("gonghui"), approved, pdf(4, "甲"))
    assert response.status_code == 500
    assert "文件没有存下" in response.content.decode()
    assert not StampedReport.objects.exists()
