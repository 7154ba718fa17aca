"""What is said to findings: only to those that ask, only to the figures that were read, and gone when they are."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.acting import acting
from accounts.roles import Role
from evaluations.actions.sections import save_section
from evaluations.domain.facts import Explanation
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.judgement import judge
from evaluations.models import Explanation as Row
from evaluations.models import SelfEvaluation, Submission
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.findings import Finding, Severity
from tests.evaluations.test_neighbours import submit
from tests.factories import make_evaluation, make_person, unproved_facts

pytestmark = pytest.mark.django_db

STALE = {
    "finding": "B7@profile///serving_count",
    "message": "在职 99 人，超过编制 1 人",
    "text": "旧的说明。",
}
TEXT = "支出执行率为12.3%。自评得分约50分。"


@pytest.fixture
def both(campaign) -> SelfEvaluation:
    """An evaluation with an error and a warning of one rule at one place."""
    facts = unproved_facts()
    facts = facts.model_copy(update={"conclusion": facts.conclusion.model_copy(update={"narrative": TEXT})})
    return make_evaluation(campaign, "997001", facts)


def findings(evaluation: SelfEvaluation, code: str) -> dict[Severity, Finding]:
    found = judge(evaluation, section_states(evaluation)).findings
    return {each.severity: each for each in found if each.code == code}


def client_for(evaluation: SelfEvaluation) -> Client:
    client = Client()
    person = make_person("tianbao997", Role.PREPARER, department=evaluation.department)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def explain(client: Client, evaluation: SelfEvaluation, finding: Finding, **changes: Any):
    post = {"finding": finding.identity, "message": finding.message, "text": "已核对。"} | changes
    return client.post(f"/evaluations/{evaluation.pk}/check/explain/", post)


def test_an_error_beside_an_explained_warning_stays(both):
    client, found = client_for(both), findings(both, "D1")
    assert set(found) == {Severity.ERROR, Severity.WARNING}
    before = counts(client, both)
    assert explain(client, both, found[Severity.WARNING]).status_code == 302
    assert Row.objects.get(evaluation=both).message == found[Severity.WARNING].message
    errors, warnings = counts(client, both)
    assert (errors, warnings) == (before[0], before[1] - 1)


def counts(client: Client, evaluation: SelfEvaluation) -> tuple[int, int]:
    """What the page head counts."""
    text = client.get(f"/evaluations/{evaluation.pk}/sections/tasks/").content.decode()
    found = re.search(
        r'必改 <span class="figure">(\d+)</span>.*?需说明 <span class="figure">(\d+)</span>', text, re.S
    )
    return int(found[1]), int(found[2])


def test_words_said_to_other_figures_are_not_taken(both):
    client, warning = client_for(both), findings(both, "D1")[Severity.WARNING]
    answer = explain(client, both, warning, message="以前的数")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "数据刚被修改" in page
    assert "已核对。" in page
    assert not Row.objects.filter(evaluation=both).exists()
    fresh = re.search(r'name="message" value="([^"]*)"', page[page.index("已核对。") - 3000 :])
    assert fresh is not None


def test_outdated_words_are_listed_withdrawn_and_never_filed(campaign, people):
    evaluation = make_evaluation(campaign, "997002", unproved_facts())
    with acting("tests"):
        Row.objects.create(evaluation=evaluation, **STALE)
    client = client_for(evaluation)
    page = client.get(f"/evaluations/{evaluation.pk}/check/").content.decode()
    assert "不再对应的说明" in page
    assert "旧的说明。" in page
    submit(evaluation)
    assert "旧的说明" not in Submission.objects.get(evaluation=evaluation).facts
    assert Explanation(**STALE) in load_facts(evaluation).explanations


def test_outdated_words_can_be_taken_back(campaign):
    evaluation = make_evaluation(campaign, "997003", unproved_facts())
    with acting("tests"):
        Row.objects.create(evaluation=evaluation, **STALE)
    client_for(evaluation).post(
        f"/evaluations/{evaluation.pk}/check/explain/", {"finding": STALE["finding"], "text": ""}
    )
    assert not Row.objects.filter(evaluation=evaluation).exists()


def test_tokens_are_turned_back_by_the_names_of_their_page(client_of, returned, people):
    client = client_of("canlian")
    url = f"/evaluations/{returned.pk}/sections/conclusion/"
    project = load_facts(returned).projects[0]
    state = section_states(returned)
    post = {
        "version": state["conclusion"].version, "management": "m", "complete": "later",
        "narrative": f"支出«项目:{project.name}.执行数»。",
    }  # fmt: skip
    names = re.search(r'name="names" value="(\w+)"', client.get(url).content.decode())[1]
    section = SECTION_BY_KEY["projects"]
    data = section_data(section, load_facts(returned))
    data.rows["projects"][0]["name"] = "改过的名称"
    save_section(
        evaluation=returned,
        section=section,
        data=data,
        version=state["projects"].version,
        by=people["canlian"],
    )
    refused = client.post(url, post | {"names": names})
    assert refused.status_code == 409
    assert post["narrative"] in refused.content.decode()
    assert "刚被别人修改" in refused.content.decode()
    again = re.search(r'name="names" value="(\w+)"', refused.content.decode())[1]
    assert (
        client.post(url, post | {"names": again, "narrative": "支出«项目:改过的名称.执行数»。"}).status_code
        == 302
    )
    assert load_facts(returned).conclusion.narrative == f"支出«项目:{project.key}.执行数»。"
