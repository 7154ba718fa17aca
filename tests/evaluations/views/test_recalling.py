"""撤回 and 申请退回修改 on the pages: who is offered what, what is said before and after, nothing that was typed is lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.review import answer_remark
from evaluations.actions.workflow import take_step
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action
from evaluations.models import Campaign, SelfEvaluation
from tests.browser.scenes import submit_again
from tests.factories import make_evaluation, make_person, rights, union_facts
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
WHY = "附件3漏了一笔评估费，决算已更正。"
LONG = "三处要改。" * 500
BUTTON = 'name="action" value="withdraw">撤回</button>'
ClientOf = Callable[[str], Client]


@pytest.fixture
def first(campaign: Campaign, people: dict[str, User]) -> SelfEvaluation:
    """A new department's, sent to its leader in its first round."""
    evaluation = make_evaluation(campaign, "999001", union_facts())
    for name, role in (("tianbao", Role.PREPARER), ("lingdao", Role.LEADER)):
        people[name] = make_person(name, role, department=evaluation.department)
    assert not take_step(
        evaluation=evaluation, action=Action.SEND_TO_LEADER, rights=rights(people["tianbao"])
    )
    return evaluation


@pytest.fixture
def waiting(people: dict[str, User], returned: SelfEvaluation) -> SelfEvaluation:
    """区残联, sent to its leader in the second round."""
    return submit_again(people, Action.SEND_TO_LEADER)


@pytest.fixture
def submitted(people: dict[str, User], returned: SelfEvaluation) -> SelfEvaluation:
    """区残联, filed in the second round."""
    return submit_again(people)


