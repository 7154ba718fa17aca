"""Copying is one write; what was copied stays marked until it is changed, confirmed or dropped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.carried import confirm_carried, copy_sections
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import StaleSection, save_section
from evaluations.domain.carrying import Part, plan
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, SectionData, section_data
from evaluations.judgement import judge
from evaluations.last_year import carried_places, last_filing
from evaluations.models import Campaign, CarriedOver, ChangeLog, SectionState, SelfEvaluation
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.findings import Place
from tests.factories import file_before, filed, make_evaluation, union_facts

pytestmark = pytest.mark.django_db
EVERY = tuple(part.value for part in Part)
Change = Callable[[SectionData], None]


@pytest.fixture
def evaluation(campaign: Campaign, people: dict[str, User]) -> SelfEvaluation:
    """Nobody filled it in; the year before is approved."""
    made = make_evaluation(campaign, "997001")
    file_before(campaign, made.department, union_facts(), people["gonghui"], approver=people["shenhe"])
    return made


def versions(evaluation: SelfEvaluation) -> dict[str, int]:
    return {state.section: state.version for state in SectionState.objects.filter(evaluation=evaluation)}


def copy(evaluation: SelfEvaluation, by: User, *parts: str, seen: dict[str, int] | None = None) -> None:
    filing = last_filing(evaluation)
    assert filing is not None
    made = plan(filing.facts, load_facts(evaluation), parts or EVERY, ())
    copy_sections(
        evaluation=evaluation, sections=made.sections, marks=made.marks, from_year=made.year,
        versions=seen or versions(evaluation), by=by,
    )  # fmt: skip


def save(
    evaluation: SelfEvaluation, key: str, by: User, change: Change = lambda data: None, **more: Any
) -> None:
    section = SECTION_BY_KEY[key]
    data = section_data(section, load_facts(evaluation))
    change(data)
    save_section(
        evaluation=evaluation, section=section, data=data, version=versions(evaluation)[key], by=by, **more
    )


def marked(evaluation: SelfEvaluation, section: str) -> set[Place]:
    return {place for place in carried_places(evaluation) if place.section == section}


def test_what_is_copied_is_stored_once_marked_and_logged(evaluation, people):
    before = ChangeLog.objects.latest("pk").pk
    copy(evaluation, people["zhengxie"])
    facts, source = load_facts(evaluation), union_facts()
    assert [row.text for row in facts.duties] == [row.text for row in source.duties]
    assert [row.key for row in facts.indicators] == [row.key for row in source.indicators]
    assert facts.conclusion.narrative == ""
    assert (facts.problems, facts.measures, facts.evidence, facts.explanations) == ((), (), (), ())
    assert [(row.name, row.executed_amount) for row in facts.projects] == [(source.projects[0].name, None)]
    changed = {state.section for state in SectionState.objects.filter(evaluation=evaluation, version=1)}
    assert changed == {"profile", "tasks", "budget", "goals", "indicators", "projects"}
    assert {row.from_year for row in CarriedOver.objects.filter(evaluation=evaluation)} == {2021}
    logged = ChangeLog.objects.filter(
        pk__gt=before, table_name=CarriedOver._meta.db_table, operation="INSERT"
    )
    assert logged.count() == len(carried_places(evaluation)) > 50
    assert {row.actor for row in logged} == {f"user:{people['zhengxie'].pk}"}


def test_marks_are_no_part_of_the_facts(evaluation, people):
    copy(evaluation, people["zhengxie"])
    before = load_facts(evaluation)
    confirm_carried(evaluation=evaluation, places=carried_places(evaluation), by=people["zhengxie"])
    assert load_facts(evaluation) == before
    assert carried_places(evaluation) == ()


def test_all_or_nothing_when_somebody_saved_since(evaluation, people):
    seen = versions(evaluation)
    save(evaluation, "indicators", people["gonghui"])
    before = load_facts(evaluation)
    with pytest.raises(StaleSection):
        copy(evaluation, people["zhengxie"], seen=seen)
    assert load_facts(evaluation) == before
    assert carried_places(evaluation) == ()


def test_what_is_filed_takes_no_copy_and_no_confirmation(evaluation, people):
    copy(evaluation, people["zhengxie"], "duties")
    filed(evaluation, load_facts(evaluation), people["zhengxie"])
    with pytest.raises(EvaluationLocked):
        copy(evaluation, people["zhengxie"], "tasks")
    with pytest.raises(EvaluationLocked):
        confirm_carried(evaluation=evaluation, places=carried_places(evaluation), by=people["zhengxie"])
    assert len(carried_places(evaluation)) == 10


def move(data: SectionData) -> None:
    data.rows["duties"].reverse()


def test_a_save_that_changes_nothing_or_only_the_order_keeps_the_marks(evaluation, people):
    copy(evaluation, people["zhengxie"])
    for section in FORM_SECTIONS:
        before = marked(evaluation, section.key)
        save(evaluation, section.key, people["zhengxie"])
        assert marked(evaluation, section.key) == before, section.key
    before = marked(evaluation, "profile")
    save(evaluation, "profile", people["zhengxie"], move)
    assert marked(evaluation, "profile") == before


@pytest.mark.parametrize(
    ("section", "rowset", "change"),
    [
        ("profile", "duties", lambda row: row.update(text="改过的职责")),
        ("goals", "goals", lambda row: row.update(achieved="已完成。")),
        ("goals", "goals", lambda row: row.update(tasks=())),
        ("indicators", "indicators", lambda row: row.update(points=None)),
        ("budget", "budget_lines", lambda row: row.update(initial_amount=None, last_year_amount=None)),
    ],
)
def test_a_changed_row_is_looked_at(evaluation, people, section, rowset, change):
    copy(evaluation, people["zhengxie"])
    before = marked(evaluation, section)

    def first(data: SectionData) -> None:
        change(next(row for row in data.rows[rowset] if row["key"] == gone.key))

    gone = sorted((place for place in before if place.rowset == rowset), key=str)[0]
    gone = next(place for place in before if place.rowset == rowset and _stated(evaluation, place))
    save(evaluation, section, people["zhengxie"], first)
    assert before - marked(evaluation, section) == {gone}


def _stated(evaluation: SelfEvaluation, place: Place) -> bool:
    """A row whose values can be taken away: a third-level indicator, a line with an amount."""
    row = next(each for each in getattr(load_facts(evaluation), place.rowset) if each.key == place.key)
    return getattr(row, "level", 3) == 3


def test_a_dropped_row_and_a_changed_field_take_their_marks_along(evaluation, people):
    copy(evaluation, people["zhengxie"])
    before = marked(evaluation, "profile")

    def change(data: SectionData) -> None:
        data.rows["divisions"].pop()
        data.fields["retired_count"] = None

    save(evaluation, "profile", people["zhengxie"], change)
    gone = before - marked(evaluation, "profile")
    assert {place.rowset or place.field for place in gone} == {"divisions", "retired_count"}
    assert len(gone) == 2


def test_saving_as_complete_and_checked_confirms_the_section_and_no_other(evaluation, people):
    copy(evaluation, people["zhengxie"])
    others = len(carried_places(evaluation)) - len(marked(evaluation, "tasks"))
    save(evaluation, "tasks", people["zhengxie"], complete=True)
    assert marked(evaluation, "tasks"), "complete alone says nothing about what was copied"
    save(evaluation, "tasks", people["zhengxie"], complete=True, confirms=True)
    assert len(carried_places(evaluation)) == others


def test_the_findings_count_what_is_left_and_follow_a_confirmation_at_once(evaluation, people):
    copy(evaluation, people["zhengxie"])

    def told() -> dict[str, str]:
        states = section_states(evaluation)
        found = judge(evaluation, states)
        return {each.place.section: each.message for each in found.findings if each.code == "C5"}

    counts = {
        key: len(marked(evaluation, key))
        for key in ("profile", "tasks", "budget", "goals", "indicators", "projects")
    }
    assert told() == {key: f"沿用上年，待核对 {count} 项" for key, count in counts.items()}
    (one, *_) = sorted(marked(evaluation, "tasks"), key=str)
    assert confirm_carried(evaluation=evaluation, places=[one], by=people["zhengxie"]) == 1
    assert told()["tasks"] == f"沿用上年，待核对 {counts['tasks'] - 1} 项"
    assert confirm_carried(evaluation=evaluation, places=[one], by=people["zhengxie"]) == 0
    confirm_carried(evaluation=evaluation, places=marked(evaluation, "tasks"), by=people["zhengxie"])
    assert "tasks" not in told()


def test_a_mark_is_on_a_row_or_a_field_and_once(evaluation, people):
    key = evaluation.campaign.index_system.facts.nodes[0].key
    good = [{"rowset": "duties", "key": key}, {"field": "nature"}]
    bad = [*good, {"rowset": "duties"}, {"rowset": "duties", "key": key, "field": "text"}, {}, {"key": key}]
    with acting("tests"):
        for values in good:
            CarriedOver.objects.create(evaluation=evaluation, from_year=2021, **values)
        for values in bad:
            with pytest.raises(IntegrityError), transaction.atomic():
                CarriedOver.objects.create(evaluation=evaluation, from_year=2021, **values)


# ── what is copied from ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_approved_filing_comes_before_a_later_one_that_is_not(campaign, people):
    made = make_evaluation(campaign, "997001")
    approved = file_before(
        campaign, made.department, union_facts(), people["gonghui"], approver=people["shenhe"]
    )
    file_before(campaign, made.department, union_facts(duties=()), people["gonghui"], name="另一任务")
    found = last_filing(made)
    assert found is not None
    assert (found.is_approved, found.year, found.campaign) == (True, 2021, approved.campaign.name)
    assert found.facts.duties


def test_the_nearest_year_counts_even_if_only_filed(campaign, people):
    made = make_evaluation(campaign, "997001")
    assert last_filing(made) is None
    file_before(
        campaign, made.department, union_facts(), people["gonghui"], years=3, approver=people["shenhe"]
    )
    file_before(campaign, made.department, union_facts(), people["gonghui"], years=2)
    found = last_filing(made)
    assert found is not None
    assert (found.year, found.is_approved) == (2020, False)


def test_another_department_gives_nothing(campaign, people):
    made, other = make_evaluation(campaign, "997001"), make_evaluation(campaign, "997002")
    file_before(campaign, other.department, union_facts(), people["gonghui"], approver=people["shenhe"])
    assert last_filing(made) is None
