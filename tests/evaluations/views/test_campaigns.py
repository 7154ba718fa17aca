"""自评任务 through the web: what a new one begins with, what its page tells and leads to."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.models import Campaign, SelfEvaluation
from tests.factories import make_department

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(people: dict[str, User]) -> Client:
    client = Client()
    client.force_login(people["caizheng"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(campaign: Campaign) -> str:
    return reverse("evaluations:campaign", args=[campaign.pk])


def body(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "region": campaign.region_id, "year": 2023, "name": "2023年度部门整体支出绩效自评",
        "index_system": campaign.index_system_id, "report_template": campaign.report_template_id,
        "opens_on": str(today), "due_on": str(today + timedelta(days=30)), "review_levels": "1",
    } | changes  # fmt: skip


def test_a_new_campaign_begins_like_the_one_before(manager: Client, campaign: Campaign) -> None:
    page = manager.get(reverse("evaluations:campaign_new")).content.decode()
    assert 'value="2023"' in page
    assert 'value="2023年度部门整体支出绩效自评"' in page
    assert f'<option value="{campaign.index_system_id}" selected>' in page
    assert f"取自“{campaign.name}”" in page


def test_the_name_is_of_the_year(manager: Client, campaign: Campaign) -> None:
    url = reverse("evaluations:campaign_new")
    answer = manager.post(url, body(campaign, name="2022年度部门整体支出绩效自评"))
    assert answer.status_code == 422
    assert "任务名称写的是 2022 年，评价年度是 2023。" in answer.content.decode()
    assert manager.post(url, body(campaign, name="部门整体支出绩效自评（第二批）")).status_code == 302


def test_a_due_date_that_is_over_is_told_of(manager: Client, campaign: Campaign) -> None:
    answer = manager.post(
        reverse("evaluations:campaign_new"),
        body(campaign, opens_on="2024-01-01", due_on="2024-03-01"),
        follow=True,
    )
    assert "截止日期 2024年3月1日已过，各部门不能报送。" in answer.content.decode()


def test_the_page_tells_settings_contacts_and_progress(manager: Client, campaign: Campaign) -> None:
    with acting("tests"):
        User.objects.filter(username="zhengxie").update(phone="020-36890001")
    page = manager.get(page_of(campaign)).content.decode()
    assert "020-36890001" in page
    assert "8 / 8 节" in page
    assert str(campaign.report_template) in page
    assert f"/overview.xlsx?campaign={campaign.pk}" in page
    assert re.search(rf'href="/\?campaign={campaign.pk}&amp;status=late#list-title">逾期未报送</a>', page)


def test_a_department_that_came_later_is_opened_alone(manager: Client, campaign: Campaign) -> None:
    assert "开启自评</button>" not in manager.get(page_of(campaign)).content.decode(), "all are open"
    make_department(campaign.region, "300001")
    page = manager.get(page_of(campaign)).content.decode()
    assert "开启自评</button>" in page and "1 个：部门300001" in page
    manager.post(reverse("evaluations:campaign_open", args=[campaign.pk]))
    assert SelfEvaluation.objects.filter(campaign=campaign).count() == 4
    assert "没有账号" in manager.get(page_of(campaign)).content.decode(), "nobody can fill it in"


def test_a_row_leads_to_its_extension(manager: Client, campaign: Campaign, draft: SelfEvaluation) -> None:
    page = manager.get(page_of(campaign)).content.decode()
    assert f'href="?extend={draft.department_id}#extend"' in page
    page = manager.get(f"{page_of(campaign)}?extend={draft.department_id}").content.decode()
    assert f'<option value="{draft.department_id}" selected>' in page
    due = campaign.due_on + timedelta(days=5)
    answer = manager.post(
        reverse("evaluations:campaign_extend", args=[campaign.pk]),
        {"department": draft.department_id, "due_on": str(due), "reason": "决算批复推迟。"},
        follow=True,
    ).content.decode()
    said = f"{due.year}年{due.month}月{due.day}日"
    assert f"政协广州市花都区委员会已延期至 {said}。" in answer
    assert f"{said}（延期）" in answer


def test_the_list_counts_what_was_opened_filed_and_approved(manager: Client) -> None:
    page = manager.get(reverse("evaluations:campaigns")).content.decode()
    row = page.split("<tbody>")[1].split("</tr>")[0]
    assert re.findall(r'<td class="num">(\d+)</td>', row) == ["1", "3", "2", "1"]


def test_the_latest_campaign_stands_first(manager: Client, campaign: Campaign) -> None:
    with acting("tests"):
        for year in (2021, 2023):
            other = Campaign.objects.get(pk=campaign.pk)
            other.pk, other.year, other.name = None, year, f"{year}年度自评"
            other.save()
    page = manager.get(reverse("evaluations:campaigns")).content.decode()
    years = re.findall(r"<td>(20\d\d)</td>", page)
    assert years == ["2023", "2022", "2021"]
