"""The reviewer's pages: evidence beside what is judged, remarks on evidence and on whole sections and where they are read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from evaluations.actions.workflow import take_step
from evaluations.domain.facts import EvaluationFacts
from evaluations.enums import Action
from evaluations.models import SelfEvaluation
from evaluations.queries import report_source
from tests.factories import filed, make_evaluation, make_person, rights, union_facts

pytestmark = pytest.mark.django_db
FACTS = union_facts(evidence=union_facts().evidence[:2])
PIECE = FACTS.evidence[0]
#: Places that are no field and no row of a form, by what they are called.
PLACES = {
    "budget": "部门整体收支（整节）",
    "evidence": "佐证材料（整节）",
    f"evidence/evidence/{PIECE.key}": f"佐证材料 · “{PIECE.title}”",
}


@pytest.fixture
def submitted(campaign: Any) -> SelfEvaluation:
    made = make_evaluation(campaign, "999001", FACTS)
    make_person("tianbao", Role.PREPARER, department=made.department)
    return filed(made, FACTS, make_person("fuzeren"))


def page_of(client: Client, name: str, evaluation: SelfEvaluation, **query: str) -> str:
    return client.get(reverse(f"evaluations:{name}", args=[evaluation.pk]), query).content.decode()


def proofs_of(facts: EvaluationFacts, evaluation: SelfEvaluation) -> dict[str, int]:
    """How many pieces each indicator and project has, by the address of its 详情."""
    rows = [("indicators", row) for row in facts.scored_indicators()]
    rows += [("projects", row) for row in facts.projects]
    return {
        reverse("evaluations:row", args=[evaluation.pk, rowset, rowset, row.key]): sum(
            row.key in (*piece.indicators, *piece.projects) for piece in facts.evidence
        )
        for rowset, row in rows
    }


@pytest.mark.parametrize("name", ["review", "scores"])
def test_every_indicator_and_project_says_how_much_evidence_it_has_and_leads_to_it(
    submitted, client_of, name
):
    page, proofs = page_of(client_of("shenhe"), name, submitted), proofs_of(FACTS, submitted)
    assert "grid-drawer.js" in page
    for url, count in proofs.items():
        assert (f'href="{url}">佐证 {count}<' in page) is bool(count)
        assert f'href="{url}">详情<' in page
    without = sum(not count for count in proofs.values())
    assert 0 < without < len(proofs)
    assert page.count("无佐证") == without
    row = FACTS.project_indicators[0]
    assert reverse("evaluations:row", args=[submitted.pk, "projects", "project_indicators", row.key]) in page


def test_the_evidence_is_listed_where_it_is_judged(submitted, client_of):
    page = page_of(client_of("shenhe"), "review", submitted)
    listed = page.partition('id="evidence"')[2]
    for piece in FACTS.evidence:
        assert f'id="evidence-{piece.key}"' in listed
        assert f'href="/evaluations/{submitted.pk}/evidence/{piece.key}/view/">{piece.title}</a>' in listed
        assert f'href="?at=evidence/evidence/{piece.key}#remark"' in listed


def test_remarks_on_evidence_and_on_whole_sections_are_read_there_answered_and_printed(
    submitted, client_of, people
):
    reviewer, preparer = client_of("shenhe"), client_of("tianbao")
    for place, label in PLACES.items():
        assert label in page_of(reviewer, "review", submitted, at=place).partition('id="remark"')[2]
        sent = {"place": place, "text": f"请补充：{label}"}
        response = reviewer.post(reverse("evaluations:remark_add", args=[submitted.pk]), sent)
        anchor = response["Location"].partition("#")[2]
        here = page_of(reviewer, "review", submitted).partition(f'id="{anchor}"')[2]
        assert f"请补充：{label}" in here
    assert "请补充" not in page_of(preparer, "evidence", submitted)
    take_step(
        evaluation=submitted, action=Action.RETURN, rights=rights(people["shenhe"]), comment="请补充材料"
    )
    listed = page_of(preparer, "evidence", submitted)
    row = listed.partition(f'id="evidence-{PIECE.key}"')[2].partition("</tr>")[0]
    assert f"请补充：佐证材料 · “{PIECE.title}”" in row
    assert "请补充：佐证材料（整节）" in listed.partition('id="evidence"')[0]
    edit = reverse("evaluations:evidence_edit", args=[submitted.pk, PIECE.key])
    assert "请补充：佐证材料 ·" in preparer.get(edit).content.decode()
    section = reverse("evaluations:section", args=[submitted.pk, "budget"])
    assert "请补充：部门整体收支（整节）" in preparer.get(section).content.decode()
    answers = page_of(preparer, "answers", submitted)
    assert f'href="/evaluations/{submitted.pk}/evidence/#evidence-{PIECE.key}"' in answers
    assert f'href="{section}#budget"' in answers
    assert [each.where for each in report_source(submitted).remarks] == list(PLACES.values())


def test_a_remark_on_a_piece_that_was_removed_stands_above_the_list(submitted, client_of, people):
    reviewer, preparer = client_of("shenhe"), client_of("tianbao")
    sent = {"place": f"evidence/evidence/{PIECE.key}", "text": "看不清，请重新上传。"}
    reviewer.post(reverse("evaluations:remark_add", args=[submitted.pk]), sent)
    take_step(evaluation=submitted, action=Action.RETURN, rights=rights(people["shenhe"]), comment="重传")
    preparer.post(reverse("evaluations:evidence_edit", args=[submitted.pk, PIECE.key]), {"do": "remove"})
    page = page_of(preparer, "evidence", submitted)
    assert "看不清，请重新上传。" in page.partition('id="evidence"')[0]


@pytest.mark.parametrize(
    "place",
    [
        "check", "nowhere", "budget/goals", f"budget/goals/{FACTS.goals[0].key}", "evidence//title", "budget//nature",
        f"evidence/evidence/{FACTS.goals[0].key}", "evidence/evidence", f"budget//{FACTS.goals[0].key}", "budget/x/y",
    ],
)  # fmt: skip
def test_there_are_no_remarks_on_places_that_are_none(submitted, client_of, place):
    client = client_of("shenhe")
    assert 'id="remark"' not in page_of(client, "review", submitted, at=place)
    url = reverse("evaluations:remark_add", args=[submitted.pk])
    assert (
        "现在不能在这里加审核意见"
        in client.post(url, {"place": place, "text": "意见"}, follow=True).content.decode()
    )
    assert not submitted.remarks.exists()
