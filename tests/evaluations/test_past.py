"""Earlier years: whose figures count, and that a filing keeps the years it was filed with."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from evaluations.actions.campaigns import create_campaign, open_evaluation
from evaluations.demo.earlier import AMOUNTS, EXPLAINED, earlier_facts
from evaluations.demo.seeding import seed_year_before
from evaluations.domain.checks import check, unsettled
from evaluations.domain.history import NO_HISTORY, History
from evaluations.domain.scoring import score
from evaluations.domain.snapshot import freeze, thaw
from evaluations.enums import Status
from evaluations.last_year import last_filing
from evaluations.models import Campaign, ChangeLog, SelfEvaluation, Submission
from evaluations.neighbours import filed_around
from evaluations.past import filings_of_last_year, history_of
from evaluations.queries import load_facts, report_source
from tests.evaluations.test_neighbours import submit
from tests.factories import approve, file_before, make_evaluation, union_facts, unproved_facts

pytestmark = pytest.mark.django_db


def known(history: History) -> list[tuple[int, Decimal, Decimal, str]]:
    """Year, spending in 万元, score and grade."""
    return [(row.year, row.spending / 10000, row.score, row.grade) for row in history.years]


def union_of(year: int) -> SelfEvaluation:
    """The union's evaluation of a year."""
    return SelfEvaluation.objects.select_related("campaign__region", "department").get(
        department__code="113001", campaign__year=year
    )


@pytest.mark.parametrize("year", AMOUNTS)
def test_the_demos_earlier_years_hold_together(year: int) -> None:
    facts = earlier_facts(union_facts(), year)
    assert unsettled(check(facts, score(facts)), facts.explanations) == ()
    assert [row.text for row in facts.explanations] == [EXPLAINED] * 2
    later = earlier_facts(union_facts(), year + 1) if year + 1 in AMOUNTS else union_facts()
    stated = {row.item: row.last_year_amount for row in later.budget_lines}
    assert stated == {row.item: row.executed_amount for row in facts.budget_lines}


def test_without_earlier_years_there_is_no_history(approved: SelfEvaluation) -> None:
    assert history_of(approved) == NO_HISTORY
    assert list(filings_of_last_year(approved)) == []


def test_approved_years_count_with_their_official_scores(
    approved: SelfEvaluation, people: dict[str, User]
) -> None:
    for year in (2020, 2021):
        seed_year_before(people, year)
    assert known(history_of(approved)) == [
        (2020, Decimal("965.40"), Decimal("93.90"), "优"), (2021, Decimal("1012.06"), Decimal("95.10"), "优"),
    ]  # fmt: skip
    assert known(history_of(union_of(2021))) == [(2020, Decimal("965.40"), Decimal("93.90"), "优")]
    (filed,) = filings_of_last_year(approved)
    assert filed.evaluation == union_of(2021)


def test_another_department_has_other_years(draft: SelfEvaluation, people: dict[str, User]) -> None:
    seed_year_before(people, 2021)
    assert history_of(draft) == NO_HISTORY


def test_a_filing_keeps_the_years_it_was_filed_with(
    approved: SelfEvaluation, people: dict[str, User]
) -> None:
    """The demo's evaluation of 2022 was filed before those of earlier years came into the system."""
    seed_year_before(people, 2021)
    assert report_source(approved).history == NO_HISTORY
    assert history_of(approved) != NO_HISTORY


def test_submitting_freezes_the_years_as_they_are(people: dict[str, User]) -> None:
    seed_year_before(people, 2020)
    seed_year_before(people, 2021)
    filed = Submission.objects.get(evaluation=union_of(2021))
    assert known(History.model_validate(filed.history)) == [(2020, Decimal("965.40"), Decimal("93.90"), "优")]
    assert report_source(union_of(2021)).history == History.model_validate(filed.history)


def test_a_draft_shows_the_years_as_they_are_now(
    approved: SelfEvaluation, people: dict[str, User], campaign
) -> None:
    before = seed_year_before(people, 2021)
    later = make_evaluation_of_2023(campaign, before)
    assert [row.year for row in report_source(later).history.years] == [2021, 2022]


def make_evaluation_of_2023(campaign, before: SelfEvaluation) -> SelfEvaluation:
    """A draft of the same department for the next year."""
    later = create_campaign(
        campaign=Campaign(
            name="2023年度部门整体支出绩效自评", year=2023, region=campaign.region, index_system=campaign.index_system,
            report_template=campaign.report_template, opens_on=campaign.opens_on, due_on=campaign.due_on,
        ),
        by="tests",
    )  # fmt: skip
    return open_evaluation(campaign=later, department=before.department, by="tests")


def test_what_was_only_submitted_does_not_count(campaign, people: dict[str, User]) -> None:
    evaluation = make_evaluation(campaign, "900010", unproved_facts())
    submit(evaluation)
    later = make_evaluation_of_2023(campaign, evaluation)
    assert history_of(later) == NO_HISTORY


def test_the_interchange_file_stays_without_them(approved: SelfEvaluation, people: dict[str, User]) -> None:
    seed_year_before(people, 2021)
    facts = load_facts(approved)
    assert "history" not in json.loads(freeze(facts))
    assert thaw(freeze(facts)) == facts


def test_of_two_filings_of_one_year_the_approved_one_counts(
    draft: SelfEvaluation, people: dict[str, User]
) -> None:
    """Two campaigns of last year, one given up: what is copied and what is compared is the same filing."""
    asked = (draft.campaign, draft.department, union_facts(), people["gonghui"])
    first = file_before(*asked, name="2021年度自评")
    file_before(*asked, name="2021年度自评（重来）")
    before = filed_around(draft)
    approve(first, people["shenhe"])
    assert filed_around(draft) != before, "what is kept in memory is asked for anew"
    filed = filings_of_last_year(draft).first()
    assert filed is not None and filed.evaluation == first
    assert last_filing(draft).submission == filed.pk


@pytest.mark.django_db(transaction=True)
def test_the_demo_of_make_run_has_years_to_compare_and_one_to_begin(settings) -> None:
    settings.DEBUG = True
    call_command("flush", interactive=False, verbosity=0)
    call_command("seed_demo", history=True, stdout=StringIO())
    found = SelfEvaluation.objects.order_by("campaign__year", "department__code")
    assert [(row.campaign.year, row.department.short_name, row.status) for row in found] == [
        (2020, "花都区总工会", Status.APPROVED),
        (2021, "花都区总工会", Status.APPROVED),
        (2022, "花都区政协", Status.DRAFT),
        (2022, "花都区总工会", Status.APPROVED),
        (2022, "花都区残联", Status.RETURNED),
        (2023, "花都区总工会", Status.DRAFT),
    ]
    assert [row.year for row in report_source(union_of(2022)).history.years] == [2020, 2021]
    assert last_filing(union_of(2023)).year == 2022
    count = ChangeLog.objects.count()
    call_command("seed_demo", history=True, stdout=StringIO())
    assert ChangeLog.objects.count() == count
