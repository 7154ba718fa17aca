"""详情 of a row: a page of its own, and the same as a part for the drawer."""

import pytest
from django.test import Client

from evaluations.actions.colleagues import add_note
from evaluations.actions.review import add_remark
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from huadu_perf.lib.findings import Place
from tests.browser.scenes import submit_again

pytestmark = pytest.mark.django_db


def url(evaluation: SelfEvaluation, section: str, rowset: str, key: object) -> str:
    return f"/evaluations/{evaluation.pk}/sections/{section}/rows/{rowset}/{key}/"


@pytest.fixture
def preparer(client_of) -> Client:
    return client_of("canlian")


def test_rule_suggestion_evidence_and_history(preparer, returned):
    facts = load_facts(returned)
    key = facts.evidence[0].indicators[0]
    text = preparer.get(url(returned, "indicators", "indicators", key)).content.decode()
    for words in ("评分规则", "建议", "修改记录", facts.evidence[0].title, "<h1>"):
        assert words in text
    part = preparer.get(url(returned, "indicators", "indicators", key), {"part": "1"}).content.decode()
    assert "评分规则" in part
    assert "<html" not in part


def test_a_group_has_no_rule(preparer, returned):
    group = next(row for row in load_facts(returned).indicators if row.level == 1)
    assert (
        "评分规则" not in preparer.get(url(returned, "indicators", "indicators", group.key)).content.decode()
    )


def test_remarks_are_seen_by_the_department_once_they_are_sent(client_of, returned, people):
    submitted = submit_again(people)
    goal = load_facts(submitted).goals[0]
    place = Place("goals", "goals", goal.key, "achieved")
    add_remark(
        evaluation=submitted, place=str(place), place_label="目标", text="还没发出的意见", by=people["shenhe"]
    )
    for name, seen in (("shenhe", True), ("canlian", False)):
        text = client_of(name).get(url(submitted, "goals", "goals", goal.key)).content.decode()
        assert ("还没发出的意见" in text) is seen


def test_remarks_and_answers_of_the_row(preparer, returned):
    remark = next(each for each in returned.remarks.all() if Place.parse(each.place).key)
    place = Place.parse(remark.place)
    text = preparer.get(url(returned, place.section, place.rowset, place.key)).content.decode()
    assert remark.text[:10] in text


@pytest.mark.parametrize("name", ["gonghui", "gonghui-fzr", "shenhe", "shenji"])
def test_pages_that_are_only_read_lead_to_the_details_of_each_row(client_of, approved, name):
    client, facts = client_of(name), load_facts(approved)
    for section, rowset in (
        ("indicators", "indicators"), ("projects", "projects"), ("projects", "project_indicators"),
        ("goals", "goals"), ("tasks", "tasks"), ("problems", "measures"), ("budget", "budget_lines"),
    ):  # fmt: skip
        page = client.get(f"/evaluations/{approved.pk}/sections/{section}/").content.decode()
        assert "grid-drawer.js" in page
        for row in getattr(facts, rowset):
            assert f'data-row-details href="rows/{rowset}/{row.key}/"' in page
    leaf = facts.scored_indicators()[0]
    part = client.get(url(approved, "indicators", "indicators", leaf.key), {"part": "1"}).content.decode()
    for words in ("评分规则", "佐证材料", "审核意见", "修改记录"):
        assert words in part


def test_internal_notes_of_the_row_are_for_the_department(client_of, returned, people):
    goal = load_facts(returned).goals[0]
    place = Place("goals", "goals", goal.key)
    add_note(
        evaluation=returned, section="goals", place=str(place), place_label="目标", text="等业务科的数",
        by=people["canlian"],
    )  # fmt: skip
    for name, seen in (("canlian", True), ("canlian-fzr", True), ("shenhe", False), ("shenji", False)):
        text = client_of(name).get(url(returned, "goals", "goals", goal.key)).content.decode()
        assert ("等业务科的数" in text) is seen
        assert ("内部备注" in text) is seen
        assert (f"notes/?at={place}" in text) is seen


@pytest.mark.parametrize(
    ("section", "rowset"),
    [("indicators", "goals"), ("nowhere", "goals"), ("goals", "nothing"), ("evidence", "evidence")],
)
def test_rows_that_are_none(preparer, returned, section, rowset):
    key = load_facts(returned).goals[0].key
    assert preparer.get(url(returned, section, rowset, key)).status_code == 404


def test_a_row_of_another_evaluation_is_not_found(preparer, returned, draft):
    other = next(iter(load_facts(draft).tasks), None)
    assert other is not None
    assert preparer.get(url(returned, "tasks", "tasks", other.key)).status_code == 404
    assert preparer.get(url(draft, "tasks", "tasks", other.key)).status_code == 404
