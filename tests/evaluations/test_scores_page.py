"""核查得分 through the web: what stands on the page for whom, what is kept of what was typed, what the others see then."""

# ruff: noqa: F811 (fixtures of the access matrix are imported, and asked for by name)

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership
from accounts.roles import Role
from evaluations.actions.review import answer_remark
from evaluations.actions.scores import save_reviewed_scores
from evaluations.actions.workflow import take_step
from evaluations.domain.review import Review, ReviewedScore, stamp, subjects
from evaluations.domain.scoring import score
from evaluations.enums import Action
from evaluations.models import Campaign, Remark, SelfEvaluation
from evaluations.models import ReviewedScore as Row
from evaluations.queries import report_source, review_of
from tests.factories import filed, large_facts, make_evaluation, union_facts
from tests.test_access_matrix import World, form_of, quick_pdf, shared, world  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db
FACTS = union_facts()
LOST = next(row for row in FACTS.scored_indicators() if row.self_score < row.points)
FULL = next(row for row in FACTS.scored_indicators() if row.self_score == row.points)
OF_PROJECT = FACTS.project_indicators[0]
PROJECT = FACTS.projects[0]
WORDS = {"reason": "名册有缺页。", "basis": "评分标准第 3 条"}


def url_of(evaluation: SelfEvaluation) -> str:
    return reverse("evaluations:scores", args=[evaluation.pk])


def given(row=LOST, score="5", rowset="indicators", **words: str) -> ReviewedScore:
    return ReviewedScore(rowset=rowset, key=row.key, score=Decimal(score), **(WORDS | words))


def typed(row=LOST, score="5", rowset="indicators", **words: str) -> dict[str, str]:
    """The three inputs of a row, filled in."""
    return {f"{rowset}-{row.key}-{name}": text for name, text in ({"score": score} | WORDS | words).items()}


def save(evaluation: SelfEvaluation, world: World, *scores: ReviewedScore, actor: str = "manager") -> None:
    evaluation.refresh_from_db()
    save_reviewed_scores(
        evaluation=evaluation, review=Review(scores=scores),
        seen=stamp(review_of(evaluation), evaluation.round), rights=Rights(world.person(actor)),
    )  # fmt: skip


def take(evaluation: SelfEvaluation, world: World, action: Action, actor: str) -> None:
    assert (
        take_step(evaluation=evaluation, action=action, rights=Rights(world.person(actor)), comment="意见")
        == ()
    )


def send_again(evaluation: SelfEvaluation, world: World) -> None:
    """Returned, answered, and filed once more."""
    take(evaluation, world, Action.RETURN, "manager")
    for remark in evaluation.remarks.filter(answer_kind=""):
        answer_remark(
            evaluation=evaluation, key=remark.key, kind="kept", answer="不改", by=world.person("preparer")
        )
    take(evaluation, world, Action.SEND_TO_LEADER, "preparer")
    take(evaluation, world, Action.SIGN, "leader")


def approve(evaluation: SelfEvaluation, world: World) -> None:
    with acting("tests"):
        Remark.objects.filter(evaluation=evaluation, issued_at__isnull=True).delete()
    take(evaluation, world, Action.APPROVE, "reviewer")


@pytest.fixture
def submitted(world: World) -> SelfEvaluation:
    """Under review in its first round."""
    return world.at["submitted"]


@pytest.fixture
def reviewer(world: World) -> Client:
    return world.client("reviewer")


def text_of(page: Any) -> str:
    """The page as read: no tags, no blanks."""
    return "".join(unescape(re.sub(r"<[^>]*>", " ", page.content.decode())).split())


def stored(evaluation: SelfEvaluation) -> dict[Any, Decimal]:
    return {row.key: row.score for row in Row.objects.filter(evaluation=evaluation)}


# ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_row_that_may_be_scored_has_its_three_inputs(submitted, reviewer):
    page = reviewer.get(url_of(submitted))
    names = set(form_of(page, "seen")) - {"seen", "person"}
    assert names == {
        f"{each.rowset}-{each.key}-{field}"
        for each in subjects(report_source(submitted).facts).values()
        for field in ("score", "reason", "basis")
    }
    assert not [name for name in names if name.startswith("projects-")]
    assert "style=" not in page.content.decode()
    for row in (LOST, FULL, PROJECT, OF_PROJECT):
        assert row.name in page.content.decode()


def test_three_scores_stand_beside_each_other_and_the_deductions_below(submitted, reviewer, world):
    save(submitted, world, given(score="5"), given(OF_PROJECT, "0", "project_indicators"))
    card = score(report_source(submitted).facts, review_of(submitted))
    page = reviewer.get(url_of(submitted))
    row = re.search(rf'id="row-{LOST.key}">(.*?)</tr>', page.content.decode(), re.S)[1]
    assert re.findall(r'<td class="num">([^<]*)</td>', row) == ["10", "", "9"]
    assert f'name="indicators-{LOST.key}-score" id="indicators-{LOST.key}-score" value="5"' in row
    assert LOST.deduction_reason in row
    project = re.search(rf'id="row-{PROJECT.key}">(.*?)</tr>', page.content.decode(), re.S)[1]
    assert f">{card.reviewed_projects[PROJECT.key]:f}".rstrip("0").rstrip(".") in project
    text = text_of(page)
    assert "自评：满分100−扣分4=得分96，优" in text
    assert "核查：满分100−扣分8=得分92，优" in text
    assert "名册有缺页。（评分标准第3条）" in text


def test_without_reviewed_scores_readers_see_two_scores_and_no_input(submitted, world):
    for actor in ("preparer", "leader", "auditor"):
        page = world.client(actor).get(url_of(submitted))
        assert page.status_code == 200
        assert "<textarea" not in page.content.decode()
        assert "核查意见" not in text_of(page)
        assert "自评：满分100−扣分4=得分96，优" in text_of(page)


def test_a_draft_shows_what_there_is(world):
    page = world.client("preparer").get(url_of(world.at["draft"]))
    assert "报送后由财政核查" in text_of(page)
    facts = union_facts(indicators=(), evidence=())
    empty = make_evaluation(world.make_campaign("空"), world.unit.code, facts)
    assert "还没有指标" in text_of(world.client("preparer").get(url_of(empty)))


def test_who_filled_it_in_reads_that_others_score_it(submitted, world):
    with acting("tests"):
        Membership.objects.create(
            user=world.person("leader"), role=Role.REVIEWER, region=world.campaign.region
        )
    page = world.client("leader").get(url_of(submitted))
    assert "这份自评不由你核查" in text_of(page)
    assert "<textarea" not in page.content.decode()
    response = world.client("leader").post(url_of(submitted), {"seen": "1-0"} | typed())
    assert (response.status_code, stored(submitted)) == (400, {})


# ── saving ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_post_saves_all_rows(submitted, reviewer):
    rows = typed() | typed(OF_PROJECT, "0", "project_indicators")
    response = reviewer.post(url_of(submitted), form_of(reviewer.get(url_of(submitted)), "seen", **rows))
    assert (response.status_code, response["Location"]) == (302, url_of(submitted))
    assert stored(submitted) == {LOST.key: 5, OF_PROJECT.key: 0}
    assert {row.by.username for row in Row.objects.filter(evaluation=submitted)} == {"reviewer"}
    assert "reviewer" in text_of(reviewer.get(url_of(submitted)))


