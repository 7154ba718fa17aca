"""消息 through the web: the page, opening by a post, 全部标为已读, the bell, 催报."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.colleagues import Assignment, assign_sections
from evaluations.actions.inbox import remind
from evaluations.colleagues import stamp_of
from evaluations.inbox import messages, unread_count
from evaluations.models import Campaign, ChangeLog, Reminder, SelfEvaluation, Transition
from evaluations.queries import section_states
from tests.factories import filed, make_evaluation, make_person, rights, union_facts

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
PAGE, READ, UNREAD = "/messages/", "/messages/read/", "/messages/unread/"
BELL = re.compile(r'data-unread="(\d+)"')


def text_of(client: Client, url: str = PAGE) -> str:
    return client.get(url).content.decode()


def first(person: User) -> str:
    """The address of this person's newest message."""
    kind, row, *_ = messages(rights(person)).order_by("-moment", "-row")[0]
    return reverse("evaluations:message", args=[kind, row])


def test_the_page_tells_what_happened_newest_first(client_of: ClientOf, returned: SelfEvaluation) -> None:
    page = text_of(client_of("canlian"))
    titles = re.findall(r"花都区残联 2022 年度自评：([^<]+)</button>", page)
    assert titles == ["财政退回修改", "已由负责人审签，报送财政", "自评已开启"]
    assert "请按 3 条意见修改并逐条答复后重新报送。" in page
    assert "附 3 条审核意见" in page
    assert page.count("未读</span></p>") == 1, "in words, not by colour"
    assert "<title>1 条未读消息 –" in page
    assert re.findall(r"花都区残联 2022 年度自评：([^<]+)</button>", text_of(client_of("canlian"), f"{PAGE}?show=unread")) == [
        "财政退回修改"
    ]  # fmt: skip


def test_opening_marks_one_read_and_leads_to_where_one_acts(
    client_of: ClientOf, people: dict[str, User], returned: SelfEvaluation
) -> None:
    client, url = client_of("canlian"), first(people["canlian"])
    assert client.get(url).status_code == 405
    assert unread_count(rights(people["canlian"])) == 1
    assert client.post(url)["Location"] == reverse("evaluations:answers", args=[returned.pk])
    assert unread_count(rights(people["canlian"])) == 0
    assert unread_count(rights(people["canlian-fzr"])) == 1, "a leader reads for himself"
    assert "没有未读消息" in text_of(client, f"{PAGE}?show=unread")


@pytest.mark.parametrize(
    ("username", "action", "leads_to"),
    [
        ("canlian-fzr", "send_to_leader", "/evaluations/{}/check/"),
        ("canlian", "sign", "/evaluations/{}/"),
        ("shenhe2", "sign", "/evaluations/{}/review/"),
        ("canlian", "return", "/evaluations/{}/answers/"),
    ],
)
def test_each_step_leads_to_its_place(
    username: str, action: str, leads_to: str, client_of: ClientOf, returned: SelfEvaluation
) -> None:
    step = Transition.objects.get(evaluation=returned, action=action)
    url = reverse("evaluations:message", args=["step", step.pk])
    assert client_of(username).post(url)["Location"] == leads_to.format(returned.pk)


def test_an_approval_leads_to_the_report_and_a_given_section_to_its_form(
    client_of: ClientOf, people: dict[str, User], approved: SelfEvaluation, draft: SelfEvaluation
) -> None:
    step = Transition.objects.get(evaluation=approved, action="approve")
    answer = client_of("gonghui").post(reverse("evaluations:message", args=["step", step.pk]))
    assert answer["Location"] == reverse("reports:issued", args=[approved.pk])
    given = {
        "budget": Assignment(people["zhengxie"], timezone.localdate() + timedelta(days=3), "以决算表为准")
    }
    stamp = stamp_of(section_states(draft))
    assign_sections(evaluation=draft, wanted=given, seen=stamp, by=people["zhengxie-fzr"])
    client = client_of("zhengxie")
    assert "以决算表为准" in text_of(client)
    assert client.post(first(people["zhengxie"]))["Location"] == reverse(
        "evaluations:section", args=[draft.pk, "budget"]
    )


