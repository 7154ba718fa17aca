"""工作台 of the finance bureau: what waits for whom, counts, order, the Excel file; and from one evaluation to the next."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from evaluations.actions.workflow import conflict_of_interest, take_step
from evaluations.enums import Action
from evaluations.forms.overview import Chosen
from evaluations.models import Campaign, SelfEvaluation
from evaluations.overview import following, queue, standings, waiting_for
from evaluations.queries import evaluations_visible_to
from tests.factories import filed, make_evaluation, make_person, union_facts

pytestmark = pytest.mark.django_db


def make_filed(campaign: Campaign, code: str, by: User) -> SelfEvaluation:
    return filed(make_evaluation(campaign, code, union_facts()), union_facts(), by)


def log_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def filer(campaign: Campaign) -> User:
    """Whoever files; belongs to no department."""
    return make_person("filer")


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def queue_of(page: str) -> list[str]:
    """The departments under 待我办理, in order."""
    panel = page.split('id="queue"')[1].split("</section>")[0] if 'id="queue"' in page else ""
    return re.findall(r'/review/">(\S+) 2022 年度自评', panel)


def test_the_queue_stands_in_the_order_of_filing(
    campaign: Campaign, people: dict[str, User], filer: User
) -> None:
    for code in ("300002", "300001"):
        make_filed(campaign, code, filer)
    page = text_of(log_in(people["shenhe"]).get("/"))
    assert queue_of(page) == ["部门300002", "部门300001"]
    assert "执行率 100.0%" in page
    assert "待我办理" not in text_of(log_in(people["shenji"]).get("/")), "an auditor decides nothing"


def test_only_what_a_person_may_decide_waits_for_him(
    campaign: Campaign, people: dict[str, User], filer: User
) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=campaign.pk).update(review_levels=2)
    first, own = make_filed(campaign, "300001", filer), make_filed(campaign, "300002", people["shenhe"])
    rows = list(SelfEvaluation.objects.select_related("campaign", "department"))
    assert waiting_for(Rights(people["shenhe"]), rows) == {first.pk}, "not what he filed himself"
    assert waiting_for(Rights(people["caizheng"]), rows) == {first.pk, own.pk}, "the manager may begin, too"
    first.refresh_from_db()
    take_step(evaluation=first, action=Action.PASS_ON, rights=Rights(people["shenhe"]))
    rows = list(SelfEvaluation.objects.select_related("campaign", "department"))
    assert waiting_for(Rights(people["shenhe"]), rows) == set(), "the second level is not his"
    assert waiting_for(Rights(people["caizheng"]), rows) == {first.pk, own.pk}
    assert "终审" in text_of(log_in(people["caizheng"]).get("/"))
    for row in rows:
        if row.status == "submitted":
            hindered = conflict_of_interest(row, people["shenhe"])
            assert hindered == (row.pk in {first.pk, own.pk}), "the list and the page judge alike"


def test_states_are_counted_and_filter(campaign: Campaign, people: dict[str, User], filer: User) -> None:
    make_filed(campaign, "300001", filer)
    client = log_in(people["caizheng"])
    page = text_of(client.get("/"))
    counts = dict(re.findall(r'>([^<> ]+) <span class="figure">(\d+)</span></a></li>', page))
    assert counts == {
        "全部": "4", "单位填报中": "1", "单位内部审签": "0", "待审核": "1", "已退回单位": "1", "审核通过": "1",
        "逾期未报送": "0",
    }  # fmt: skip
    page = text_of(client.get("/?status=returned"))
    assert "花都区残联" in page.split("各部门进度")[-1]
    assert "花都区政协" not in page.split('aria-label="各部门进度"')[-1]


def test_what_is_late_and_never_filed_is_found(campaign: Campaign, people: dict[str, User]) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=campaign.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    page = text_of(log_in(people["caizheng"]).get("/?status=late"))
    table = page.split('aria-label="各部门进度"')[-1]
    assert "花都区政协" in table
    assert "已过期" in table
    assert "花都区残联" not in table, "was filed once; it is back for changes"


def test_the_campaign_under_review_is_shown_else_the_latest_unless_another_is_asked_for(
    campaign: Campaign, people: dict[str, User], filer: User
) -> None:
    with acting("tests"):
        newer = Campaign.objects.get(pk=campaign.pk)
        newer.pk, newer.year, newer.name = None, 2023, "2023年度自评"
        newer.save()
    make_evaluation(newer, "300009")
    client = log_in(people["caizheng"])
    assert "部门300009" not in text_of(client.get("/")), "残联 of 2022 is not decided yet"
    assert (
        "花都区政协" not in text_of(client.get(f"/?campaign={newer.pk}")).split('aria-label="各部门进度"')[-1]
    )
    assert "花都区政协" in text_of(client.get(f"/?campaign={campaign.pk}"))
    whole = text_of(client.get("/?campaign=all"))
    assert "花都区政协" in whole and "部门300009" in whole
    assert "花都区政协" in text_of(client.get("/?campaign=nonsense&sort=nonsense&status=nonsense"))


@pytest.mark.parametrize(("newer", "older", "shown"), [(0, 1, 1), (1, 1, 2), (0, 0, 2)])
def test_which_campaign_a_desk_opens_with(newer: bool, older: bool, shown: int) -> None:
    campaigns = [Campaign(pk=2), Campaign(pk=1)]
    for each, is_under_review in zip(campaigns, (newer, older), strict=True):
        each.is_under_review = is_under_review
    assert Chosen.of({}, campaigns).campaign.pk == shown


@pytest.mark.parametrize(
    ("sort", "first"),
    [("", "花都区政协"), ("explained", "花都区残联"), ("filled", "部门300001"), ("rate", "花都区残联")],
)
def test_the_list_is_put_in_order(campaign: Campaign, people: dict[str, User], sort: str, first: str) -> None:
    make_evaluation(campaign, "300001")
    page = text_of(log_in(people["caizheng"]).get(f"/?sort={sort}"))
    names = re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)
    assert names[0] == first


def test_the_excel_file_holds_the_list(campaign: Campaign, people: dict[str, User]) -> None:
    with acting("tests"):
        User.objects.filter(username="zhengxie").update(phone="020-36890001")
    response = log_in(people["caizheng"]).get(f"{reverse('evaluations:overview_file')}?q=103001")
    assert "attachment" in response["Content-Disposition"]
    (head, row) = load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert (found["部门代码"], found["状态"], found["联系人"]) == ("103001", "单位填报中", "黄晓敏")
    assert found["联系电话"] == "020-36890001"
    approved = log_in(people["shenji"]).get(f"{reverse('evaluations:overview_file')}?status=approved")
    (head, row) = load_workbook(BytesIO(approved.content)).active.iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert (found["自评得分"], found["执行率"], found["审核通过人"]) == (96, 1, "林晓东")
    assert Decimal(str(found["全年执行数（万元）"])) == Decimal("1057.63")


def test_a_long_list_costs_the_same_queries(campaign: Campaign, people: dict[str, User], filer: User) -> None:
    client = log_in(people["shenhe"])
    client.get("/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get("/").status_code == 200
        return len(found)

    make_filed(campaign, "300001", filer)
    few = cost()
    for number in range(2, 6):
        make_filed(campaign, f"30000{number}", filer)
    assert cost() == few


def test_from_one_evaluation_to_the_next(campaign: Campaign, people: dict[str, User], filer: User) -> None:
    first, second, third = (make_filed(campaign, f"30000{number}", filer) for number in (1, 2, 3))
    rights = Rights(people["shenhe"])
    visible = evaluations_visible_to(rights)
    assert [row.pk for row in queue(rights, visible)] == [first.pk, second.pk, third.pk]
    assert [row.pk for row in following(rights, visible, second.pk)] == [third.pk, first.pk]
    client = log_in(people["shenhe"])
    assert "下一份：部门300002" in text_of(client.get(reverse("evaluations:review", args=[first.pk])))
    answer = client.post(
        reverse("evaluations:step", args=[first.pk]),
        {"action": "return", "comment": "名册与指标不符。"},
        follow=True,
    )
    page = text_of(answer)
    assert "部门300001：已退回修改。" in page
    assert "还有" in page and "审核下一份：部门300002" in page


def test_a_refused_step_keeps_the_words(campaign: Campaign, people: dict[str, User], filer: User) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=campaign.pk).update(review_levels=2)
    evaluation = make_filed(campaign, "300001", filer)
    client, step = log_in(people["shenhe"]), reverse("evaluations:step", args=[evaluation.pk])
    answer = client.post(step, {"action": "return", "comment": " "})
    assert answer.status_code == 409
    assert "“退回修改”要写明意见" in answer.content.decode()
    answer = client.post(step, {"action": "pass_on", "comment": "初审无误，转终审。", "seen": "0:0"})
    assert answer.status_code == 409
    assert "初审无误，转终审。</textarea>" in answer.content.decode()
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.review_level) == ("submitted", 1)


def test_findings_lead_to_their_place_in_the_text_and_to_a_remark(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    url = reverse("evaluations:review", args=[returned.pk])
    page = text_of(log_in(people["shenhe"]).get(url))
    findings = page.split('id="findings"')[1].split('id="profile"')[0]
    anchors = re.findall(r'<p class="finding-place"><a href="#([^"]+)"', findings)
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert "提意见" not in findings, "it is with the department"


def test_departments_see_no_finance_desk(people: dict[str, User]) -> None:
    page = text_of(log_in(people["zhengxie"]).get("/"))
    assert "导出 Excel" not in page


def test_standings_count_sections_and_explanations(returned: SelfEvaluation, people: dict[str, User]) -> None:
    rights = Rights(people["caizheng"])
    (row,) = standings(evaluations_visible_to(rights).filter(pk=returned.pk), rights)
    assert (row.explained, row.filled, row.waited) == (3, 8, None)
    assert [person.name for person in row.contacts] == ["周敏"]
    assert row.rate is not None and Decimal("0.98") < row.rate < Decimal("1")