def test_all_errors_come_at_once_and_nothing_typed_is_lost(submitted, reviewer):
    rows = (
        typed(LOST, "10.01", reason="", basis="")
        | typed(FULL, "不适用")
        | typed(OF_PROJECT, "1.234", "project_indicators", reason="甲" * 1001)
    )
    body = form_of(reviewer.get(url_of(submitted)), "seen", **rows)
    page = reviewer.post(url_of(submitted), body)
    assert (page.status_code, stored(submitted)) == (422, {})
    html, text = page.content.decode(), text_of(page)
    name = f"indicators-{LOST.key}"
    for field, words in (
        (f"{name}-score", "核查得分 10.01 超过分值 10"),
        (f"{name}-reason", "核查得分 10.01 与自评得分 9 不同，要写明核查意见"),
        (f"{name}-basis", "核查得分 10.01 与自评得分 9 不同，要写明依据（文号或评分标准条目）"),
        (f"indicators-{FULL.key}-score", "核查得分要填数字；认可自评的“不适用”就空着"),
        (f"project_indicators-{OF_PROJECT.key}-score", "核查得分：“1.234”小数位过多，最多 2 位小数"),
        (f"project_indicators-{OF_PROJECT.key}-reason", "核查意见写了 1001 字，最多 1000 字，请删减 1 字"),
    ):
        assert f'href="#{field}"' in html
        assert f'id="{field}_error">{words}</p>' in html
    assert "本页有6处需要修改" in text
    again = form_of(page, "seen")
    assert {name: values[0] for name, values in again.items()} == {
        name: value if isinstance(value, str) else value[0] for name, value in body.items()
    }


def test_what_equals_the_own_score_is_not_stored_and_empty_takes_back(submitted, reviewer, world):
    save(submitted, world, given())
    page = reviewer.get(url_of(submitted))
    rows = typed(LOST, "9", reason="", basis="") | typed(FULL, "", reason=" ", basis="")
    assert reviewer.post(url_of(submitted), form_of(page, "seen", **rows)).status_code == 302
    assert stored(submitted) == {}


def test_an_incomplete_form_takes_nothing_back(submitted, reviewer, world):
    save(submitted, world, given())
    body = form_of(reviewer.get(url_of(submitted)), "seen")
    del body[f"indicators-{LOST.key}-basis"]
    assert reviewer.post(url_of(submitted), body).status_code == 400
    assert stored(submitted) == {LOST.key: 5}


def test_rows_of_another_evaluation_are_not_looked_at(submitted, reviewer, world):
    other = world.make_campaign("别的任务")
    facts = large_facts(1)
    make_evaluation(other, world.other.code, facts)
    key = facts.scored_indicators()[0].key
    body = form_of(reviewer.get(url_of(submitted)), "seen") | {f"indicators-{key}-score": "1"}
    assert reviewer.post(url_of(submitted), body).status_code == 302
    assert not Row.objects.filter(key=key).exists()


def test_hostile_words_are_shown_as_they_were_typed(submitted, reviewer, world):
    nasty = "</textarea><script>alert(1)</script>{{ 7|add:7 }}"
    save(submitted, world, given(reason=nasty, basis=nasty[:300]))
    for actor in ("reviewer", "manager"):
        html = world.client(actor).get(url_of(submitted)).content.decode()
        assert "<script>alert" not in html
        assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in html


# ── two reviewers, and what happens meanwhile ────────────────────────────────────────────────────────────────────


def test_the_second_reviewer_is_told_and_chooses_row_by_row(submitted, reviewer, world):
    opened = reviewer.get(url_of(submitted))
    save(submitted, world, given(score="6"), given(FULL, "1"))
    mine = typed(score="4") | typed(OF_PROJECT, "0", "project_indicators")
    page = reviewer.post(url_of(submitted), form_of(opened, "seen", **mine))
    assert page.status_code == 409
    assert stored(submitted) == {LOST.key: 6, FULL.key: 1}
    text = text_of(page)
    assert "manager" in text
    assert "下面3项两份不同" in text
    assert "4分：名册有缺页。（依据：评分标准第3条）" in text
    assert "6分：名册有缺页。（依据：评分标准第3条）" in text
    body = form_of(page, "resolve")
    assert body[f"indicators-{LOST.key}-score"] == ["4"]
    kept = {f"keep-indicators-{LOST.key}": ["mine"], f"keep-project_indicators-{OF_PROJECT.key}": ["mine"]}
    assert reviewer.post(url_of(submitted), body | kept).status_code == 302
    assert stored(submitted) == {LOST.key: 4, FULL.key: 1, OF_PROJECT.key: 0}


