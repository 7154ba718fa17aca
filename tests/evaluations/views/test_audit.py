"""操作日志 through the web: what it can be narrowed by, and that it speaks the words of the office."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.models import Campaign, ChangeLog, SelfEvaluation

pytestmark = pytest.mark.django_db
URL = "/audit/"


@pytest.fixture
def auditor(people: dict[str, User]) -> Client:
    client = Client()
    client.force_login(people["shenji"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows(client: Client, **query: str) -> list[str]:
    """The lines of the log, without the head."""
    page = unescape(client.get(URL, query).content.decode())
    return page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]


def test_it_says_states_people_and_amounts_in_words(auditor: Client, returned: SelfEvaluation) -> None:
    (last, *_) = rows(
        auditor, evaluation=str(returned.pk), table="evaluations_selfevaluation", operation="UPDATE"
    )
    assert "<b>状态</b>：已报送 → 已退回" in last
    assert "吴倩" in last and "2022 花都区残联" in last
    made = rows(auditor, evaluation=str(returned.pk), table="budgets_project", operation="INSERT")
    assert any("<b>全年执行数</b>：（空） → 3,169,200" in row for row in made), "元, not 分"
    (approval, *_) = rows(
        auditor, table="evaluations_selfevaluation", who=f"user:{User.objects.get(username='shenhe').pk}"
    )
    assert "<b>审核通过人</b>：（空） → 林晓东" in approval


def test_it_is_narrowed_by_person_kind_operation_and_days(auditor: Client, people: dict[str, User]) -> None:
    person = f"user:{people['canlian'].pk}"
    assert all("周敏" in row for row in rows(auditor, who=person))
    assert all("<td>绩效指标</td>" in row for row in rows(auditor, table="evaluations_indicator"))
    assert all("删除" in row for row in rows(auditor, operation="DELETE"))
    today = timezone.localdate()
    assert len(rows(auditor, since=str(today), until=str(today))) == 50
    (nothing,) = rows(auditor, until=str(today - timedelta(days=9)))
    assert "没有符合条件的记录" in nothing


@pytest.mark.parametrize(
    "query",
    [{"since": "昨天"}, {"until": "2022-02-31"}, {"table": "auth_group"}, {"operation": "DROP"}, {"who": "user:0"},
     {"evaluation": "x"}],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_fault(auditor: Client, query: dict[str, str]) -> None:
    assert auditor.get(URL, query).status_code == 200


def test_a_person_without_a_log_entry_is_named_as_the_system(auditor: Client, campaign: Campaign) -> None:
    with acting("nightly-job"):
        Campaign.objects.filter(pk=campaign.pk).update(notice="〔2023〕1号")
    assert ChangeLog.objects.filter(actor="system:nightly-job").exists()
    (row,) = rows(auditor, who="system:nightly-job")
    assert "系统：nightly-job" in row and "<b>工作通知</b>：（空） → 〔2023〕1号" in row
