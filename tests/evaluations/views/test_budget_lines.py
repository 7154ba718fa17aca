"""The page of income and spending: every line of its form, also those nobody saved; base data where the report has it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.acting import acting
from budgets.enums import BASE_DATA_ITEMS, BudgetItem
from evaluations.actions.exchange import write_facts
from evaluations.domain.asked import asked, form_data
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import SECTION_BY_KEY
from evaluations.forms.draft import Draft, DraftRow
from evaluations.models import ChangeLog, SectionState, SelfEvaluation
from evaluations.queries import load_facts
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.evaluations.forms.posting import posted
from tests.factories import ask_base_data, based_facts, union_facts

pytestmark = pytest.mark.django_db
OWN_ITEMS = [item for item in BudgetItem if item not in BASE_DATA_ITEMS]
PANEL = "楼堂馆所和厉行节约"


@pytest.fixture
def client(client_of: Callable[[str], Client]) -> Client:
    return client_of("zhengxie")


def refill(draft: SelfEvaluation, facts: EvaluationFacts) -> None:
    """The draft with the budget of these facts."""
    money = {"budget_lines": facts.budget_lines, "finance": facts.finance}
    with acting("tests"):
        write_facts(draft, load_facts(draft).model_copy(update=money), by="tests", files={})


def shown(draft: SelfEvaluation) -> Draft:
    """What the page shows."""
    facts = load_facts(draft)
    spec = asked(SECTION_BY_KEY["budget"], facts.campaign.template)
    return Draft.of_data(spec, form_data(spec, facts))


def save(client: Client, draft: SelfEvaluation, form: Draft, version: int | None = None) -> Any:
    if version is None:
        version = SectionState.objects.get(evaluation=draft, section="budget").version
    return client.post(page(draft), dict(posted(form, version=str(version)).lists()))


def page(draft: SelfEvaluation, section: str = "budget") -> str:
    return reverse("evaluations:section", args=[draft.pk, section])


def row_of(form: Draft, item: BudgetItem) -> Any:
    return next(row for row in form.rows["budget_lines"] if row.texts["item"] == item.value)


def test_lines_that_were_never_saved_are_on_the_page_and_can_be(client, draft):
    refill(draft, union_facts(budget_lines=union_facts().budget_lines[:4]))
    before = ChangeLog.objects.count()
    html = client.get(page(draft)).content.decode()
    assert [html.count(f'value="{item.value}"') for item in OWN_ITEMS] == [1] * 17
    assert ChangeLog.objects.count() == before
    assert len(load_facts(draft).budget_lines) == 4
    form = shown(draft)
    row_of(form, BudgetItem.RECEPTION).texts |= {
        "executed_amount": "0.24",
        "initial_amount": "不适用",
        "adjusted_amount": "0",
    }
    assert save(client, draft, form).status_code == 302
    lines = {line.item: line for line in load_facts(draft).budget_lines}
    assert list(lines) == OWN_ITEMS
    saved = lines[BudgetItem.RECEPTION]
    assert (saved.executed_amount, saved.adjusted_amount, saved.last_year_amount) == (2400, 0, None)
    assert saved.initial_amount is NOT_APPLICABLE
    assert saved.key == row_of(form, BudgetItem.RECEPTION).key
    assert lines[BudgetItem.INCOME_GENERAL] == union_facts().budget_lines[0]


def test_missing_lines_are_asked_for_before_submission(client, draft):
    refill(draft, union_facts(budget_lines=union_facts().budget_lines[:-1]))
    html = client.get(page(draft)).content.decode()
    assert "“收支情况”有 1 行还没有填写：公务接待费" in html


def test_two_people_who_add_the_same_line_choose_its_figures(client, draft):
    refill(draft, union_facts(budget_lines=()))
    version = SectionState.objects.get(evaluation=draft, section="budget").version
    mine, theirs = shown(draft), shown(draft)
    row_of(theirs, BudgetItem.PROJECT).texts["executed_amount"] = "2"
    row_of(mine, BudgetItem.PROJECT).texts["executed_amount"] = "1"
    assert save(client, draft, theirs, version).status_code == 302
    answer = save(client, draft, mine, version)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "（没有这一行）" not in html
    name = f"keep-budget_lines-{row_of(mine, BudgetItem.PROJECT).key}-executed_amount"
    assert html.count(f'name="{name}"') == html.count('name="keep-') == 2


def test_without_the_annex_nothing_of_it_is_shown_and_what_is_stored_stays(client, draft):
    based = based_facts()
    refill(draft, based)
    html = client.get(page(draft)).content.decode()
    assert PANEL not in html
    assert not [item for item in BASE_DATA_ITEMS if f'value="{item.value}"' in html]
    form = shown(draft)
    row_of(form, BudgetItem.PROJECT).texts["executed_amount"] = "1"
    assert save(client, draft, form).status_code == 302
    facts = load_facts(draft)
    assert [line for line in facts.budget_lines if line.item in BASE_DATA_ITEMS] == list(
        based.budget_lines[17:]
    )
    assert facts.finance == based.finance
    assert {line.item: line.executed_amount for line in facts.budget_lines}[BudgetItem.PROJECT] == 10000


def test_a_line_the_report_does_not_ask_for_takes_the_place_of_the_stored_one(client, draft):
    """Only a forged post holds one; it is stored as any other line, once."""
    refill(draft, based_facts())
    form = shown(draft)
    forged = row_of(form, BudgetItem.PROJECT)
    form.rows["budget_lines"].append(
        DraftRow(uuid4(), forged.texts | {"item": "office", "executed_amount": "7"})
    )
    assert save(client, draft, form).status_code == 302
    office = [line for line in load_facts(draft).budget_lines if line.item == BudgetItem.OFFICE]
    assert [line.executed_amount for line in office] == [70000]


def test_with_the_annex_base_data_is_filled_in(client, draft):
    ask_base_data(draft.campaign)
    html = client.get(page(draft)).content.decode()
    assert PANEL in html
    assert [html.count(f'value="{item.value}"') for item in BASE_DATA_ITEMS] == [1] * 7
    assert "公用经费（其中）" in html
    assert "公用经费（其中）合计" not in html
    form = shown(draft)
    form.texts |= {
        "building_approved_area": "1,200", "building_actual_area": "1,260.50", "building_approved_investment": "360",
        "building_actual_investment": "不适用", "thrift_measures": "公务用车统一调度。",
    }  # fmt: skip
    row_of(form, BudgetItem.OFFICE).texts["last_year_amount"] = "18.8"
    assert save(client, draft, form).status_code == 302
    facts = load_facts(draft)
    assert list(map(str, (facts.finance.building_approved_area, facts.finance.building_actual_area))) == [
        "1200.00",
        "1260.50",
    ]
    assert facts.finance.building_actual_investment is NOT_APPLICABLE
    assert {line.item: line.last_year_amount for line in facts.budget_lines}[BudgetItem.OFFICE] == 188000
    html = client.get(page(draft)).content.decode()
    assert "105.0%" in html
    assert "楼堂馆所规模控制率 105.04%，超过 100%" in html


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-1", "“-1”是负数"),
        ("1.234", "“1.234”小数位过多，最多 2 位小数"),
        ("一千", "“一千”不是数字"),
        ("1000000000", "“1000000000”太大"),
    ],
)
def test_an_area_that_cannot_be_stored_is_named_and_kept(client, draft, typed, words):
    ask_base_data(draft.campaign)
    before = load_facts(draft)
    form = shown(draft)
    form.texts["building_actual_area"] = typed
    answer = save(client, draft, form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f"实际规模（㎡）：{words}" in html
    assert f'value="{typed}"' in html
    assert load_facts(draft) == before


def test_a_project_states_where_its_money_comes_from(client, draft):
    facts = load_facts(draft)
    version = SectionState.objects.get(evaluation=draft, section="projects").version
    form = Draft.of_data(SECTION_BY_KEY["projects"], form_data(SECTION_BY_KEY["projects"], facts))
    row = form.rows["projects"][0]
    row.texts |= {
        "implementing_unit": "区政协机关", "appropriation_adjusted_amount": "70", "carry_over_adjusted_amount": "0",
        "other_adjusted_amount": "不适用",
    }  # fmt: skip
    answer = client.post(page(draft, "projects"), dict(posted(form, version=str(version)).lists()))
    assert answer.status_code == 302
    project = load_facts(draft).projects[0]
    assert project.implementing_unit == "区政协机关"
    assert (project.appropriation_adjusted_amount, project.carry_over_adjusted_amount) == (700000, 0)
    assert project.other_adjusted_amount is NOT_APPLICABLE
    assert project.other_initial_amount is None
    html = client.get(page(draft, "projects")).content.decode()
    assert "资金来源合计 70.00 万元，项目金额 80.00 万元" in html
    logged = ChangeLog.objects.filter(table_name="budgets_project").latest("pk")
    assert logged.after["appropriation_adjusted_amount"] == 70000000