def page_of(client: Client, name: str, evaluation: SelfEvaluation) -> str:
    response = client.get(reverse(f"evaluations:{name}", args=[evaluation.pk]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def step(client: Client, evaluation: SelfEvaluation, action: Action, comment: str = "", **more: str) -> Any:
    body = {"action": action.value, "comment": comment} | more
    return client.post(reverse("evaluations:step", args=[evaluation.pk]), body, follow=True)


def said(response: Any) -> str:
    return unescape(response.content.decode())


def due(campaign: Campaign, days: int) -> None:
    with acting("tests"):
        today = timezone.localdate()
        Campaign.objects.filter(pk=campaign.pk).update(
            opens_on=today - timedelta(days=99), due_on=today + timedelta(days=days)
        )


# ── 撤回 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_preparer_is_offered_it_on_both_pages_and_nobody_else(
    client_of: ClientOf, waiting: SelfEvaluation
) -> None:
    for name in ("detail", "check"):
        page = page_of(client_of("canlian"), name, waiting)
        assert BUTTON in page
        assert "可以撤回：内容重新可以修改，改好后再送审签。" in page
        for other in ("canlian-fzr", "shenhe2", "caizheng", "shenji"):
            assert BUTTON not in page_of(client_of(other), name, waiting)


def test_it_is_open_again_at_once(client_of: ClientOf, waiting: SelfEvaluation) -> None:
    preparer = client_of("canlian")
    answer = step(preparer, waiting, Action.WITHDRAW)
    assert "花都区残联：已撤回。" in said(answer)
    waiting.refresh_from_db()
    assert waiting.status == "draft"
    section = reverse("evaluations:section", args=[waiting.pk, "profile"])
    preparer.post(section, form_of(preparer.get(section), "version", nature="撤回后改的性质"))
    assert waiting.detail.nature == "撤回后改的性质"


def test_what_finance_said_stands_there_again_and_answers_may_be_changed(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    preparer = client_of("canlian")
    step(preparer, waiting, Action.WITHDRAW)
    page = page_of(preparer, "detail", waiting)
    banner = page.split("已退回修改</p>")[1].split("</div></div>")[0]
    assert waiting.transitions.get(action="return").comment in banner
    assert "查看审核意见并答复" in banner
    remark = waiting.remarks.first()
    assert remark is not None
    body = {"remark": str(remark.key), "pressed": str(remark.key)}
    body |= {f"{remark.key}-answer_kind": "changed", f"{remark.key}-answer": "改好了，见附件3。"}
    preparer.post(reverse("evaluations:answers", args=[waiting.pk]), body)
    remark.refresh_from_db()
    assert remark.answer == "改好了，见附件3。"


def test_words_of_the_leader_stay_when_it_is_withdrawn_after_them(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    step(client_of("canlian-fzr"), waiting, Action.SEND_BACK, "编制人数要核对。")
    for action in (Action.SEND_TO_LEADER, Action.WITHDRAW) * 2:
        waiting.refresh_from_db()
        assert not take_step(evaluation=waiting, action=action, rights=rights(people["canlian"]))
    page = page_of(client_of("canlian"), "detail", waiting)
    assert "编制人数要核对。" in page.split("负责人已退回</p>")[1].split("</div></div>")[0]


def test_the_due_date_is_named_before_pressing(
    client_of: ClientOf, first: SelfEvaluation, campaign: Campaign
) -> None:
    for days, words in (
        (3, "截止日期 {}。"),
        (0, "截止日期 {}。"),
        (-1, "截止日期 {} 已过：负责人现在不能审签报送，撤回后也不能再送审签，都要先请财政局延期。"),
    ):
        due(campaign, days)
        day = timezone.localdate() + timedelta(days=days)
        for name in ("detail", "check"):
            page = page_of(client_of("tianbao"), name, first)
            assert words.format(f"{day.year}年{day.month}月{day.day}日") in page
            assert BUTTON in page


def test_in_a_later_round_no_due_date_is_in_the_way(
    client_of: ClientOf, waiting: SelfEvaluation, campaign: Campaign
) -> None:
    due(campaign, -1)
    page = page_of(client_of("canlian"), "detail", waiting)
    assert BUTTON in page
    assert "截止日期" not in page.split("待负责人审签</p>")[1].split("</form>")[0]


def test_who_comes_after_the_signature_is_told_and_may_ask(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    take_step(evaluation=waiting, action=Action.SIGN, rights=rights(people["canlian-fzr"]))
    answer = step(client_of("canlian"), waiting, Action.WITHDRAW)
    assert answer.status_code == 409
    assert "现在不能“撤回”：当前状态是“已报送”" in said(answer)
    assert 'value="ask_back">申请退回修改</button>' in said(answer)


def test_the_leader_signs_only_what_his_page_showed(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    leader = client_of("canlian-fzr")
    opened = leader.get(reverse("evaluations:check", args=[waiting.pk]))
    body = form_of(opened, "seen") | {"action": "sign", "truth": "on"}
    for action in (Action.WITHDRAW, Action.SEND_TO_LEADER):
        waiting.refresh_from_db()
        assert not take_step(evaluation=waiting, action=action, rights=rights(people["canlian"]))
    url = reverse("evaluations:submit", args=[waiting.pk])
    for posted, words in (
        (body, "这份自评撤回或退回过，又重新送审。请核对后再审签。"),
        (body | {"seen": ""}, "没有办理：表单缺少你所核对的内容版本"),
    ):
        answer = leader.post(url, posted)
        assert answer.status_code == 409
        assert words in said(answer)
        waiting.refresh_from_db()
        assert waiting.status == "internal_review"
    leader.post(url, form_of(answer, "seen") | {"action": "sign", "truth": "on"})
    waiting.refresh_from_db()
    assert waiting.status == "submitted"


def test_locked_sections_say_where_it_is_taken_back(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    section = reverse("evaluations:section", args=[waiting.pk, "profile"])
    assert "填报清单</a>撤回。" in client_of("canlian").get(section).content.decode()
    assert "填报清单</a>撤回。" not in client_of("canlian-fzr").get(section).content.decode()
    take_step(evaluation=waiting, action=Action.SIGN, rights=rights(people["canlian-fzr"]))
    for name in ("canlian", "canlian-fzr"):
        assert "填报清单</a>申请退回。" in client_of(name).get(section).content.decode()
    assert "申请退回" not in client_of("shenhe2").get(section).content.decode()
    refused = client_of("canlian").post(section, {"version": "1"}, follow=True)
    assert "如需修改，请到填报清单撤回，或申请退回。" in said(refused)


# ── 申请退回修改 ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_preparer_and_leader_are_led_to_the_form_and_nobody_else(
    client_of: ClientOf, submitted: SelfEvaluation
) -> None:
    for name in ("canlian", "canlian-fzr"):
        detail = page_of(client_of(name), "detail", submitted)
        assert f'href="{reverse("evaluations:check", args=[submitted.pk])}#ask-back"' in detail
        assert 'id="ask-back"' in page_of(client_of(name), "check", submitted)
    for name in ("shenhe2", "caizheng", "shenji"):
        assert "#ask-back" not in page_of(client_of(name), "detail", submitted)
        assert 'id="ask-back"' not in page_of(client_of(name), "check", submitted)


@pytest.mark.parametrize(
    ("words", "fault"), [("", "请填写理由。"), (" \n", "请填写理由。"), (LONG, "最多 2000 字。")]
)
def test_a_reason_that_will_not_do_is_refused_at_its_field_and_kept(
    client_of: ClientOf, submitted: SelfEvaluation, words: str, fault: str
) -> None:
    answer = step(client_of("canlian"), submitted, Action.ASK_BACK, words)
    assert answer.status_code == 422
    assert said(answer).count(fault) == 3, "above, in the summary and at the field"
    assert words.strip() in said(answer)
    assert not submitted.transitions.filter(action=Action.ASK_BACK).exists()


def test_the_department_reads_who_asked_why_and_that_finance_decides(
    client_of: ClientOf, submitted: SelfEvaluation
) -> None:
    answer = step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    assert "花都区残联：已申请退回修改。" in said(answer)
    for who in ("canlian", "canlian-fzr"):
        for name in ("detail", "check"):
            page = page_of(client_of(who), name, submitted)
            banner = page.split("banner-locked")[1].split("</div></div>")[0]
            assert "等待财政决定是否退回" in banner
            assert re.search(r"周敏于 \d+年\d+月\d+日 \d\d:\d\d 申请退回修改，由财政审核人决定", banner)
            assert WHY in banner
            assert "ask-back" not in page
        assert "等待财政决定是否退回" in unescape(client_of(who).get("/").content.decode())
    timeline = page_of(client_of("canlian"), "detail", submitted).split('class="timeline"')[1]
    entry = timeline.split("</li>")[0]
    assert "<b>申请退回修改</b>" in entry and "周敏" in entry and WHY in entry


def test_who_checks_the_scores_reads_of_it_too(client_of: ClientOf, submitted: SelfEvaluation) -> None:
    assert "部门申请退回修改" not in page_of(client_of("shenhe"), "scores", submitted)
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    page = page_of(client_of("shenhe"), "scores", submitted)
    assert "部门申请退回修改" in page and WHY in page and "到审核页决定是否退回" in page


def test_a_second_request_is_refused_in_words_and_its_reason_is_shown(
    client_of: ClientOf, submitted: SelfEvaluation
) -> None:
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    answer = step(client_of("canlian-fzr"), submitted, Action.ASK_BACK, "同时写的另一个理由。")
    assert answer.status_code == 409
    assert re.search(r"周敏已于 [-\d]+ [:\d]+ 申请退回修改，等财政审核人决定，不必再申请。", said(answer))
    assert "同时写的另一个理由。" in said(answer).split("你填写的内容没有提交")[1]
    assert submitted.transitions.filter(action=Action.ASK_BACK).count() == 1


@pytest.mark.parametrize(
    ("decision", "now"),
    [(Action.RETURN, "已退回"), (Action.APPROVE, "审核通过")],
    ids=["returned", "approved"],
)
def test_a_reason_that_comes_too_late_is_shown_too(
    client_of: ClientOf, submitted: SelfEvaluation, people: dict[str, User], decision: Action, now: str
) -> None:
    take_step(evaluation=submitted, action=decision, rights=rights(people["shenhe2"]), comment="意见")
    answer = step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    assert answer.status_code == 409
    assert f"现在不能“申请退回修改”：当前状态是“{now}”" in said(answer)
    assert WHY in said(answer).split("你填写的内容没有提交")[1]


def test_the_reviewer_sees_the_request_in_the_queue_in_the_lists_and_on_the_page(
    client_of: ClientOf, submitted: SelfEvaluation, campaign: Campaign
) -> None:
    def marks() -> list[int]:
        queue, _, table = unescape(client_of("shenhe").get("/").content.decode()).partition("各部门进度</h2>")
        manager = client_of("caizheng")
        campaign_page = unescape(
            manager.get(reverse("evaluations:campaign", args=[campaign.pk])).content.decode()
        )
        book = load_workbook(BytesIO(manager.get(reverse("evaluations:overview_file")).content)).active
        head, *rows = book.iter_rows(values_only=True)
        column = head.index("申请退回")
        return [
            *(text.count("申请退回") for text in (queue, table, campaign_page)),
            sum(row[column] == "是" for row in rows),
        ]

    assert marks() == [0, 0, 0, 0]
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    assert marks() == [1, 1, 1, 1]
    page = page_of(client_of("shenhe"), "review", submitted)
    head, decision = page.split('id="findings"')[0], page.split('id="decision"')[1]
    assert "部门申请退回修改" in head and "周敏于 " in head and WHY in head
    assert 'href="#decision"' in head
    assert WHY in decision
    step(client_of("shenhe"), submitted, Action.RETURN, "同意退回。")
    assert marks() == [0, 0, 0, 0]
    assert "部门申请退回修改" not in page_of(client_of("shenhe"), "review", submitted)


def test_a_request_that_came_in_meanwhile_is_read_before_an_approval(
    client_of: ClientOf, submitted: SelfEvaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.actions.issuing.to_pdf", lambda html: b"%PDF-1.7")
    reviewer, url = client_of("shenhe2"), reverse("reports:approve", args=[submitted.pk])
    opened = reviewer.get(reverse("evaluations:review", args=[submitted.pk]))
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    answer = reviewer.post(url, form_of(opened, "seen", comment="数据一致。"))
    assert answer.status_code == 409
    assert "周敏已于" in said(answer) and "请看过理由再决定通过或退回。" in said(answer)
    assert WHY in said(answer) and "数据一致。</textarea>" in said(answer)
    submitted.refresh_from_db()
    assert submitted.status == "submitted"
    reviewer.post(url, form_of(answer, "seen"))
    submitted.refresh_from_db()
    assert submitted.status == "approved"


def test_after_the_return_the_words_of_finance_stand_above(
    client_of: ClientOf, submitted: SelfEvaluation
) -> None:
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    step(client_of("shenhe2"), submitted, Action.RETURN, "同意退回，改好再报。")
    page = page_of(client_of("canlian"), "detail", submitted)
    assert "同意退回，改好再报。" in page.split("已退回修改</p>")[1].split("</div></div>")[0]
    assert "ask-back" not in page


def test_the_log_says_it_in_words(client_of: ClientOf, submitted: SelfEvaluation) -> None:
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    page = said(client_of("shenji").get("/audit/", {"table": "evaluations_transition"}))
    row = page.split("<tbody>")[1].split("<tr>")[1]
    assert "周敏" in row and "<b>操作</b>：（空） → 申请退回修改" in row and WHY in row


def test_a_desk_with_requests_costs_the_same_queries(
    client_of: ClientOf, submitted: SelfEvaluation, campaign: Campaign, people: dict[str, User]
) -> None:
    """Also the pages of an evaluation: one query more than without a request is none at all."""
    urls = {
        "shenhe": ["/", reverse("evaluations:review", args=[submitted.pk])],
        "canlian": ["/", *(reverse(f"evaluations:{name}", args=[submitted.pk]) for name in ("detail", "check"))],
        "caizheng": [reverse("evaluations:campaign", args=[campaign.pk])],
    }  # fmt: skip

    def costs() -> list[int]:
        found = []
        for who, paths in urls.items():
            client = client_of(who)
            for path in paths:
                client.get(path)
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(path).status_code == 200
                found.append(len(captured))
        return found

    before = costs()
    step(client_of("canlian"), submitted, Action.ASK_BACK, WHY)
    assert costs() == before


def test_answers_stay_locked_while_it_waits(
    client_of: ClientOf, waiting: SelfEvaluation, people: dict[str, User]
) -> None:
    """Sent to the leader, answers are as locked as the rest."""
    remark = waiting.remarks.first()
    assert remark is not None
    page = page_of(client_of("canlian"), "answers", waiting)
    assert "<textarea" not in page
    with pytest.raises(TransitionRefused, match="不能再修改答复"):
        answer_remark(evaluation=waiting, key=remark.key, kind="kept", answer="改口", by=people["canlian"])
