"""The pages of last year's content: choosing and copying, confirming, answering the measures, figures in grey."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.exchange import write_facts
from evaluations.actions.sections import save_section
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.snapshot import freeze, thaw
from evaluations.enums import MeasureAnswer
from evaluations.last_year import carried_places
from evaluations.models import Campaign, CarriedOver, LastMeasure, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from tests.evaluations.filled_book import FilledBook
from tests.factories import file_before, large_facts, make_evaluation, make_person, union_facts
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
UNION = union_facts()
ClientOf = Callable[[str], Client]


class Desk:
    """The preparer of a department that filed a year before."""

    def __init__(self, client: Client, evaluation: SelfEvaluation) -> None:
        self.client, self.evaluation = client, evaluation

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"evaluations:{name}", args=[self.evaluation.pk, *more])

    def page(self, name: str, *more: Any) -> str:
        return self.client.get(self.url(name, *more)).content.decode()

    def form(self, name: str, *more: Any, marker: str, **changes: Any) -> dict[str, Any]:
        return form_of(self.client.get(self.url(name, *more)), marker, **changes)

    def copy(self, **changes: Any) -> HttpResponse:
        return self.client.post(self.url("last_year"), self.form("last_year", marker="filing", **changes))

    def section(self, key: str, **changes: Any) -> HttpResponse:
        return self.client.post(
            self.url("section", key), self.form("section", key, marker="version", **changes)
        )

    def said(self, response: HttpResponse) -> str:
        return " ".join(str(each) for each in response.context["messages"])


@pytest.fixture
def desk(campaign: Campaign, people: dict[str, User], client_of: ClientOf) -> Desk:
    evaluation = make_evaluation(campaign, "997001")
    file_before(campaign, evaluation.department, UNION, people["gonghui"], approver=people["shenhe"])
    people["new"] = make_person("new", Role.PREPARER, department=evaluation.department)
    return Desk(client_of("new"), evaluation)


def waiting(desk: Desk) -> int:
    return len(carried_places(desk.evaluation))


# ── copying ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_tells_what_becomes_of_every_line_and_writes_nothing(desk: Desk) -> None:
    page = desk.page("last_year")
    assert "2021 年第 1 轮报送，审核通过" in page
    for words in (
        "补上空缺 4 项",
        f"新增 {len(UNION.duties)} 项",
        f"补上空缺 {len(UNION.budget_lines)} 项",
        "空着的“上年决算数”",
    ):
        assert words in page
    assert page.count('name="part"') == page.count("checked") == 8
    assert waiting(desk) == 0


def test_the_task_list_leads_there_while_nothing_is_filled_and_always(desk: Desk) -> None:
    link = f'href="{desk.url("last_year")}"'
    assert desk.page("detail").count(link) == 2
    desk.section("tasks")
    assert desk.page("detail").count(link) == 1


def test_only_the_chosen_parts_are_copied_and_the_task_list_counts_them(desk: Desk) -> None:
    answer = desk.copy(part=["duties", "tasks"])
    assert answer.url == desk.url("detail")
    facts = load_facts(desk.evaluation)
    assert (len(facts.duties), len(facts.tasks), facts.goals, facts.profile.nature) == (10, 5, (), "")
    page = desk.client.get(answer.url)
    assert "已从 2021 年复制 16 项到“部门概况”、“年度工作任务”" in desk.said(page)
    counted = re.findall(r'待核对 <span class="figure">(\d+)</span>', page.content.decode())
    assert counted == ["10", "6"]


def test_nothing_chosen_and_nothing_to_write_are_said(desk: Desk) -> None:
    answer = desk.copy(part=[])
    assert (answer.status_code, "没有勾选任何内容。" in answer.content.decode()) == (422, True)
    desk.copy(part=["duties"])
    answer = desk.copy(part=["duties"])
    assert (answer.status_code, "勾选的内容都已填写" in answer.content.decode()) == (422, True)


def test_what_stands_there_stays_unless_it_is_ticked(desk: Desk) -> None:
    desk.section("profile", nature="今年另写的性质。")
    page = desk.page("last_year")
    assert "已填，保留 1 项" in page
    assert re.search(r'value="profile"(?! checked)', page)
    desk.copy(part=["profile"])
    assert load_facts(desk.evaluation).profile.nature == "今年另写的性质。"
    desk.copy(part=["profile"], replace=["profile"])
    assert load_facts(desk.evaluation).profile.nature == UNION.profile.nature


def test_a_section_saved_since_and_another_filing_write_nothing_and_keep_the_choice(
    desk: Desk, campaign, people
) -> None:
    body = desk.form("last_year", marker="filing", part=["duties", "tasks"])
    desk.section("tasks", overview="刚刚保存。")
    for changes, words in (
        ({}, "“年度工作任务”在你打开本页之后有人保存过"),
        ({"filing": "0"}, "上年的自评刚有变动"),
    ):
        answer = desk.client.post(desk.url("last_year"), body | changes)
        page = answer.content.decode()
        assert (answer.status_code, words in page, page.count(" checked")) == (409, True, 2)
    assert load_facts(desk.evaluation).duties == ()
    assert waiting(desk) == 0
    body |= {"version-tasks": "x"}
    assert desk.client.post(desk.url("last_year"), body).status_code == 409


def test_a_department_that_never_filed_is_told_so(
    desk: Desk, client_of: ClientOf, draft: SelfEvaluation
) -> None:
    page = client_of("zhengxie").get(reverse("evaluations:last_year", args=[draft.pk])).content.decode()
    assert "没有可以复制的往年自评" in page
    assert 'name="part"' not in page


def test_a_year_that_is_missing_is_named(
    campaign: Campaign, people: dict[str, User], client_of: ClientOf
) -> None:
    evaluation = make_evaluation(campaign, "997001")
    file_before(campaign, evaluation.department, UNION, people["gonghui"], years=3)
    make_person("new", Role.PREPARER, department=evaluation.department)
    people["new"] = User.objects.get(username="new")
    page = Desk(client_of("new"), evaluation).page("last_year")
    assert "2020 年、2021 年没有报送，下面是最近的 2019 年。" in page
    assert "2019 年第 1 轮报送，未审核通过" in page
    assert 'value="amounts"' not in page


# ── confirming ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def copied(desk: Desk) -> Desk:
    desk.copy()
    return desk


def test_one_click_confirms_a_row_or_a_field_and_keeps_what_is_typed(copied: Desk) -> None:
    before = waiting(copied)
    duty = load_facts(copied.evaluation).duties[3]
    for anchor in (f"duties-{duty.key}", "nature"):
        answer = copied.section("profile", confirm=anchor, serving_count="打了一半")
        page = answer.content.decode()
        assert (answer.status_code, 'value="打了一半"' in page) == (200, True)
        assert f'name="confirm" value="{anchor}"' not in page
    assert "已核对 1 项，本节还有" in copied.said(answer)
    assert waiting(copied) == before - 2
    assert load_facts(copied.evaluation).profile.serving_count == UNION.profile.serving_count


def test_one_click_confirms_a_section(copied: Desk) -> None:
    before = waiting(copied)
    answer = copied.section("goals", confirm="all")
    assert "已核对 4 项，本节已全部核对。" in copied.said(answer)
    page = answer.content.decode()
    assert 'name="confirm"' not in page
    assert waiting(copied) == before - 4
    assert SectionState.objects.get(evaluation=copied.evaluation, section="goals").version == 1, (
        "nothing was saved"
    )


def test_a_forged_confirmation_confirms_nothing(copied: Desk) -> None:
    before = waiting(copied)
    for anchor in ("tasks", f"duties-{uuid4()}", "", "narrative"):
        assert copied.section("profile", confirm=anchor).status_code == 200
    assert waiting(copied) == before


def test_declaring_a_section_complete_says_and_does_that_it_is_checked(copied: Desk) -> None:
    assert "是，已填完，沿用上年的内容也已核对" in copied.page("section", "tasks")
    before = waiting(copied)
    copied.section("tasks", complete="later")
    assert waiting(copied) == before
    copied.section("tasks", complete="yes")
    assert waiting(copied) == before - 6
    assert "沿用上年的内容也已核对" not in copied.page("section", "tasks")


def test_marks_stand_at_their_rows_and_fields_in_every_section(copied: Desk) -> None:
    for key in ("profile", "tasks", "budget", "goals", "indicators", "projects"):
        page = copied.page("section", key)
        own = [place.anchor for place in carried_places(copied.evaluation) if place.section == key]
        assert own
        for anchor in own:
            assert page.count(f'name="confirm" value="{anchor}"') == 1, anchor


def test_the_submit_page_counts_and_links_each(copied: Desk) -> None:
    page = copied.page("check")
    listed = page.partition('id="carried"')[2]
    assert f'共 <span class="figure">{waiting(copied)}</span> 项' in listed
    for place in carried_places(copied.evaluation):
        assert f'{copied.url("section", place.section)}#{place.anchor}"' in listed
    assert "沿用上年，待核对 6 项" in page
    assert "待核对" in copied.page("check")


def test_readers_see_no_buttons(copied: Desk, client_of: ClientOf, people: dict[str, User]) -> None:
    people["head"] = make_person("head", Role.LEADER, department=copied.evaluation.department)
    reader = Desk(client_of("head"), copied.evaluation)
    for page in (
        reader.page("section", "profile"),
        reader.page("section", "indicators"),
        reader.page("check"),
    ):
        assert 'name="confirm"' not in page
        assert "上年 <span" not in page


# ── last year's measures ─────────────────────────────────────────────────────────────────────────────────────────


def answers(desk: Desk) -> list[tuple[str, str, str, str]]:
    rows = LastMeasure.objects.filter(evaluation=desk.evaluation)
    return [(row.text, row.problem, row.answer, row.note) for row in rows]


def test_each_measure_comes_back_with_its_problem_and_waits_for_an_answer(desk: Desk) -> None:
    page = desk.page("section", "problems")
    for measure in UNION.measures:
        assert measure.text in page
        assert f'name="last_measures-{measure.key}-answer"' in page
    assert len(re.findall('finding-message">[^<]*没有说明落实情况', desk.page("check"))) == 2
    assert 'name="add-last_measures"' not in page
    assert answers(desk) == []


def test_answers_are_stored_with_the_measure_and_settle_the_question(desk: Desk) -> None:
    done, not_done = (f"last_measures-{measure.key}" for measure in UNION.measures)
    answer = desk.section("problems", **{f"{done}-answer": "done", f"{not_done}-answer": "not_done"})
    assert answer.status_code == 302
    assert "未完成，没有写说明" in desk.page("check")
    desk.section("problems", **{f"{not_done}-note": "场地未落实，下年三季度前建成。"})
    problems = {row.key: row.text.rstrip("。") for row in UNION.problems}
    assert answers(desk) == [
        (measure.text, "；".join(problems[each] for each in problems if each in measure.problems) + "。", *said)
        for measure, said in zip(UNION.measures, (("done", ""), ("not_done", "场地未落实，下年三季度前建成。")), strict=True)
    ]  # fmt: skip
    page = desk.page("check")
    assert "没有说明落实情况" not in page
    assert "没有写说明" not in page


def test_the_workbook_lists_them_before_the_section_was_ever_saved(desk: Desk) -> None:
    assert not answers(desk)
    book = FilledBook(desk.client.get(desk.url("workbook_file")).content)
    first, second = UNION.measures[:2]
    assert book.cell("问题与改进措施", "last_measures", first.key, "上年提出的措施").value == first.text
    book.cell("问题与改进措施", "last_measures", first.key, "落实情况").value = "已完成"
    book.cell("问题与改进措施", "last_measures", second.key, "落实情况").value = "部分完成"
    book.cell("问题与改进措施", "last_measures", second.key, "说明").value = "经费下达晚，明年六月前完成。"
    desk.client.post(desk.url("workbook"), {"file": SimpleUploadedFile("填报.xlsx", book.saved())})
    page = desk.client.get(desk.url("workbook_check"))
    changes = [(row.sort.value, row.label) for sheet in page.context["sheets"] for row in sheet.rows]
    assert [(sort, label[:20], label.split(" · ")[1]) for sort, label in changes] == [
        ("修改", first.text[:20], "落实情况"),
        ("修改", second.text[:20], "落实情况"),
        ("修改", second.text[:20], "说明"),
    ]
    assert not answers(desk), "nothing is written before it is confirmed"
    desk.client.post(desk.url("workbook_check"), {"do": "confirm", "seen": page.context["seen"]})
    assert [row[2:] for row in answers(desk)] == [("done", ""), ("partly", "经费下达晚，明年六月前完成。")]
    untouched = FilledBook(desk.client.get(desk.url("workbook_file")).content)
    desk.client.post(desk.url("workbook"), {"file": SimpleUploadedFile("填报.xlsx", untouched.saved())})
    again = desk.client.get(desk.url("workbook_check"))
    assert not [row for sheet in again.context["sheets"] for row in sheet.rows]


def test_nobody_changes_adds_or_drops_what_last_year_promised(desk: Desk) -> None:
    first, second = (str(measure.key) for measure in UNION.measures)
    stranger = str(uuid4())
    forged = {
        "last_measures": [second, stranger],
        f"last_measures-{second}-text": "另一条措施", f"last_measures-{second}-answer": "partly",
        f"last_measures-{stranger}-text": "没有提过的措施", f"last_measures-{stranger}-answer": "done",
    }  # fmt: skip
    desk.section("problems", **forged)
    assert [row[0] for row in answers(desk)] == [measure.text for measure in UNION.measures]
    assert [row[2] for row in answers(desk)] == ["", "partly"]
    for verb in ("drop", "up", "add"):
        desk.section("problems", **{f"{verb}-last_measures": first})
    assert len(answers(desk)) == 2


def test_an_answer_that_is_none_is_refused_in_words(desk: Desk) -> None:
    name = f"last_measures-{UNION.measures[0].key}-answer"
    answer = desk.section("problems", **{name: "maybe"})
    assert answer.status_code == 422
    assert "落实情况：没有“maybe”这个选项" in answer.content.decode()


def test_a_department_without_a_filing_is_asked_nothing(draft: SelfEvaluation, client_of: ClientOf) -> None:
    page = (
        client_of("zhengxie")
        .get(reverse("evaluations:section", args=[draft.pk, "problems"]))
        .content.decode()
    )
    assert "上年改进措施落实情况" not in page


def test_answers_survive_dump_and_load(desk: Desk, campaign: Campaign) -> None:
    desk.section("problems", **{f"last_measures-{UNION.measures[0].key}-answer": "done"})
    facts = load_facts(desk.evaluation)
    assert facts.last_measures[0].answer == MeasureAnswer.DONE
    again = thaw(freeze(facts))
    assert again == facts
    other = make_evaluation(campaign, "997002")
    with acting("tests"):
        write_facts(other, again, by="tests", files={})
    assert load_facts(other).last_measures == facts.last_measures


def test_facts_from_before_there_were_answers_are_read() -> None:
    text = freeze(UNION).replace('  "last_measures": [],\n', "")
    assert "last_measures" not in text
    assert thaw(text) == UNION


# ── last year's figures ──────────────────────────────────────────────────────────────────────────────────────────


def grey(page: str) -> dict[str, str]:
    return dict(
        re.findall(
            r'<span class="last-year" id="([^"]+)_last">上年 <span class="figure">([^<]*)</span>', page
        )
    )


def test_last_years_figures_stand_under_the_same_items(copied: Desk) -> None:
    leaf = next(row for row in UNION.indicators if row.actual_value is not None)
    found = grey(copied.page("section", "indicators"))
    assert found[f"indicators-{leaf.key}-target_value"] == "45"
    assert found[f"indicators-{leaf.key}-actual_value"] == "48"
    page = copied.page("section", "profile")
    assert grey(page) == {"established_count": "20", "serving_count": "19", "retired_count": "16"}
    assert re.search(r'id="serving_count"[^>]*aria-describedby="[^"]*serving_count_last', page)


def test_they_stand_there_without_copying_and_by_name_where_the_key_is_another(desk: Desk) -> None:
    data = section_data(SECTION_BY_KEY["projects"], UNION)
    row = data.rows["projects"][0] | {"key": uuid4(), "task": None}
    data.rows["projects"], data.rows["project_indicators"] = [row], []
    by = User.objects.get(username="new")
    save_section(evaluation=desk.evaluation, section=SECTION_BY_KEY["projects"], data=data, version=0, by=by)
    found = grey(desk.page("section", "projects"))
    assert found[f"projects-{row['key']}-executed_amount"] == "10.60"
    assert not any("appropriation" in name for name in found)


def test_beside_a_fault_the_figure_stays(copied: Desk) -> None:
    leaf = next(row for row in UNION.indicators if row.actual_value is not None)
    name = f"indicators-{leaf.key}-actual_value"
    page = copied.section("indicators", **{name: "四十八"}).content.decode()
    assert grey(page)[name] == "48"
    assert f'aria-describedby="{name}_error {name}_last"' in page


def test_what_an_earlier_year_costs_does_not_grow(
    campaign: Campaign, people: dict[str, User], client_of: ClientOf
) -> None:
    """Opening a section, the task list, the check page and the page of copying: the same for 1 and 60 indicators."""
    counts = []
    for number, size in enumerate((1, 60)):
        facts = large_facts(size, projects=1 + size // 3)
        evaluation = make_evaluation(campaign, f"99700{number}")
        file_before(campaign, evaluation.department, facts, people["gonghui"], name=f"上年{number}")
        people[f"p{number}"] = make_person(f"p{number}", Role.PREPARER, department=evaluation.department)
        desk = Desk(client_of(f"p{number}"), evaluation)
        desk.copy()
        assert CarriedOver.objects.filter(evaluation=evaluation).count() > size
        found = []
        for name, *more in (
            ("detail",),
            ("section", "indicators"),
            ("section", "problems"),
            ("check",),
            ("last_year",),
        ):
            desk.page(name, *more)
            with CaptureQueriesContext(connection) as captured:
                desk.page(name, *more)
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[1]
