"""Preview and PDF through the web: who gets them, under what name, and what a failure looks like."""

import io
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Membership, User
from accounts.roles import Role
from evaluations.enums import Status
from evaluations.models import SelfEvaluation
from reports import views
from reports.rendering import RenderingFailed

pytestmark = pytest.mark.django_db


@pytest.fixture()
def demo():
    call_command("seed_demo")


def person(role, department=None):
    held = Membership.objects.filter(role=role)
    return User.objects.get(pk=(held.filter(department=department) if department else held).first().user_id)


def evaluation(*statuses):
    return SelfEvaluation.objects.filter(status__in=statuses).first()


@pytest.fixture()
def draft(demo):
    return evaluation(Status.DRAFT)


@pytest.fixture()
def filed(demo):
    return evaluation(Status.SUBMITTED, Status.APPROVED)


@pytest.fixture()
def preparer(draft, client):
    client.force_login(person(Role.PREPARER, draft.department))
    return client


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


def test_a_filed_report_comes_from_its_submission(filed, client):
    client.force_login(person(Role.PREPARER, filed.department))
    response = client.get(reverse("reports:pdf", args=[filed.pk]))
    assert unquote(response["Content-Disposition"]).endswith(f"_第{filed.round}轮.pdf")
    assert "草稿" not in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


@pytest.mark.parametrize("name", ["reports:preview", "reports:pdf"])
class TestAccess:
    def test_outsider_does_not_find_it(self, name, draft, filed, client):
        client.force_login(person(Role.PREPARER, filed.department))
        assert client.get(reverse(name, args=[draft.pk])).status_code == 404

    def test_system_administrator_is_refused(self, name, draft, client):
        client.force_login(person(Role.SYSTEM_ADMIN))
        assert client.get(reverse(name, args=[draft.pk])).status_code == 403

    def test_stranger_is_sent_to_log_in(self, name, draft, client):
        assert client.get(reverse(name, args=[draft.pk])).status_code == 302

    def test_posting_is_refused(self, name, draft, preparer):
        assert preparer.post(reverse(name, args=[draft.pk])).status_code == 405


def test_a_failure_is_a_page_with_a_chinese_sentence(preparer, draft, monkeypatch):
    def fail(html):
        raise RenderingFailed("没有生成 PDF：缺少字体。")

    monkeypatch.setattr(views, "to_pdf", fail)
    response = preparer.get(reverse("reports:pdf", args=[draft.pk]))
    assert response.status_code == 500
    assert "没有生成 PDF：缺少字体。" in response.content.decode()
