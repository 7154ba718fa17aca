"""Who sees which evaluations, and the loaders: everything, in a constant number of queries."""

import pytest
from django.http import Http404

from accounts.access import Rights
from accounts.roles import Role
from evaluations.actions.campaigns import open_evaluation
from evaluations.domain.sections import SECTIONS
from evaluations.domain.snapshot import fingerprint, freeze
from evaluations.models import SelfEvaluation
from evaluations.queries import (
    campaigns_visible_to,
    due_date,
    evaluations_visible_to,
    get_evaluation,
    linked_keys,
    load_facts,
    report_source,
    report_source_by_id,
    section_states,
)
from tests.factories import key, large_facts, make_department, make_evaluation, make_person

pytestmark = pytest.mark.django_db
ALL = {"113001", "103001", "126001"}
#: user name -> departments whose evaluations this person reads
SEES = {
    "gonghui": {"113001"}, "gonghui-fzr": {"113001"}, "zhengxie": {"103001"}, "zhengxie-fzr": {"103001"}, "canlian": {"126001"},
    "canlian-fzr": {"126001"}, "shenhe": ALL, "shenhe2": {"126001"}, "caizheng": ALL, "shenji": ALL, "xitong": set(),
}  # fmt: skip


@pytest.mark.parametrize("username", SEES)
def test_each_person_sees_the_evaluations_of_his_departments(people, username):
    rights = Rights(people[username])
    seen = {row.department.code for row in evaluations_visible_to(rights)}
    assert seen == SEES[username]
    for evaluation in SelfEvaluation.objects.select_related("department"):
        if evaluation.department.code in seen:
            assert get_evaluation(rights, evaluation.pk) == evaluation
        else:
            with pytest.raises(Http404):
                get_evaluation(rights, evaluation.pk)


def test_a_department_reads_its_units_but_units_not_their_department(campaign, people):
    parent = make_department(campaign.region, "9")
    unit = make_department(campaign.region, "91", parent=parent)
    for department in (parent, unit):
        open_evaluation(campaign=campaign, department=department, by="tests")
    above = make_person("shangji", Role.PREPARER, department=parent)
    below = make_person("xiaji", Role.PREPARER, department=unit)
    assert {row.department for row in evaluations_visible_to(Rights(above))} == {parent, unit}
    assert {row.department for row in evaluations_visible_to(Rights(below))} == {unit}


def test_campaigns_are_those_of_the_regions_one_manages(campaign, people):
    seen = {name: list(campaigns_visible_to(Rights(person))) for name, person in people.items()}
    assert {name for name, rows in seen.items() if rows} == {"caizheng"}
    assert seen["caizheng"] == [campaign]


def test_the_number_of_queries_does_not_grow(campaign, django_assert_num_queries):
    small = make_evaluation(campaign, "1", large_facts(1, projects=1))
    large = make_evaluation(campaign, "2", large_facts(60, projects=20))
    fresh = SelfEvaluation.objects.select_related(
        "campaign__region",
        "campaign__index_system",
        "campaign__report_template",
        "department",
        "budget_sheet",
    )
    for evaluation, count in ((small, 1), (large, 60)):
        found = fresh.get(pk=evaluation.pk)
        with django_assert_num_queries(18):
            facts = load_facts(found)
        assert len(facts.scored_indicators()) == count


def test_an_evaluation_nobody_filled_has_facts(campaign):
    evaluation = make_evaluation(campaign, "1")
    facts = load_facts(evaluation)
    assert (facts.profile.nature, facts.goals, facts.evidence, len(facts.budget_lines)) == ("", (), (), 17)
    assert facts.campaign.template == campaign.report_template.facts


def test_reports_are_of_the_frozen_facts_once_submitted(approved, draft, returned):
    assert [report_source(row).is_draft for row in (approved, draft, returned)] == [False, True, True]
    source = report_source(approved)
    assert (source.sha256, source.round) == (approved.submissions.get().sha256, 1)
    live = report_source(draft)
    assert (live.facts, live.round) == (load_facts(draft), 0)
    assert live.sha256 == fingerprint(freeze(live.facts))
    assert report_source_by_id(draft.pk) == live
    with pytest.raises(Http404):
        report_source_by_id(0)


def test_links_may_point_at_the_items_of_other_sections_in_order(returned):
    facts = load_facts(returned)
    links = {section.key: linked_keys(returned, section) for section in SECTIONS if section.is_form}
    tasks, goals = [row.key for row in facts.tasks], [row.key for row in facts.goals]
    assert {name: found for name, found in links.items() if found} == {
        "goals": {"tasks": tasks}, "indicators": {"goals": goals}, "projects": {"tasks": tasks},
    }  # fmt: skip
    assert key("没有") not in tasks


def test_every_section_has_its_state(draft):
    states = section_states(draft)
    assert set(states) == {section.key for section in SECTIONS}
    assert {state.version for state in states.values()} == {1}
    assert due_date(draft) == draft.campaign.due_on