def test_left_alone_the_choice_keeps_what_the_other_saved(submitted, reviewer, world):
    opened = reviewer.get(url_of(submitted))
    save(submitted, world, given(score="6"))
    page = reviewer.post(url_of(submitted), form_of(opened, "seen", **typed(score="4")))
    assert reviewer.post(url_of(submitted), form_of(page, "resolve")).status_code == 302
    assert stored(submitted) == {LOST.key: 6}


def test_when_the_other_took_all_back_it_is_said_too(submitted, reviewer, world):
    save(submitted, world, given(score="6"))
    opened = reviewer.get(url_of(submitted))
    save(submitted, world)
    page = reviewer.post(url_of(submitted), form_of(opened, "seen"))
    assert (page.status_code, stored(submitted)) == (409, {})
    assert "其他审核人" in text_of(page)


def test_what_was_typed_is_still_there_when_the_evaluation_was_approved_meanwhile(submitted, reviewer, world):
    opened = reviewer.get(url_of(submitted))
    approve(submitted, world)
    page = reviewer.post(url_of(submitted), form_of(opened, "seen", **typed(score="4")))
    assert (page.status_code, stored(submitted)) == (409, {})
    assert "当前状态是“审核通过”" in text_of(page)
    read_only(page)


def read_only(page: Any) -> None:
    """What was typed stands on the page, and nothing there could be posted again."""
    text = text_of(page)
    for said in ("你填写的内容没有保存", "未保存：4", "未保存：名册有缺页。", "未保存：评分标准第3条"):
        assert said in text, said
    assert set(form_of(page, "seen")) == {"seen", "person"}
    assert "<textarea" not in page.content.decode() and "保存核查得分" not in text


def ready_to_pass(evaluation: SelfEvaluation, levels: int) -> None:
    """Nothing is left to be sent, in a campaign of so many levels of review."""
    with acting("tests"):
        Remark.objects.filter(evaluation=evaluation, issued_at__isnull=True).delete()
        Campaign.objects.filter(pk=evaluation.campaign_id).update(review_levels=levels)


def test_who_passed_it_on_meanwhile_reads_what_he_typed(submitted, reviewer, world):
    """Also what could not be read: it is not for him to put right."""
    opened = reviewer.get(url_of(submitted))
    ready_to_pass(submitted, levels=2)
    fresh = SelfEvaluation.objects.get(pk=submitted.pk)
    take(fresh, world, Action.PASS_ON, "reviewer")
    for rows in (typed(score="4"), typed(score="4") | typed(FULL, "不适用")):
        page = reviewer.post(url_of(submitted), form_of(opened, "seen", **rows))
        assert (page.status_code, stored(submitted)) == (409, {})
        read_only(page)
        assert "这份自评不由你核查" in text_of(page)
    assert "未保存：不适用" in text_of(page)


def test_a_page_of_the_round_before_is_told_and_may_be_saved_knowingly(submitted, reviewer, world):
    opened = reviewer.get(url_of(submitted))
    send_again(submitted, world)
    page = reviewer.post(url_of(submitted), form_of(opened, "seen", **typed(score="4")))
    assert (page.status_code, stored(submitted)) == (409, {})
    assert "重新报送" in text_of(page)
    assert reviewer.post(url_of(submitted), form_of(page, "seen")).status_code == 302
    assert list(Row.objects.filter(evaluation=submitted).values_list("round", "score")) == [(2, Decimal(4))]


