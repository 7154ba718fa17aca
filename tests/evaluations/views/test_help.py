"""帮助 for everybody, examples beside narratives (once, however many rows), and the first steps of a new preparer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.sections import save_section
from evaluations.domain.examples import EXAMPLES
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.terms import TERMS
from evaluations.models import Campaign, SelfEvaluation
from evaluations.queries import load_facts
from tests.factories import large_facts, make_evaluation, make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
LINK = '<a href="/help/">帮助</a>'
FIRST = "第一次填报，按这个顺序"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def newcomer(campaign: Campaign, people: dict[str, User]) -> tuple[Client, SelfEvaluation]:
    """A preparer whose evaluation was opened and never touched."""
    evaluation = make_evaluation(campaign, "999001")
    client = Client()
    person = make_person("new", Role.PREPARER, department=evaluation.department)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client, evaluation


def test_it_is_one_click_away_from_every_page(client_of: ClientOf, draft: SelfEvaluation) -> None:
    home = f"/evaluations/{draft.pk}/"
    for path in ("/", home, f"{home}sections/budget/", f"/reports/{draft.pk}/"):
        assert LINK in text(client_of("zhengxie"), path), path
    assert LINK in text(client_of("xitong"), "/")


def test_it_lists_what_one_has_to_do_with(
    client_of: ClientOf, campaign: Campaign, draft: SelfEvaluation
) -> None:
    with acting("tests"):
        later = Campaign.objects.get()
        later.pk, later.year, later.name = None, 2023, "2023年度自评"
        later.save()
    rules, book = f'href="/evaluations/{draft.pk}/rules/"', 'href="/reports/handbook/{}/"'
    page = text(client_of("zhengxie"), "/help/")
    assert rules in page and book.format(campaign.pk) in page
    assert "财政联系人：绩效评价股 黄嘉宁 020-10862022" in page
    assert "2023年度自评" not in page, "nobody of this department files there"
    page = text(client_of("caizheng"), "/help/")
    assert book.format(later.pk) in page, "the manager reads it before it is opened"
    page = text(client_of("xitong"), "/help/")
    assert "还没有年度任务" in page and reverse("evaluations:terms") in page
    assert client_of("zhengxie").get(f"/reports/handbook/{later.pk}/").status_code == 404


def test_terms_are_a_list_of_definitions(client_of: ClientOf) -> None:
    page = text(client_of("zhengxie"), "/help/terms/")
    assert page.count("<dt>") == sum(len(group.terms) for group in TERMS)
    assert "（财预〔2020〕10号《项目支出绩效评价管理办法》）" in page


def examples_in(page: str) -> dict[str, int]:
    return {name: found for name, words in EXAMPLES.items() if (found := page.count(f">{words}<"))}


def test_examples_stand_once_beside_every_narrative(
    client_of: ClientOf, campaign: Campaign, people: Any
) -> None:
    evaluation = make_evaluation(campaign, "999002", large_facts(60, projects=3))
    make_person("many", Role.PREPARER, department=evaluation.department)
    client = Client()
    client.force_login(User.objects.get(username="many"), backend="django.contrib.auth.backends.ModelBackend")
    seen: dict[str, int] = {}
    for key in ("profile", "tasks", "budget", "goals", "indicators", "projects", "conclusion", "problems"):
        seen |= examples_in(text(client, f"/evaluations/{evaluation.pk}/sections/{key}/"))
    elsewhere = {"thrift_measures", "last_measures.note"}  # another template; a filing of the year before
    assert seen == dict.fromkeys(set(EXAMPLES) - elsewhere, 1)


def test_who_only_reads_is_shown_no_examples(client_of: ClientOf, approved: SelfEvaluation) -> None:
    home = f"/evaluations/{approved.pk}/sections/"
    for key in ("profile", "indicators", "projects", "problems"):
        assert 'class="example"' not in text(client_of("gonghui"), f"{home}{key}/"), key


def test_a_newcomer_is_shown_four_steps_until_work_has_begun(
    newcomer: tuple[Client, SelfEvaluation], people: dict[str, User]
) -> None:
    client, evaluation = newcomer
    home = f"/evaluations/{evaluation.pk}/"
    for path in ("/", home):
        page = text(client, path)
        steps = page.partition(FIRST)[2].partition("</ol>")[0]
        assert steps.count("<li>") == 4
        for address in (
            f"/reports/handbook/{evaluation.campaign_id}/",
            f"{home}sections/profile/",
            f"{home}check/",
        ):
            assert f'href="{address}"' in steps
    tasks = SECTION_BY_KEY["tasks"]
    save_section(
        evaluation=evaluation, section=tasks, data=section_data(tasks, load_facts(evaluation)), version=0,
        complete=False, by=people["caizheng"],
    )  # fmt: skip
    assert [FIRST in text(client, path) for path in ("/", home)] == [False, False]


def test_others_are_shown_no_first_steps(
    newcomer: tuple[Client, SelfEvaluation], client_of: ClientOf, draft: SelfEvaluation
) -> None:
    _, evaluation = newcomer
    assert FIRST not in text(client_of("shenhe"), f"/evaluations/{evaluation.pk}/"), (
        "it is not theirs to fill"
    )
    assert FIRST not in text(client_of("zhengxie"), "/"), "they have begun"
