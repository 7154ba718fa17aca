"""The admin for accounts and campaigns: what a person is, in the list; nothing in English; what is fixed once begun."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from evaluations.models import Campaign, SelfEvaluation

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def log_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_the_list_of_people_says_what_each_is(people: dict[str, User]) -> None:
    client = log_in(people["xitong"])
    page = client.get(reverse("admin:accounts_user_changelist")).content.decode()
    for words in ("填报人（花都区总工会）", "财政审核人（广州市花都区）", "系统管理员"):
        assert words in page
    found = client.get(reverse("admin:accounts_user_changelist"), {"q": "花都区政协"}).content.decode()
    assert "zhengxie" in found and "gonghui" not in found


def test_a_new_account_is_told_of_in_chinese_and_has_a_telephone(people: dict[str, User]) -> None:
    client, url = log_in(people["xitong"]), reverse("admin:accounts_user_add")
    page = client.get(url).content.decode()
    assert "After you" not in page
    assert "没有角色的账号，登录后看不到内容" in page
    answer = client.post(
        url,
        {
            "username": "fagai", "name": "邓伟雄", "phone": "020-36890010", "usable_password": "true",
            "password1": "a-long-enough-word", "password2": "a-long-enough-word",
            "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert User.objects.get(username="fagai").phone == "020-36890010"


def test_the_system_administrator_is_led_to_the_accounts(people: dict[str, User]) -> None:
    page = log_in(people["xitong"]).get("/").content.decode()
    assert f'href="{reverse("admin:accounts_user_changelist")}">账号管理</a>' in page


def test_what_departments_began_with_is_not_changed_under_them(
    people: dict[str, User], campaign: Campaign
) -> None:
    client, url = log_in(people["caizheng"]), reverse("admin:evaluations_campaign_change", args=[campaign.pk])
    body = {
        "name": campaign.name, "year": "2019", "report_template": campaign.report_template_id,
        "notice": "花财绩〔2023〕1号", "opens_on": str(campaign.opens_on), "due_on": str(campaign.due_on),
        "leader_signs": "on", "review_levels": "1",
    }  # fmt: skip
    answer = client.post(url, body)
    assert answer["Location"] == reverse("evaluations:campaign", args=[campaign.pk])
    campaign.refresh_from_db()
    assert (campaign.notice, campaign.year) == ("花财绩〔2023〕1号", 2022)
    assert SelfEvaluation.objects.filter(campaign=campaign).exists()
