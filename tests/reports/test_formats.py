"""Word, Excel and JSON through the web: who gets them, under what name, from which facts."""

import io
import json
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from evaluations.domain.snapshot import fingerprint, thaw
from evaluations.models import Submission
from evaluations.queries import load_facts
from reports.views.formats import WORD, XLSX
from tests.reports.formats import docx_words

pytestmark = pytest.mark.django_db
KINDS = {"docx": WORD, "xlsx": XLSX, "json": "application/json"}
each = pytest.mark.parametrize("name", KINDS)


def get(client, evaluation, name, query=""):
    return client.get(reverse(f"reports:{name}", args=[evaluation.pk]) + query)


@each
def test_a_download_has_its_type_and_its_name_and_is_kept_by_nobody(name, client_of, draft):
    response = get(client_of("zhengxie"), draft, name)
    assert response.status_code == 200
    assert response["Content-Type"] == KINDS[name]
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert unquote(disposition).endswith(f"_{draft.department.short_name}_整体支出绩效自评报告_草稿.{name}")
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


@each
class TestAccess:
    def test_another_department_does_not_find_it(self, name, draft, client_of):
        assert get(client_of("gonghui"), draft, name).status_code == 404

    def test_the_system_administrator_is_refused(self, name, draft, client_of):
        assert get(client_of("xitong"), draft, name).status_code == 403

    def test_a_stranger_is_sent_to_log_in(self, name, draft):
        assert get(Client(), draft, name).status_code == 302

    def test_posting_is_refused(self, name, draft, client_of):
        assert client_of("zhengxie").post(reverse(f"reports:{name}", args=[draft.pk])).status_code == 405


def test_an_approved_report_comes_from_its_submission_and_the_text_is_the_very_one(client_of, approved):
    """Also when the rows were changed past the application: the frozen facts are the truth."""
    client, submission = client_of("gonghui"), Submission.objects.get(evaluation=approved)
    response = get(client, approved, "json")
    assert response.content.decode() == submission.facts
    assert fingerprint(response.content.decode()) == submission.sha256
    assert unquote(response["Content-Disposition"]).endswith("_第1轮.json")
    text = "".join(docx_words(get(client, approved, "docx").content))
    assert thaw(submission.facts).work.overview.splitlines()[0] in text
    assert "草稿" not in text


def test_the_interchange_file_of_a_draft_is_what_stands_now(client_of, draft):
    content = get(client_of("zhengxie"), draft, "json").content
    assert thaw(content) == load_facts(draft)
    assert json.loads(content)["schema_version"] == 1


def test_explanations_come_along_when_asked(client_of, approved):
    client = client_of("gonghui")
    for name, titles in (("docx", _headings), ("xlsx", _sheets)):
        assert not any("说明事项" in title for title in titles(get(client, approved, name).content))
        assert any("说明事项" in title for title in titles(get(client, approved, name, "?explained").content))


def _headings(content):
    return [p.text for p in Document(io.BytesIO(content)).paragraphs if p.style.name == "附件标题"]


def _sheets(content):
    return load_workbook(io.BytesIO(content)).sheetnames


def test_the_workbook_begins_with_what_came_out(client_of, approved):
    page = load_workbook(io.BytesIO(get(client_of("gonghui"), approved, "xlsx").content)).worksheets[0]
    found = {
        row[0].value: next((cell.value for cell in row[1:] if cell.value is not None), None)
        for row in page.rows
    }
    assert page.title == "基本信息"
    assert found["部门名称"] == approved.department.name
    assert found["评价年度"] == "2022年"
    assert found["自评得分"] == 96
    assert found["自评等级"] == "优"
    assert found["预算执行率"] == 1


def test_the_preview_offers_the_formats_without_a_script(client_of, draft):
    page = (
        client_of("zhengxie").get(reverse("reports:preview", args=[draft.pk]) + "?explained").content.decode()
    )
    menu = page.partition('<details class="downloads-more">')[2].partition("</details>")[0]
    assert f'href="/reports/{draft.pk}/report.docx?explained"' in menu
    assert f'href="/reports/{draft.pk}/report.xlsx?explained"' in menu
    assert f'href="/reports/{draft.pk}/report.json"' in menu


@pytest.mark.parametrize("name", ["docx", "xlsx", "json"])
def test_queries_do_not_grow(name, client_of, approved, django_assert_max_num_queries):
    client = client_of("gonghui")
    with django_assert_max_num_queries(16):
        get(client, approved, name)