# ── what the others see ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_department_sees_reviewed_scores_once_they_are_decided(submitted, world):
    save(submitted, world, given(reason="只有财政知道"))
    for name in ("scores", "detail", "check", "review"):
        for actor in ("preparer", "auditor"):
            page = world.client(actor).get(reverse(f"evaluations:{name}", args=[submitted.pk]))
            assert "只有财政知道" not in text_of(page)
            assert "92" not in re.findall(r'stat-value figure">(\d+)', page.content.decode())
    approve(submitted, world)
    page = world.client("preparer").get(url_of(submitted))
    assert "只有财政知道" in text_of(page)
    assert re.findall(r'stat-value figure">(\d+)', page.content.decode()) == ["96", "96", "92"]


def test_after_a_return_the_last_round_is_read_beside_the_new_one(submitted, world, reviewer):
    save(submitted, world, given(score="5", reason="上次的意见"))
    take(submitted, world, Action.RETURN, "manager")
    page = world.client("preparer").get(url_of(submitted))
    assert "上轮5" in text_of(page)
    assert "上轮：上次的意见" in text_of(page)
    for remark in submitted.remarks.filter(answer_kind=""):
        answer_remark(
            evaluation=submitted, key=remark.key, kind="kept", answer="不改", by=world.person("preparer")
        )
    take(submitted, world, Action.SEND_TO_LEADER, "preparer")
    take(submitted, world, Action.SIGN, "leader")
    page = reviewer.get(url_of(submitted))
    assert "上轮：上次的意见" in text_of(page)
    assert form_of(page, "seen")[f"indicators-{LOST.key}-score"] == [""]
    assert "核查：满分" not in text_of(page)


def test_lists_show_the_score_that_counts_and_the_own_one_where_it_differs(submitted, world):
    save(submitted, world, given(score="0"), given(FULL, "0"))
    address = reverse("evaluations:campaign", args=[submitted.campaign_id])
    assert "自评96" not in text_of(world.client("manager").get(address))
    approve(submitted, world)
    submitted.refresh_from_db()
    assert submitted.was_corrected
    total = f"{submitted.official_score.normalize():f}"
    for actor, page in (("manager", address), ("preparer", reverse("evaluations:dashboard"))):
        text = text_of(world.client(actor).get(page))
        assert f"{total}自评96{submitted.reviewed_grade}自评优" in text
    tiles = world.client("preparer").get(reverse("evaluations:detail", args=[submitted.pk])).content.decode()
    assert re.findall(r'stat-value figure">([\d.]+)', tiles)[-2:] == ["96", total]


def test_pages_lead_to_the_scores_once_it_was_submitted(world):
    for state, is_there in (("draft", False), ("submitted", True), ("returned", True), ("approved", True)):
        evaluation = world.at[state]
        for name in ("detail", "check", "review"):
            page = world.client("reviewer").get(reverse(f"evaluations:{name}", args=[evaluation.pk]))
            assert (f'href="{url_of(evaluation)}"' in page.content.decode()) == is_there, (state, name)


def test_the_review_page_approves_only_the_scores_it_shows(submitted, world, reviewer):
    with acting("tests"):
        Remark.objects.filter(evaluation=submitted, issued_at__isnull=True).delete()
    opened = reviewer.get(reverse("evaluations:review", args=[submitted.pk]))
    save(submitted, world, given(score="0"))
    assert "自评得分96，优，没有核查得分" in text_of(opened)
    step = reverse("reports:approve", args=[submitted.pk])
    refused = reviewer.post(step, form_of(opened, "seen", comment="数据已核对。"))
    assert (refused.status_code, "数据已核对。" in text_of(refused)) == (409, True)
    assert "核查得分有改动" in text_of(refused)
    submitted.refresh_from_db()
    assert submitted.status == "submitted"
    opened = reviewer.get(reverse("evaluations:review", args=[submitted.pk]))
    assert "核查得分87，良（自评96，优）" in text_of(opened)
    reviewer.post(step, form_of(opened, "seen"))
    submitted.refresh_from_db()
    assert (submitted.status, submitted.reviewed_score, submitted.reviewed_grade) == ("approved", 87, "良")


