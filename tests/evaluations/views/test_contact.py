"""财政联系人: given once with the campaign, told at the same place of every page, and where something is refused."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Department, Region, User
from evaluations.actions.workflow import take_step
from evaluations.demo.seeding import CONTACT
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action
from evaluations.forms.campaign import CampaignForm
from evaluations.models import Campaign, SelfEvaluation

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
SAID = "绩效评价股 黄嘉宁 020-10862022"
FOOT = f'<footer class="page-foot">财政联系人：{SAID}</footer>'


def set_contact(model: Any, **contact: str) -> None:
    with acting("tests"):
        model.objects.update(**dict.fromkeys(CONTACT, "") | contact)


def test_every_page_of_an_evaluation_and_the_desk_tell_it(client_of: ClientOf, draft: SelfEvaluation) -> None:
    client, home = client_of("zhengxie"), f"/evaluations/{draft.pk}/"
    paths = ("/", home, f"{home}sections/profile/", f"{home}check/", f"{home}rules/", f"{home}evidence/")
    for path in (
        *paths,
        f"/reports/{draft.pk}/",
        f"/reports/{draft.pk}/changes/",
        f"/reports/{draft.pk}/issued/",
    ):
        assert client.get(path).content.decode().count(FOOT) == 1, path
    set_contact(Campaign)
    assert "page-foot" not in client.get(home).content.decode()
    set_contact(Campaign, contact_phone="020-10000000")
    assert "财政联系人：020-10000000<" in client.get(home).content.decode()


def test_a_department_without_an_evaluation_reads_that_of_its_region(client_of: ClientOf) -> None:
    assert FOOT in client_of("zhengxie").get("/?q=nothing").content.decode()


def test_who_is_too_late_or_locked_out_is_told_whom_to_call(
    client_of: ClientOf, draft: SelfEvaluation, approved: SelfEvaluation, people: dict[str, User]
) -> None:
    with acting("tests"):
        Campaign.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(TransitionRefused, match=f"请联系财政局（{SAID}）申请延期"):
        draft.refresh_from_db()
        take_step(evaluation=draft, action=Action.SEND_TO_LEADER, rights=Rights(people["zhengxie"]))
    url = reverse("evaluations:section", args=[approved.pk, "profile"])
    page = client_of("gonghui").post(url, {"version": "1"}, follow=True).content.decode()
    assert "或申请退回" in page
    assert FOOT in page


def test_a_new_campaign_begins_with_the_contact_of_the_one_before(
    client_of: ClientOf, campaign: Campaign
) -> None:
    set_contact(Campaign, contact_office="预算股")
    assert CampaignForm.after(Campaign.objects.get(), ())["contact_office"] == "预算股"
    assert CampaignForm.after(None, Region.objects.all())["contact_person"] == "黄嘉宁"
    page = client_of("caizheng").get(reverse("evaluations:campaign_new")).content.decode()
    assert 'value="预算股"' in page
    today = timezone.localdate()
    body = {
        "region": campaign.region_id, "year": 2023, "name": "2023年度自评", "index_system": campaign.index_system_id,
        "report_template": campaign.report_template_id, "opens_on": str(today), "due_on": str(today),
        "review_levels": "1", "contact_office": "绩效股", "contact_phone": "020-10000001",
    }  # fmt: skip
    told = client_of("caizheng").post(reverse("evaluations:campaign_new"), body, follow=True).content.decode()
    assert "<dt>财政联系人</dt><dd>绩效股 020-10000001</dd>" in told


def test_the_manager_changes_it_in_the_middle_of_the_year(client_of: ClientOf, campaign: Campaign) -> None:
    page = client_of("caizheng").get(reverse("admin:evaluations_campaign_change", args=[campaign.pk]))
    assert set(CONTACT) <= set(page.context["adminform"].form.fields)


def test_login_and_refusal_name_who_can_help(client_of: ClientOf, draft: SelfEvaluation) -> None:
    login, refused = "忘记密码，请联系财政局{}，由系统管理员办理", "请联系财政局{}，由系统管理员办理"
    assert login.format(f"（{SAID}）") in Client().get("/login/").content.decode()
    page = client_of("gonghui").get(reverse("evaluations:audit"))
    assert (page.status_code, refused.format(f"（{SAID}）") in page.content.decode()) == (403, True)
    set_contact(Region)
    assert login.format("") in Client().get("/login/").content.decode()


def test_of_two_regions_only_ones_own_is_named(people: dict[str, User]) -> None:
    with acting("tests"):
        other = Region.objects.create(code="440103", name="荔湾区", contact_phone="020-10000002")
    assert Rights(None).contact == "", "who is not known belongs to neither"
    assert Rights(people["zhengxie"]).contact == SAID
    with acting("tests"):
        Department.objects.filter(code="103001").update(region=other)
    assert Rights(people["zhengxie"]).contact == "020-10000002"


def test_a_region_may_begin_with_its_contact(demo: None) -> None:
    begin = ("start_region", "440103", "荔湾区", "--manager", "chen:陈某", "--system-admin", "liang:梁某")
    call_command(*begin, "--contact", "绩效股：黄某：020-10000003", stdout=StringIO())
    assert Region.objects.get(code="440103").contact == "绩效股 黄某 020-10000003"
    with pytest.raises(CommandError, match="应写成 股室:姓名:电话"):
        call_command(*begin, "--contact", "绩效股")