@pytest.mark.parametrize("path", ["step/{}/", "opened/{}/", "nothing/{}/", "step/999999999999999999999/"])
def test_what_is_not_ones_own_is_not_there(
    path: str, client_of: ClientOf, people: dict[str, User], returned: SelfEvaluation
) -> None:
    step = Transition.objects.filter(evaluation=returned).latest("pk")
    url = PAGE + path.format(step.pk if path.startswith("step") else returned.pk)
    for username in ("zhengxie", "shenji", "shenhe"):
        assert client_of(username).post(url).status_code == 404


def test_all_read(client_of: ClientOf, people: dict[str, User], returned: SelfEvaluation) -> None:
    client = client_of("canlian")
    until = re.search(r'name="until" value="([^"]+)"', text_of(client))
    assert until
    remind(campaign=returned.campaign, text="请抓紧。", by=people["caizheng"])
    answer = client.post(READ, {"until": until[1]}, follow=True).content.decode()
    assert "1 条消息已标为已读。" in answer
    assert BELL.findall(answer) == ["1"], "what came after the page stays"
    for wrong in ("", "x", "2022-13-45T00:00:00", "2022-01-01T00:00:00"):
        assert client.post(READ, {"until": wrong}).status_code == 400
    now = timezone.now().isoformat()
    assert BELL.findall(client.post(READ, {"until": now}, follow=True).content.decode()) == ["0"]
    assert "没有未读消息。" in client.post(READ, {"until": now}, follow=True).content.decode()


def test_fifty_a_page(client_of: ClientOf, people: dict[str, User], draft: SelfEvaluation) -> None:
    for number in range(51):
        remind(campaign=draft.campaign, text=f"第{number}次", by=people["caizheng"], again=True)
    client = client_of("zhengxie")
    page = text_of(client, f"{PAGE}?show=unread")
    assert page.count("news-open") == 50
    assert "第50次" in page
    assert 'href="?show=unread&amp;page=2"' in page
    assert "第0次" in text_of(client, f"{PAGE}?show=unread&page=2")
    assert BELL.findall(page) == ["52"]


def test_the_bell_is_on_every_page_of_those_who_are_told_something(
    client_of: ClientOf, returned: SelfEvaluation
) -> None:
    for url in ("/", f"/evaluations/{returned.pk}/", f"/reports/{returned.pk}/"):
        assert BELL.findall(text_of(client_of("canlian"), url)) == ["1"]
    for username in ("shenji", "xitong"):
        assert BELL.findall(text_of(client_of(username), "/")) == []
    for url in ("/verify/", "/password/"):
        assert BELL.findall(text_of(client_of("canlian"), url)) == []
    assert "还没有消息" in text_of(client_of("shenji"))


def test_asking_how_many_touches_no_session(
    client_of: ClientOf, people: dict[str, User], returned: SelfEvaluation
) -> None:
    client, how = client_of("canlian"), {"Accept": "application/json"}
    before = Session.objects.get(pk=client.session.session_key)
    answer = client.get(UNREAD, headers=how)
    assert answer.json() == {"unread": 1}
    assert not answer.cookies
    after = Session.objects.get(pk=client.session.session_key)
    assert (after.session_data, after.expire_date) == (before.session_data, before.expire_date)
    assert "no-store" in answer["Cache-Control"]
    assert Client().get(UNREAD, headers=how).status_code == 401


# ── 催报 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def manager(client_of: ClientOf) -> Client:
    return client_of("caizheng")


def send(manager: Client, campaign: Campaign, **changes: Any) -> Any:
    body = {"to": "all", "text": "请于本周五前报送。"} | changes
    return manager.post(reverse("evaluations:campaign_remind", args=[campaign.pk]), body, follow=True)


def page_of(campaign: Campaign) -> str:
    return reverse("evaluations:campaign", args=[campaign.pk])


