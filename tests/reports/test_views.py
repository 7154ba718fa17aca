"""Preview and PDF through the web: who gets them, under what name, and what a failure looks like."""

import io
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from reports.rendering import RenderingFailed
from reports.views import files as views

pytestmark = pytest.mark.django_db


@pytest.fixture()
def preparer(client_of):
    """Fills in the draft."""
    return client_of("zhengxie")


def test_preview_of_a_draft_shows_the_sheet_and_its_buttons(preparer, draft):
    response = preparer.get(reverse("reports:preview", args=[draft.pk]))
    page = response.content.decode()
    assert response.status_code == 200
    assert '<article class="report report-draft">' in page
    assert f'href="/reports/{draft.pk}/report.pdf"' in page
    assert f'href="/reports/{draft.pk}/report.pdf?show"' in page
    assert "style=" not in page.partition("<article")[2]


def test_pdf_is_a_download_with_its_name(preparer, draft):
    response = preparer.get(reverse("reports:pdf", args=[draft.pk]))
    name = unquote(response["Content-Disposition"])
    assert response["Content-Type"] == "application/pdf"
    assert name.startswith("attachment;")
    assert name.endswith(f"_{draft.department.short_name}_整体支出绩效自评报告_草稿.pdf")
    assert "草稿" in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


def test_pdf_for_printing_opens_in_the_browser(preparer, draft):
    response = preparer.get(reverse("reports:pdf", args=[draft.pk]) + "?show")
    assert response["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize("name", ["reports:preview", "reports:pdf"])
class TestAccess:
    def test_another_department_does_not_find_it(self, name, draft, client_of):
        assert client_of("gonghui").get(reverse(name, args=[draft.pk])).status_code == 404

    def test_the_system_administrator_is_refused(self, name, draft, client_of):
        assert client_of("xitong").get(reverse(name, args=[draft.pk])).status_code == 403

    def test_a_stranger_is_sent_to_log_in(self, name, draft):
        assert Client().get(reverse(name, args=[draft.pk])).status_code == 302

    def test_posting_is_refused(self, name, draft, preparer):
        assert preparer.post(reverse(name, args=[draft.pk])).status_code == 405


def test_a_failure_is_a_page_with_a_chinese_sentence(preparer, draft, monkeypatch):
    def fail(html):
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(views, "to_pdf", fail)
    response = preparer.get(reverse("reports:pdf", args=[draft.pk]))
    assert response.status_code == 500
    assert "没有生成 PDF：缺少字体。" in response.content.decode()