@pytest.mark.parametrize("action", ["approve", "pass_on"])
def test_nobody_passes_without_saying_what_he_saw(submitted, world, reviewer, action):
    ready_to_pass(submitted, levels=2 if action == "pass_on" else 1)
    step = reverse("reports:approve" if action == "approve" else "evaluations:step", args=[submitted.pk])
    for body in ({"action": action}, {"action": action, "seen": ""}):
        response = reviewer.post(step, body, follow=True)
        assert "没有办理：表单缺少你所核对的内容版本" in text_of(response)
    assert not submitted.transitions.filter(action=action).exists()
    opened = reviewer.get(reverse("evaluations:review", args=[submitted.pk]))
    reviewer.post(step, form_of(opened, "seen") | {"action": action})
    assert submitted.transitions.filter(action=action).exists()


def logged(world: World, evaluation: SelfEvaluation) -> list[str]:
    """The auditor's lines about reviewed scores, as read; the same when looked at for one evaluation only."""
    found = []
    for query in ({}, {"evaluation": evaluation.pk}):
        page = world.client("auditor").get(reverse("evaluations:audit"), query).content.decode()
        rows = [unescape(row) for row in page.split("<tr>")]
        found.append([row for row in rows if "<td>核查得分</td>" in row])
    assert found[0] == found[1]
    return found[0]


def test_the_log_has_the_reviewed_scores_of_a_round_once_it_is_decided(submitted, world):
    save(submitted, world, given(score="5", reason="甲"), given(FULL, "1"))
    save(submitted, world, given(score="6", reason="乙"))
    assert logged(world, submitted) == []
    send_again(submitted, world)
    first = logged(world, submitted)
    assert len(first) == 4
    assert any("甲" in row and "乙" in row for row in first)
    save(submitted, world, given(score="4", reason="丙"))
    save(submitted, world, given(score="3", reason="丁"))
    save(submitted, world)
    assert logged(world, submitted) == first
    approve(submitted, world)
    assert len(logged(world, submitted)) == 7


def test_the_report_has_the_reviewed_scores_once_they_are_approved(submitted, world):
    save(submitted, world, given(score="0"))
    preview = reverse("reports:preview", args=[submitted.pk])
    assert "核查" not in text_of(world.client("reviewer").get(preview)).partition("经自评")[2]
    approve(submitted, world)
    text = text_of(world.client("preparer").get(preview))
    assert "经财政部门核查，核定得分87分，等级为良。核查意见1条，见附件2。" in text
    assert "评分标准第3条" in text


# ── the number of queries ────────────────────────────────────────────────────────────────────────────────────────

#: The facts known from a page before. Reviewers read the stored rows of two rounds, who saved last, and whether they may.
READ, READ_BY_DEPARTMENT, SAVE = 15, 7, 11


def queries(client: Client, url: str, body: dict[str, Any] | None = None, expected: int = 200) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url) if body is None else client.post(url, body)
    assert response.status_code == expected
    left_out = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(
        not query["sql"].startswith(left_out) and "set_config" not in query["sql"] for query in captured
    )


def test_the_page_costs_the_same_for_1_and_60_indicators(world, reviewer):
    counts = []
    for size in (1, 60):
        facts = large_facts(size, projects=1 + size // 3)
        evaluation = make_evaluation(world.make_campaign(f"任务 {size}"), world.unit.code, facts)
        filed(evaluation, facts, world.person("leader"))
        url = url_of(evaluation)
        rows = {
            f"{each.rowset}-{each.key}-{name}": text
            for each in subjects(facts).values()
            for name, text in (("score", "0.5"), ("reason", "意见"), ("basis", "依据"))
        }
        reviewer.get(url)
        saving = queries(reviewer, url, form_of(reviewer.get(url), "seen", **rows), 302)
        assert len(stored(evaluation)) == len(subjects(facts)) >= size
        department = world.client("preparer")
        department.get(url)  # the first of a minute notes that somebody is there
        counts.append((queries(reviewer, url), queries(department, url), saving))
    assert counts == [(READ, READ_BY_DEPARTMENT, SAVE)] * 2