def test_all_that_have_not_filed_are_reminded_and_the_log_has_it(
    manager: Client, campaign: Campaign, client_of: ClientOf, draft: SelfEvaluation, returned: SelfEvaluation
) -> None:
    page = text_of(manager, page_of(campaign))
    assert "全部未报送的部门（2 个）" in page
    assert "花都区政协（单位填报中）" in page and "花都区残联（已退回单位）" in page
    answer = send(manager, campaign).content.decode()
    assert "已向 2 个部门催报" in answer
    assert "赵明催报 2 个部门：请于本周五前报送。" in answer
    assert "花都区政协（单位填报中，今天已催过）" in answer
    assert set(Reminder.objects.values_list("evaluation", flat=True)) == {draft.pk, returned.pk}
    for username in ("zhengxie", "zhengxie-fzr", "canlian", "canlian-fzr"):
        assert "请于本周五前报送。" in text_of(client_of(username))
    for username in ("gonghui", "shenhe", "caizheng"):
        assert "请于本周五前报送。" not in text_of(client_of(username))
    logged = ChangeLog.objects.filter(table_name=Reminder._meta.db_table)
    assert {(row.evaluation_id, row.after["text"]) for row in logged} == {
        (draft.pk, "请于本周五前报送。"), (returned.pk, "请于本周五前报送。"),
    }  # fmt: skip


def test_only_ticked_departments(
    manager: Client, campaign: Campaign, draft: SelfEvaluation, approved: SelfEvaluation
) -> None:
    send(manager, campaign, to="some", departments=[draft.department_id])
    assert [row.evaluation_id for row in Reminder.objects.all()] == [draft.pk]
    answer = send(manager, campaign, to="some")
    assert answer.status_code == 422
    assert "请勾选要催的部门。" in answer.content.decode()
    answer = send(manager, campaign, to="some", departments=[approved.department_id])
    assert answer.status_code == 422, "has filed"
    assert send(manager, campaign, text="").status_code == 422
    answer = send(manager, campaign, to="all", departments=[draft.department_id])
    assert "勾选了部门，又选了“全部未报送的部门”。" in answer.content.decode()
    assert Reminder.objects.count() == 1


def test_not_twice_a_day_without_saying_so(
    manager: Client, campaign: Campaign, draft: SelfEvaluation, returned: SelfEvaluation
) -> None:
    one = {"to": "some", "departments": [draft.department_id]}
    send(manager, campaign, **one)
    again = send(manager, campaign, **one)
    assert again.status_code == 422
    assert "所选部门今天都已催过，没有再发。" in again.content.decode()
    assert "花都区政协今天已催过，没有再发。" in send(manager, campaign).content.decode()
    assert Reminder.objects.filter(evaluation=returned).count() == 1
    assert Reminder.objects.filter(evaluation=draft).count() == 1
    send(manager, campaign, again="on", **one)
    assert Reminder.objects.filter(evaluation=draft).count() == 2


def test_yesterday_is_another_day(people: dict[str, User], campaign: Campaign, draft: SelfEvaluation) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    with acting(people["caizheng"]):
        Reminder.objects.create(
            evaluation=draft, text="请抓紧。", by=people["caizheng"], at=midnight - timedelta(seconds=1)
        )
    done = remind(campaign=campaign, text="请抓紧。", by=people["caizheng"])
    assert draft in done.sent and not done.left_out


def test_a_department_that_filed_meanwhile_is_left_alone(
    manager: Client, campaign: Campaign, people: dict[str, User]
) -> None:
    last = make_evaluation(campaign, "990001")
    filed(last, union_facts(), make_person("t-last"))
    done = remind(campaign=campaign, text="请抓紧。", by=people["caizheng"], departments=[last.department_id])
    assert done.sent == done.left_out == ()


def test_nothing_to_remind_of(manager: Client, campaign: Campaign) -> None:
    with acting("tests"):
        other = Campaign.objects.get(pk=campaign.pk)
        other.pk, other.name = None, "另一任务"
        other.save()
    evaluation = make_evaluation(other, "990002")
    assert "没有填报人账号" in text_of(manager, page_of(other))
    filed(evaluation, union_facts(), make_person("t-file"))
    assert "各部门都已报送，没有要催的。" in text_of(manager, page_of(other))
