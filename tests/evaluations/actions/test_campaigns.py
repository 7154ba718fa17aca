"""Opening the year: once for each department, with everything an evaluation starts from."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.acting import acting
from accounts.models import Region
from budgets.enums import BASE_DATA_ITEMS, BudgetItem
from evaluations.actions.campaigns import create_campaign, extend_deadline, open_evaluations
from evaluations.domain.sections import SECTIONS
from evaluations.enums import Status
from evaluations.models import Campaign, SectionState, SelfEvaluation
from evaluations.queries import due_date, load_facts, with_due_date
from tests.factories import make_department

pytestmark = pytest.mark.django_db


def another(campaign: Campaign, **changes: object) -> Campaign:
    values = {
        field.name: getattr(campaign, field.name)
        for field in Campaign._meta.concrete_fields
        if field.name != "id"
    }
    return Campaign(**values | {"name": "2023年度部门整体支出绩效自评", "year": 2023} | changes)


def test_every_department_that_files_gets_an_evaluation_once(campaign, people):
    manager = people["caizheng"]
    second = create_campaign(campaign=another(campaign), by=manager)
    make_department(campaign.region, "2", is_active=False)
    make_department(campaign.region, "3", files_report=False)
    with acting("tests"):
        elsewhere = Region.objects.create(code="440103", name="荔湾区")
    make_department(elsewhere, "4")
    assert open_evaluations(campaign=second, by=manager) == 3
    assert open_evaluations(campaign=second, by=manager) == 0
    later = make_department(campaign.region, "5")
    assert open_evaluations(campaign=second, by=manager) == 1
    assert SelfEvaluation.objects.filter(campaign=second).count() == 4
    assert SelfEvaluation.objects.get(campaign=second, department=later).state == Status.DRAFT


def test_a_new_evaluation_has_its_lines_its_sections_and_the_tree_of_the_campaign(campaign, people):
    second = create_campaign(campaign=another(campaign), by=people["caizheng"])
    open_evaluations(campaign=second, by=people["caizheng"])
    evaluation = SelfEvaluation.objects.filter(campaign=second).first()
    facts = load_facts(evaluation)
    assert [line.item for line in facts.budget_lines] == [
        item for item in BudgetItem if item not in BASE_DATA_ITEMS
    ]
    assert {(line.initial_amount, line.executed_amount) for line in facts.budget_lines} == {(None, None)}
    nodes = campaign.index_system.facts.nodes
    assert [(row.key, row.level, row.parent, row.name) for row in facts.indicators] == [
        (node.key, node.level, node.parent, node.name) for node in nodes
    ]  # fmt: skip
    states = SectionState.objects.filter(evaluation=evaluation)
    assert {state.section for state in states} == {section.key for section in SECTIONS}
    assert {(state.version, state.edited_by) for state in states} == {(0, None)}
    assert (facts.campaign.year, evaluation.budget_sheet.year) == (2023, 2023)


def test_the_same_campaign_twice_is_refused(campaign, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_campaign(
            campaign=another(campaign, name=campaign.name, year=campaign.year), by=people["caizheng"]
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": date(2000, 1, 1)},
        {"review_levels": 0},
        {"review_levels": 4},
        {"year": 1999},
        {"year": 2101},
    ],
    ids=lambda wrong: str(next(iter(wrong.items()))),
)
def test_a_campaign_that_cannot_be_is_refused_by_the_database(campaign, people, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_campaign(campaign=another(campaign, **wrong), by=people["caizheng"])


def test_an_extension_moves_the_due_date_of_one_department(campaign, people, draft, returned):
    for day, reason in ((date(2030, 1, 1), "机构改革"), (date(2030, 2, 1), "再延")):
        extension = extend_deadline(
            campaign=campaign, department=draft.department, due_on=day, reason=reason, by=people["caizheng"]
        )
    assert (extension.granted_by, str(extension)) == (
        people["caizheng"],
        "政协广州市花都区委员会 延期至 2030-02-01",
    )
    assert (due_date(draft), due_date(returned)) == (date(2030, 2, 1), campaign.due_on)
    listed = {row.department_id: row.extended_to for row in with_due_date(SelfEvaluation.objects.all())}
    assert listed[draft.department_id] == date(2030, 2, 1)
    assert listed[returned.department_id] is None


def test_an_extension_has_a_reason(campaign, people, draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        extend_deadline(
            campaign=campaign,
            department=draft.department,
            due_on=date(2030, 1, 1),
            reason="",
            by=people["caizheng"],
        )
